// SPDX-License-Identifier: Apache-2.0
// Everything that is held about one person (NDPA 2023 ss.34 and 38), as one document.
#pragma once

#include <boost/json/object.hpp>
#include <expected>

#include "http/reading.hpp"

namespace suoledger::http {

/// Of events and documents together: what one answer holds in memory.
inline constexpr std::size_t max_exported_events = 20'000;

/// `position`: of the event that records this export. 422 `export_too_large` beyond the limit.
std::expected<boost::json::object, Problem> data_export(const Services& services, const domain::Uuid& tenant,
                                                        const domain::Uuid& customer, std::int64_t position);

}  // namespace suoledger::http
