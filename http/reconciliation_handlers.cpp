// SPDX-License-Identifier: Apache-2.0
// Reconciliation: where a provider's list and the books differ, and what a bank statement's rows could be.
#include "http/reconciliation_handlers.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "domain/text.hpp"
#include "http/difference_json.hpp"
#include "http/inbox_services.hpp"
#include "http/reading.hpp"
#include "http/request_body.hpp"
#include "http/statement_import.hpp"
#include "projections/provider_differences.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

/// What is asked for when nothing is said: as long as providers take for disputes and refunds of a month's charges.
constexpr std::int32_t default_days = 30;
/// A year and its leap day; a longer report is several.
constexpr std::int32_t max_days = 366;

struct AskedPeriod {
    domain::Date from, to;  // inclusive, in the zone
    domain::Period instants;
};

AskedPeriod read_period(QueryReader& query, const domain::Zone& zone, domain::Timestamp now) {
    AskedPeriod asked;
    const auto from = query.date("from");
    asked.to = query.date("to").value_or(domain::date_in(zone, now));
    asked.from = from.value_or(domain::Date{asked.to.days - default_days});
    if (asked.to < asked.from) query.wrong("to", "must not be before from");
    if (asked.to.days - asked.from.days >= max_days) query.wrong("from", "must be at most 366 days before to");
    asked.instants = {domain::start_of(zone, asked.from), domain::start_of(zone, domain::Date{asked.to.days + 1})};
    return asked;
}

std::string provider_in(QueryReader& query) {
    std::string provider = query.text("provider").value_or("paystack");
    if (!domain::is_code_word(provider)) query.wrong("provider", "must be a provider's name, as paystack");
    return provider;
}

/// One page of what was found; the cursor says how many were shown.
std::string page_json(json::object head, const std::vector<domain::Difference>& found, const Listing& listing) {
    const auto first = static_cast<std::size_t>(listing.page.before.value_or(0));
    json::array data;
    std::size_t next = std::min(first, found.size());
    for (; next < found.size() && data.size() < listing.page.limit; ++next)
        data.emplace_back(difference_json(found[next]));
    head["data"] = std::move(data);
    head["next_cursor"] = nullptr;
    if (next < found.size()) head["next_cursor"] = listing.next_cursor(static_cast<std::int64_t>(next));
    return json::serialize(head);
}

domain::Period listed_part(const domain::Period& asked, const std::optional<domain::Timestamp>& listed_until) {
    const domain::Timestamp until = listed_until ? std::min(*listed_until, asked.until) : asked.from;
    return {asked.from, std::max(asked.from, until)};
}

}  // namespace

Handled list_differences(const Services& services, const Request& request) {
    const auto snapshot = services.read_models.snapshot();
    const domain::Uuid& tenant = request.principal.tenant;
    QueryReader query(request);
    const std::string provider = provider_in(query);
    const AskedPeriod asked = read_period(query, zone_of(*snapshot, tenant), services.now());
    const auto listing = listing_of(services, request, query, *snapshot);
    if (auto problem = query.problem()) return *problem;
    if (!listing) return listing.error();
    std::optional<domain::Timestamp> listed_until;
    projections::ProviderReport report;
    if (services.inbox != nullptr && services.inbox->provider_lists) {
        const ProviderLists& lists = *services.inbox->provider_lists;
        listed_until = lists.done.done_until(projections::sweep_of(provider));
        report = projections::report_differences(*snapshot, lists.charges, tenant, provider,
                                                 listed_part(asked.instants, listed_until));
    }
    json::object head{{"object", "reconciliation"},
                      {"provider", provider},
                      {"from", domain::to_string(asked.from)},
                      {"to", domain::to_string(asked.to)},
                      {"listed_until", listed_until ? json::value(domain::to_string(*listed_until)) : json::value()},
                      {"charges_listed", report.charges_listed},
                      {"payments_booked", report.payments_booked},
                      {"differences", report.differences.size()}};
    return json_answer(snapshot->position().position, page_json(std::move(head), report.differences, *listing));
}

Handled import_statement(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    const auto csv = reader.text("csv", {1, max_statement_bytes}, Presence::required);
    const auto currency = reader.one_of<domain::Currency>("currency", &domain::parse_currency, "NGN, USD")
                              .value_or(domain::Currency::ngn);
    const auto order = reader.one_of<DateOrder>("date_order", &parse_date_order, "day_first, month_first")
                           .value_or(DateOrder::day_first);
    reader.refuse_unknown();
    std::optional<BankStatement> statement;
    if (csv) {
        auto parsed = parse_bank_statement(*csv, currency, order);
        if (parsed)
            statement = *std::move(parsed);
        else
            reader.wrong("csv", parsed.error());
    }
    if (!errors.empty() || !statement) return invalid_fields(std::move(errors));
    const auto snapshot = services.read_models.snapshot();
    return json_answer(snapshot->position().position,
                       statement_import_json(services, *snapshot, request.principal.tenant, currency, *statement));
}

}  // namespace suoledger::http
