// SPDX-License-Identifier: Apache-2.0
// Sums over day cells.
#include "http/report_sums.hpp"

#include <stdexcept>
#include <utility>

namespace suoledger::http {
namespace {

void add(Sum& sum, const projections::DaySum& day) {
    const auto amount = domain::checked_add(sum.amount, day.amount);
    if (!amount) throw std::overflow_error("a figure beyond 64 bits");
    sum.amount = *amount;
    sum.count += day.count;
}

}  // namespace

boost::json::object sum_json(const Sum& sum) { return {{"amount", sum.amount}, {"count", sum.count}}; }

boost::json::object head_of(const Reported& report, std::string_view object) {
    return {{"object", object},
            {"currency", domain::to_string(report.currency)},
            {"from", domain::to_string(report.window.from)},
            {"to", domain::to_string(report.window.to)}};
}

boost::json::value nullable(const std::optional<std::int64_t>& number) {
    return number ? boost::json::value(*number) : boost::json::value(nullptr);
}

const std::vector<projections::DaySum>& ReportSums::days(domain::Figure figure, const domain::Window& window) const {
    for (const auto& known : read_)
        if (known.figure == figure && known.window == window) return known.days;
    auto days = report_.seen.snapshot->day_sums(report_.tenant, report_.currency, figure, window);
    return read_.emplace_back(figure, window, std::move(days)).days;
}

Sum ReportSums::total(domain::Figure figure, const domain::Window& window) const {
    Sum sum;
    for (const auto& day : days(figure, window)) add(sum, day);
    return sum;
}

std::map<std::uint8_t, Sum> ReportSums::by_dimension(domain::Figure figure, const domain::Window& window) const {
    std::map<std::uint8_t, Sum> sums;
    for (const auto& day : days(figure, window)) add(sums[day.dimension], day);
    return sums;
}

std::map<domain::Uuid, Sum> ReportSums::by_customer(domain::Figure figure, const domain::Window& window) const {
    std::map<domain::Uuid, Sum> sums;
    for (const auto& day : days(figure, window)) add(sums[day.customer], day);
    return sums;
}

std::int64_t ReportSums::invoiced(const domain::Window& window) const {
    return domain::invoiced(total(domain::Figure::issued, window).amount,
                            total(domain::Figure::cancelled, window).amount,
                            total(domain::Figure::credited, window).amount);
}

std::int64_t ReportSums::revenue(const domain::Window& window) const {
    if (report_.basis == domain::Basis::accrual) return invoiced(window);
    return total(domain::Figure::collected, window).amount;
}

}  // namespace suoledger::http
