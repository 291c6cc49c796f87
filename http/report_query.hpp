// SPDX-License-Identifier: Apache-2.0
// What all reports are asked by: currency, a window of effective dates, a basis, a moment.
#pragma once

#include <expected>
#include <optional>

#include "domain/figures.hpp"
#include "domain/rates.hpp"
#include "http/moment.hpp"

namespace suoledger::http {

// Ten years of days: what a window may hold.
inline constexpr std::int32_t max_window_days = 3'660;

struct ReportQuery {
    domain::Currency currency{};
    std::optional<domain::Date> from, to;
    domain::Basis basis{};
    Moment moment;
};
std::string_view to_text(domain::Basis basis);
/// `basis` is read where it means something.
ReportQuery read_report_query(QueryReader& query, bool with_basis);

/// A report's rows and its window; a missing end is that of the month of the other, or of today.
struct Reported {
    Seen seen;
    domain::Date today;
    domain::Window window;
    domain::Currency currency{};
    domain::Basis basis{};
    domain::Uuid tenant;
};
std::expected<Reported, Problem> report_of(const Services& services, const Request& request, const ReportQuery& query);
/// Of a route that knows no other parameters.
std::expected<Reported, Problem> read_report(const Services& services, const Request& request, bool with_basis);

}  // namespace suoledger::http
