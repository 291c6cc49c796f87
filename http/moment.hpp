// SPDX-License-Identifier: Apache-2.0
// What a read reflects: now, or the ledger as it was at a moment of recorded time or at a position.
#pragma once

#include <expected>
#include <memory>
#include <optional>

#include "http/query.hpp"
#include "http/reading.hpp"

namespace suoledger::http {

/// ?as_of= or ?at_position=, never both; neither: now.
struct Moment {
    std::optional<domain::Timestamp> as_of;
    std::optional<std::int64_t> position;
};
/// Ask before `QueryReader::problem()`.
Moment read_moment(QueryReader& query);

/// The rows a read is answered from, and when that is.
struct Seen {
    std::unique_ptr<projections::ReadSnapshot> snapshot;
    domain::Uuid tenant;
    domain::Timestamp at;  // the moment asked for, the position's recorded time, or now
    bool is_past = false;

    /// What is today in the answer, in the tenant's zone, which is looked up for it.
    [[nodiscard]] domain::Date today() const;
    /// 200 with the position that is reflected; what was in the past may be kept and asked for again.
    [[nodiscard]] Response answer(std::string body) const;
    [[nodiscard]] Response answer(const boost::json::object& object) const;
};
Seen see_now(const Services& services, const domain::Uuid& tenant);
/// 400 for a moment that has not come, 422 `past_too_large`, 503 `overloaded`.
std::expected<Seen, Problem> see(const Services& services, const domain::Uuid& tenant, const Moment& moment);

}  // namespace suoledger::http
