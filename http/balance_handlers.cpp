// SPDX-License-Identifier: Apache-2.0
// Reports of what is there and owed: ageing, cash position, one account's postings.
#include <array>
#include <boost/json/array.hpp>
#include <charconv>
#include <limits>

#include "domain/journal.hpp"
#include "http/handlers.hpp"
#include "http/report_sums.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

constexpr std::int64_t last_position = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t max_ascending_limit = 1000;

const domain::Account* account_in_path(const Request& request) {
    const std::string& text = request.path_parameters.front();
    domain::AccountCode code = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, code);
    if (error != std::errc() || stop != end) return nullptr;
    return domain::find_account(code);
}

json::object entry_json(const projections::AccountEntry& posting) {
    const auto& entry = posting.entry;
    return {{"position", entry.position},
            {"event", domain::to_type_id(domain::event_prefix, entry.event_id)},
            {"stream", domain::to_type_id(entry.stream)},
            {"type", entry.event_type},
            {"effective_on", domain::to_string(entry.effective_on)},
            {"debit", posting.debit},
            {"credit", posting.credit},
            {"balance", posting.balance}};
}

projections::AccountFilter filter_of(const Reported& report, domain::AccountCode account) {
    projections::AccountFilter filter;
    filter.currency = report.currency;
    filter.account = account;
    filter.window = report.window;
    return filter;
}

/// A page goes on behind an entry that there is; anything else would begin again unnoticed.
std::optional<Problem> check_after(const Reported& report, std::int64_t after) {
    if (after == 0) return std::nullopt;
    projections::JournalFilter filter;
    filter.after_position = after - 1;
    filter.limit = 1;
    const auto found = report.seen.snapshot->journal(report.tenant, filter);
    if (!found.empty() && found.front().position == after) return std::nullopt;
    Problem problem;
    problem.status = 400;
    problem.code = "invalid_parameter";
    problem.detail = "after must be the position of a journal entry.";
    return problem;
}

void add_turnover(json::object& out, const projections::AccountTurnover& turnover) {
    out["opening_balance"] = turnover.opening_balance;
    out["debit"] = turnover.debit;
    out["credit"] = turnover.credit;
    out["closing_balance"] = turnover.opening_balance + turnover.debit - turnover.credit;
}

}  // namespace

Handled get_ageing(const Services& services, const Request& request) {
    QueryReader query(request);
    ReportQuery asked;
    asked.currency = query.currency().value_or(domain::Currency::ngn);
    asked.moment = read_moment(query);
    if (auto problem = query.problem()) return *problem;
    const auto report = report_of(services, request, asked);
    if (!report) return report.error();
    std::array<Sum, domain::ageing_bucket_count> buckets{};
    Sum total;
    for (const auto& invoice : report->seen.snapshot->open_invoices(report->tenant, report->currency)) {
        const auto bucket = domain::ageing_bucket_of(invoice.due_on, invoice.issued_on, report->today);
        Sum& sum = buckets.at(static_cast<std::size_t>(bucket));
        sum.amount += invoice.amount_due;
        ++sum.count;
        total.amount += invoice.amount_due;
        ++total.count;
    }
    json::array list;
    for (std::size_t i = 0; i < buckets.size(); ++i)
        list.push_back(json::object{{"bucket", domain::to_string(static_cast<domain::AgeingBucket>(i))},
                                    {"amount", buckets[i].amount},
                                    {"count", buckets[i].count}});
    return report->seen.answer(json::object{{"object", "ageing"},
                                            {"currency", domain::to_string(report->currency)},
                                            {"today", domain::to_string(report->today)},
                                            {"buckets", std::move(list)},
                                            {"total", sum_json(total)}});
}

Handled get_cash_position(const Services& services, const Request& request) {
    const auto report = read_report(services, request, false);
    if (!report) return report.error();
    json::array accounts;
    projections::AccountTurnover all;
    for (const auto code : domain::money_accounts) {
        const auto turnover = report->seen.snapshot->account_turnover(report->tenant, filter_of(*report, code));
        json::object account{{"code", std::to_string(code)}, {"name", domain::find_account(code)->name}};
        add_turnover(account, turnover);
        accounts.push_back(std::move(account));
        all.opening_balance += turnover.opening_balance;
        all.debit += turnover.debit;
        all.credit += turnover.credit;
    }
    json::object answer = head_of(*report, "cash_position");
    answer["accounts"] = std::move(accounts);
    add_turnover(answer, all);
    return report->seen.answer(answer);
}

Handled get_account(const Services& services, const Request& request) {
    QueryReader query(request);
    const auto asked = read_report_query(query, false);
    const std::int64_t after = query.integer("after", 0, last_position).value_or(0);
    const std::size_t limit = query.limit(max_ascending_limit);
    if (auto problem = query.problem()) return *problem;
    const auto* account = account_in_path(request);
    if (account == nullptr) return not_found("account");
    const auto report = report_of(services, request, asked);
    if (!report) return report.error();
    if (auto problem = check_after(*report, after)) return *problem;
    auto filter = filter_of(*report, account->code);
    filter.after_position = after;
    filter.limit = limit;
    const auto page = report->seen.snapshot->account_page(report->tenant, filter);
    json::object answer{{"object", "account"},
                        {"code", std::to_string(account->code)},
                        {"name", account->name},
                        {"currency", domain::to_string(report->currency)},
                        {"from", domain::to_string(report->window.from)},
                        {"to", domain::to_string(report->window.to)}};
    add_turnover(answer, page.turnover);
    json::array data;
    for (const auto& entry : page.entries) data.push_back(entry_json(entry));
    answer["data"] = std::move(data);
    answer["next_after"] = page.more ? json::value(page.entries.back().entry.position) : json::value(nullptr);
    return report->seen.answer(answer);
}

}  // namespace suoledger::http
