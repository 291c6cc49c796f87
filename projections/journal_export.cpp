// SPDX-License-Identifier: Apache-2.0
// Declarations and transactions in hledger's journal format (hledger.org/1.25/hledger.html#journal-format).
#include "projections/journal_export.hpp"

#include <array>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "domain/journal.hpp"

namespace suoledger::projections {

namespace {

constexpr std::array currencies{domain::Currency::ngn, domain::Currency::usd};

/// Major units with exactly the currency's digits after the point.
std::string decimal_text(std::int64_t minor_units, domain::Currency currency) {
    const bool is_negative = minor_units < 0;
    // Unsigned, for the least number has no positive counterpart.
    const auto bits = static_cast<std::uint64_t>(minor_units);
    const auto digits = static_cast<std::size_t>(domain::exponent_of(currency));
    auto text = fmt::format("{:0{}}", is_negative ? ~bits + 1 : bits, digits + 1);
    if (digits > 0) text.insert(text.size() - digits, 1, '.');
    return is_negative ? "-" + text : text;
}

std::string account_name(domain::AccountCode code) {
    const auto* account = domain::find_account(code);
    return account == nullptr ? std::to_string(code) : std::string(account->hledger_name);
}

}  // namespace

std::string hledger_declarations(const domain::Uuid& tenant, const ProjectionPosition& position) {
    auto text = fmt::format("; journal of {} at position {}\n\n", domain::to_type_id(domain::business_prefix, tenant),
                            position.position);
    for (const auto currency : currencies)
        // Hledger wants a decimal mark in the sample even where there are no decimals.
        text += fmt::format("commodity {} {}\n", domain::to_string(currency),
                            domain::exponent_of(currency) == 0 ? "1000." : decimal_text(100'000, currency));
    text += '\n';
    for (const auto& account : domain::chart_of_accounts())
        text += fmt::format("account {}  ; code:{}\n", account.hledger_name, account.code);
    return text + '\n';
}

std::string hledger_entry(const JournalRow& entry) {
    const auto event = domain::to_type_id(domain::event_prefix, entry.event_id);
    const auto code =
        entry.series_number > 0 ? fmt::format("{} {}", domain::to_string(entry.series), entry.series_number) : event;
    std::string text;
    auto out = std::back_inserter(text);
    fmt::format_to(out, "{} * ({}) {}  ; position:{}, event:{}, stream:{}\n", domain::to_string(entry.effective_on),
                   code, entry.event_type, entry.position, event, domain::to_type_id(entry.stream));
    for (const auto& line : entry.lines) {
        fmt::format_to(out, "    {}  {} {}\n", account_name(line.account), domain::to_string(entry.currency),
                       decimal_text(line.debit - line.credit, entry.currency));
    }
    return text + '\n';
}

bool export_hledger(const ReadSnapshot& snapshot, const domain::Uuid& tenant, JournalFilter filter,
                    const TextSink& sink, std::size_t max_entries) {
    sink(hledger_declarations(tenant, snapshot.position()));
    std::size_t count = 0;
    for (;;) {
        const auto entries = snapshot.journal(tenant, filter);
        if (entries.size() > max_entries - count) return false;
        count += entries.size();
        std::string page;
        for (const auto& entry : entries) page += hledger_entry(entry);
        sink(page);
        if (entries.size() < filter.limit) return true;
        filter.after_position = entries.back().position;
    }
}

}  // namespace suoledger::projections
