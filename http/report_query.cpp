// SPDX-License-Identifier: Apache-2.0
// Reading a report's query.
#include "http/report_query.hpp"

namespace suoledger::http {
namespace {

std::optional<domain::Basis> parse_basis(std::string_view text) {
    if (text == "accrual") return domain::Basis::accrual;
    if (text == "cash") return domain::Basis::cash;
    return std::nullopt;
}

Problem invalid_window(std::string detail) {
    Problem problem;
    problem.status = 400;
    problem.code = "invalid_parameter";
    problem.detail = std::move(detail);
    return problem;
}

}  // namespace

std::string_view to_text(domain::Basis basis) { return basis == domain::Basis::cash ? "cash" : "accrual"; }

ReportQuery read_report_query(QueryReader& query, bool with_basis) {
    ReportQuery report;
    report.currency = query.currency().value_or(domain::Currency::ngn);
    report.from = query.date("from");
    report.to = query.date("to");
    if (with_basis)
        report.basis = query.one_of<domain::Basis>("basis", &parse_basis, "accrual, cash").value_or(report.basis);
    report.moment = read_moment(query);
    return report;
}

std::expected<Reported, Problem> report_of(const Services& services, const Request& request, const ReportQuery& query) {
    auto seen = see(services, request.principal.tenant, query.moment);
    if (!seen) return std::unexpected(seen.error());
    Reported report{std::move(*seen), {}, {}, query.currency, query.basis, request.principal.tenant};
    const domain::Date today = report.today = report.seen.today();
    report.window.to = query.to.value_or(domain::month_of(query.from ? std::max(*query.from, today) : today).to);
    report.window.from = query.from.value_or(domain::month_of(report.window.to).from);
    if (report.window.from > report.window.to) return std::unexpected(invalid_window("from must not be after to."));
    if (report.window.to.days - report.window.from.days >= max_window_days)
        return std::unexpected(invalid_window("from and to must not be more than 3660 days apart."));
    return report;
}

std::expected<Reported, Problem> read_report(const Services& services, const Request& request, bool with_basis) {
    QueryReader query(request);
    const ReportQuery asked = read_report_query(query, with_basis);
    if (auto problem = query.problem()) return std::unexpected(*std::move(problem));
    return report_of(services, request, asked);
}

}  // namespace suoledger::http
