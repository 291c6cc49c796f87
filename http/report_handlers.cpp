// SPDX-License-Identifier: Apache-2.0
// Reports of a window of days: summary, revenue by month, top customers, VAT.
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "http/handlers.hpp"
#include "http/report_sums.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;
using domain::Figure;

constexpr std::int64_t default_top = 10, max_top = 100;

constexpr std::array<std::pair<std::string_view, Figure>, 8> counted_figures{{{"issued", Figure::issued},
                                                                              {"cancelled", Figure::cancelled},
                                                                              {"credited", Figure::credited},
                                                                              {"received", Figure::received},
                                                                              {"refunded", Figure::refunded},
                                                                              {"charged_back", Figure::charged_back},
                                                                              {"written_off", Figure::written_off},
                                                                              {"withheld", Figure::withheld}}};

json::object with_growth(std::int64_t amount, std::int64_t previous) {
    return {{"amount", amount}, {"previous", previous}, {"growth_bps", nullable(domain::growth_bps(amount, previous))}};
}

json::object cohort_json(const Reported& report) {
    const auto figures = report.seen.snapshot->cohort_figures(report.tenant, report.currency, report.window);
    return {{"invoices", figures.invoices},
            {"settled", figures.settled},
            {"invoiced", figures.invoiced},
            {"collected", figures.collected},
            {"collection_rate_bps", nullable(domain::rate_bps(figures.collected, figures.invoiced))},
            {"settled_rate_bps", nullable(domain::rate_bps(figures.settled, figures.invoices))},
            {"mean_days_to_pay_hundredths", nullable(figures.mean_days_to_pay)},
            {"median_days_to_pay_hundredths", nullable(figures.median_days_to_pay)},
            {"customers", figures.customers},
            {"repeat_customers", figures.repeat_customers},
            {"repeat_rate_bps", nullable(domain::rate_bps(figures.repeat_customers, figures.customers))}};
}

/// What is owed on the day the report calls today, whatever the window.
void add_owed(json::object& summary, const Reported& report) {
    Sum outstanding, overdue;
    for (const auto& owed : report.seen.snapshot->owed_sums(report.tenant, report.currency)) {
        outstanding.amount += owed.amount;
        outstanding.count += owed.count;
        if (!domain::is_overdue(owed.amount, owed.due_on, report.today)) continue;
        overdue.amount += owed.amount;
        overdue.count += owed.count;
    }
    summary["today"] = domain::to_string(report.today);
    summary["outstanding"] = sum_json(outstanding);
    summary["overdue"] = sum_json(overdue);
}

json::object month_json(const ReportSums& sums, const domain::Month& month) {
    return {{"month", month.name},
            {"revenue", sums.revenue(month.window)},
            {"expenses", sums.total(Figure::expenses, month.window).amount}};
}

json::array categories_json(const ReportSums& sums, const domain::Window& window) {
    json::array categories;
    const auto by_category = sums.by_dimension(Figure::expenses, window);
    for (const auto& [category, sum] : by_category)
        categories.push_back(
            json::object{{"category", domain::to_string(static_cast<domain::ExpenseCategory>(category))},
                         {"amount", sum.amount},
                         {"count", sum.count}});
    return categories;
}

}  // namespace

Handled get_summary(const Services& services, const Request& request) {
    const auto report = read_report(services, request, true);
    if (!report) return report.error();
    const ReportSums sums(*report);
    const auto& window = report->window;
    const auto previous = domain::previous_window(window);
    json::object summary = head_of(*report, "summary");
    summary["basis"] = to_text(report->basis);
    summary["revenue"] = with_growth(sums.revenue(window), sums.revenue(previous));
    summary["expenses"] =
        with_growth(sums.total(Figure::expenses, window).amount, sums.total(Figure::expenses, previous).amount);
    summary["invoiced"] = sums.invoiced(window);
    for (const auto& [name, figure] : counted_figures) summary[name] = sum_json(sums.total(figure, window));
    summary["collected"] = sums.total(Figure::collected, window).amount;
    summary["fees"] = sums.total(Figure::fees, window).amount;
    summary["expenses_by_category"] = categories_json(sums, window);
    add_owed(summary, *report);
    summary["cohort"] = cohort_json(*report);
    return report->seen.answer(summary);
}

Handled get_revenue_by_month(const Services& services, const Request& request) {
    const auto report = read_report(services, request, true);
    if (!report) return report.error();
    const ReportSums sums(*report);
    json::object answer = head_of(*report, "revenue_by_month");
    answer["basis"] = to_text(report->basis);
    json::array months;
    for (const auto& month : domain::months_of(report->window)) months.push_back(month_json(sums, month));
    answer["months"] = std::move(months);
    return report->seen.answer(answer);
}

Handled get_top_customers(const Services& services, const Request& request) {
    QueryReader query(request);
    const auto asked = read_report_query(query, true);
    const auto limit = static_cast<std::size_t>(query.integer("limit", 1, max_top).value_or(default_top));
    if (auto problem = query.problem()) return *problem;
    const auto report = report_of(services, request, asked);
    if (!report) return report.error();
    const Figure figure =
        report->basis == domain::Basis::cash ? Figure::collected_of_customer : Figure::invoiced_of_customer;
    const auto sums = ReportSums(*report).by_customer(figure, report->window);
    std::vector<std::pair<domain::Uuid, Sum>> ranked;
    for (const auto& [customer, sum] : sums)
        if (sum.amount > 0) ranked.emplace_back(customer, sum);
    // Of equal amounts the older customer first: ids rise with time.
    std::ranges::stable_sort(ranked, std::greater{}, [](const auto& entry) { return entry.second.amount; });
    ranked.resize(std::min(ranked.size(), limit));
    json::object answer = head_of(*report, "top_customers");
    answer["basis"] = to_text(report->basis);
    json::array data;
    for (const auto& [customer, sum] : ranked)
        data.push_back(
            json::object{{"customer", domain::to_type_id(domain::customer_prefix, customer)}, {"amount", sum.amount}});
    answer["data"] = std::move(data);
    return report->seen.answer(answer);
}

Handled get_vat(const Services& services, const Request& request) {
    const auto report = read_report(services, request, false);
    if (!report) return report.error();
    const ReportSums sums(*report);
    auto net = sums.by_dimension(Figure::net_sales, report->window);
    auto output = sums.by_dimension(Figure::vat_output, report->window);
    auto withheld = sums.by_dimension(Figure::withheld, report->window);
    const std::int64_t withheld_vat = withheld[static_cast<std::uint8_t>(domain::WithholdingKind::vat)].amount;
    const std::int64_t input = sums.total(Figure::vat_input, report->window).amount;
    json::object answer = head_of(*report, "vat");
    json::array sales;
    std::int64_t output_vat = 0;
    for (std::uint8_t i = 0; i < domain::vat_treatment_count; ++i) {
        sales.push_back(json::object{{"treatment", domain::to_string(static_cast<domain::VatTreatment>(i))},
                                     {"net", net[i].amount},
                                     {"vat", output[i].amount}});
        output_vat += output[i].amount;
    }
    answer["sales"] = std::move(sales);
    answer["output_vat"] = output_vat;
    answer["input_vat"] = input;
    answer["withheld_vat"] = withheld_vat;
    answer["vat_due"] = domain::vat_due(output_vat, input, withheld_vat);
    return report->seen.answer(answer);
}

}  // namespace suoledger::http
