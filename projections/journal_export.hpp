// SPDX-License-Identifier: Apache-2.0
// A business's journal as hledger reads it: what is used is declared first, so that `hledger check --strict` holds.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <string_view>

#include "projections/read_models.hpp"

namespace suoledger::projections {

/// What a journal that uses them begins with; `position` says how much of the log it reflects.
std::string hledger_declarations(const domain::Uuid& tenant, const ProjectionPosition& position);
/// One transaction.
std::string hledger_entry(const JournalRow& entry);

using TextSink = std::function<void(std::string_view)>;

inline constexpr std::size_t no_entry_limit = std::numeric_limits<std::size_t>::max();

/// Declarations, then a transaction per entry that the filter chooses (its `limit` is the size of a page), each page to
/// the sink. Holds no personal data. False: there are more than `max_entries`, and what was given is not the whole.
bool export_hledger(const ReadSnapshot& snapshot, const domain::Uuid& tenant, JournalFilter filter,
                    const TextSink& sink, std::size_t max_entries = no_entry_limit);

}  // namespace suoledger::projections
