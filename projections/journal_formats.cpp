// SPDX-License-Identifier: Apache-2.0
// Heads and entries: hledger (hledger.org/1.25/hledger.html#journal-format), Beancount 2 (beancount.github.io/docs/
// beancount_language_syntax.html) and CSV (RFC 4180).
#include <array>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "domain/journal.hpp"
#include "projections/journal_export.hpp"

namespace suoledger::projections {

namespace {

constexpr std::array currencies{domain::Currency::ngn, domain::Currency::usd};

std::string account_name(domain::AccountCode code) {
    const auto* account = domain::find_account(code);
    return account == nullptr ? std::to_string(code) : std::string(account->hledger_name);
}

std::string hledger_head(const domain::Uuid& tenant, const ProjectionPosition& position) {
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

/// "Assets:Accounts-Receivable": every word begins with a capital letter, none is divided by a space.
std::string beancount_name(domain::AccountCode code) {
    std::string name;
    bool begins_word = true;
    for (const char c : account_name(code)) {
        const bool is_small = c >= 'a' && c <= 'z';
        name += c == ' ' ? '-' : (begins_word && is_small ? static_cast<char>(c - ('a' - 'A')) : c);
        begins_word = c == ' ' || c == ':';
    }
    return name;
}

std::string beancount_head(const domain::Uuid& tenant, const ProjectionPosition& position) {
    auto text = fmt::format("option \"title\" \"{} at position {}\"\noption \"name_income\" \"Revenues\"\n",
                            domain::to_type_id(domain::business_prefix, tenant), position.position);
    std::string codes;
    for (const auto currency : currencies) {
        text += fmt::format("option \"operating_currency\" \"{}\"\n", domain::to_string(currency));
        codes += fmt::format("{}{}", codes.empty() ? "" : ",", domain::to_string(currency));
    }
    text += '\n';
    // Before any date that the ledger takes.
    for (const auto& account : domain::chart_of_accounts())
        text +=
            fmt::format("1970-01-01 open {} {}\n  code: \"{}\"\n", beancount_name(account.code), codes, account.code);
    return text + '\n';
}

std::string beancount_entry(const JournalRow& entry) {
    std::string text;
    auto out = std::back_inserter(text);
    fmt::format_to(out, "{} * \"{}\"\n  position: {}\n  event: \"{}\"\n  stream: \"{}\"\n",
                   domain::to_string(entry.effective_on), entry.event_type, entry.position,
                   domain::to_type_id(domain::event_prefix, entry.event_id), domain::to_type_id(entry.stream));
    if (entry.series_number > 0)
        fmt::format_to(out, "  number: \"{} {}\"\n", domain::to_string(entry.series), entry.series_number);
    for (const auto& line : entry.lines)
        fmt::format_to(out, "  {}  {} {}\n", beancount_name(line.account),
                       decimal_text(line.debit - line.credit, entry.currency), domain::to_string(entry.currency));
    return text + '\n';
}

constexpr std::string_view csv_head =
    "position,event,stream,type,series,series_number,effective_on,effective_at,currency,account,name,debit,credit\r\n";

/// No field holds a comma, a quote or a line break: ids, codes, dates, decimals, and names of the chart.
std::string csv_entry(const JournalRow& entry) {
    std::string text;
    auto out = std::back_inserter(text);
    const auto number = entry.series_number > 0 ? std::to_string(entry.series_number) : std::string();
    for (const auto& line : entry.lines) {
        const auto* account = domain::find_account(line.account);
        fmt::format_to(out, "{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", entry.position,
                       domain::to_type_id(domain::event_prefix, entry.event_id), domain::to_type_id(entry.stream),
                       entry.event_type, domain::to_string(entry.series), number, domain::to_string(entry.effective_on),
                       domain::to_string(entry.effective_at), domain::to_string(entry.currency), line.account,
                       account == nullptr ? std::string_view() : account->name,
                       decimal_text(line.debit, entry.currency), decimal_text(line.credit, entry.currency));
    }
    return text;
}

}  // namespace

std::string decimal_text(std::int64_t minor_units, domain::Currency currency) {
    const bool is_negative = minor_units < 0;
    // Unsigned, for the least number has no positive counterpart.
    const auto bits = static_cast<std::uint64_t>(minor_units);
    const auto digits = static_cast<std::size_t>(domain::exponent_of(currency));
    auto text = fmt::format("{:0{}}", is_negative ? ~bits + 1 : bits, digits + 1);
    if (digits > 0) text.insert(text.size() - digits, 1, '.');
    return is_negative ? "-" + text : text;
}

std::string journal_head(JournalFormat format, const domain::Uuid& tenant, const ProjectionPosition& position) {
    switch (format) {
        case JournalFormat::hledger:
            return hledger_head(tenant, position);
        case JournalFormat::beancount:
            return beancount_head(tenant, position);
        case JournalFormat::csv:
            return std::string(csv_head);
    }
    return {};
}

std::string journal_text(JournalFormat format, const JournalRow& entry) {
    switch (format) {
        case JournalFormat::hledger:
            return hledger_entry(entry);
        case JournalFormat::beancount:
            return beancount_entry(entry);
        case JournalFormat::csv:
            return csv_entry(entry);
    }
    return {};
}

}  // namespace suoledger::projections
