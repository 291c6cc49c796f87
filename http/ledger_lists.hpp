// SPDX-License-Identifier: Apache-2.0
// Lists in the order of the log: events and journal entries, oldest first, continued by `after`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "projections/read_models.hpp"

namespace suoledger::http {

inline constexpr std::int64_t max_ascending_limit = 1000;

/// {"data":[…],"next_after":…} of serialized elements; null: nothing more when it was read.
std::string ascending_json(const std::vector<std::string>& elements, std::optional<std::int64_t> next_after);

/// One page of journal entries.
std::string journal_page(const projections::ReadSnapshot& snapshot, const domain::Uuid& tenant,
                         projections::JournalFilter filter);

}  // namespace suoledger::http
