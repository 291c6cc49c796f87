// SPDX-License-Identifier: Apache-2.0
// Journal pages and the hledger form of entries.
#include "http/ledger_lists.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "domain/journal.hpp"
#include "http/representations.hpp"

namespace suoledger::http {
namespace {

std::string decimal_text(std::int64_t minor_units, domain::Currency currency) {
    std::int64_t scale = 1;
    const int exponent = domain::exponent_of(currency);
    for (int digit = 0; digit < exponent; ++digit) scale *= 10;
    const std::int64_t amount = minor_units < 0 ? -minor_units : minor_units;
    return fmt::format("{}{}.{:0{}}", minor_units < 0 ? "-" : "", amount / scale, amount % scale, exponent);
}

}  // namespace

std::string ascending_json(const std::vector<std::string>& elements, std::optional<std::int64_t> next_after) {
    return fmt::format(R"({{"data":[{}],"next_after":{}}})", fmt::join(elements, ","),
                       next_after ? std::to_string(*next_after) : "null");
}

std::string journal_page(const projections::ReadSnapshot& snapshot, const domain::Uuid& tenant,
                         projections::JournalFilter filter) {
    const std::size_t limit = filter.limit;
    filter.limit = limit + 1;
    auto entries = snapshot.journal(tenant, filter);
    const bool more = entries.size() > limit;
    if (more) entries.resize(limit);
    std::vector<std::string> elements;
    for (const auto& entry : entries) elements.push_back(boost::json::serialize(journal_entry_json(entry)));
    return ascending_json(elements, more ? std::optional(entries.back().position) : std::nullopt);
}

std::string hledger_declarations() {
    std::string text;
    for (const auto currency : {domain::Currency::ngn, domain::Currency::usd})
        text += fmt::format("commodity {} {}\n", domain::to_string(currency), decimal_text(100'000, currency));
    for (const domain::Account& account : domain::chart_of_accounts())
        text += fmt::format("account {}\n", account.hledger_name);
    return text + '\n';
}

std::string hledger_entry(const projections::JournalRow& entry) {
    const std::string number =
        entry.series_number > 0 ? fmt::format("({} {}) ", domain::to_string(entry.series), entry.series_number) : "";
    std::string text = fmt::format("{} * {}{}  ; position:{}, event:{}, stream:{}\n",
                                   domain::to_string(entry.effective_on), number, entry.event_type, entry.position,
                                   domain::to_type_id(domain::event_prefix, entry.event_id), stream_text(entry.stream));
    for (const auto& line : entry.lines) {
        const domain::Account* account = domain::find_account(line.account);
        text += fmt::format("    {}  {} {}\n",
                            account == nullptr ? std::to_string(line.account) : std::string(account->hledger_name),
                            domain::to_string(entry.currency), decimal_text(line.debit - line.credit, entry.currency));
    }
    return text + '\n';
}

}  // namespace suoledger::http
