// SPDX-License-Identifier: Apache-2.0
// Finding the header, then reading row by row.
#include "http/bank_statement.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>
#include <utility>

#include "eventstore/utf8.hpp"

namespace suoledger::http {
namespace {

constexpr std::size_t header_within_rows = 30;
constexpr std::size_t no_column = static_cast<std::size_t>(-1);
constexpr std::array<char, 4> delimiters{',', ';', '\t', '|'};

enum class Column : std::uint8_t { date, value_date, narration, reference, credit, debit, amount, side, count };

/// What Nigerian banks and wallets head their columns with, in letters only.
struct ColumnName {
    Column column;
    std::initializer_list<std::string_view> names;
};
const std::array<ColumnName, 8>& column_names() {
    static const std::array<ColumnName, 8> names{
        {{Column::date,
          {"DATE", "TRANSACTIONDATE", "TRANSDATE", "TRANDATE", "TXNDATE", "POSTINGDATE", "POSTDATE", "POSTEDDATE",
           "BOOKINGDATE", "DATETIME", "TRANSACTIONTIME"}},
         {Column::value_date, {"VALUEDATE"}},
         {Column::narration,
          {"NARRATION", "DESCRIPTION", "DETAILS", "REMARKS", "REMARK", "PARTICULARS", "TRANSACTIONDETAILS",
           "TRANSACTIONDESCRIPTION", "TRANSACTIONREMARKS", "MEMO"}},
         {Column::reference,
          {"REFERENCE", "REF", "REFNO", "REFERENCENO", "REFERENCENUMBER", "TRANSACTIONREFERENCE", "TRANSREF",
           "TRANSACTIONREF", "SESSIONID", "INSTRUMENTNO", "TRANSACTIONID"}},
         {Column::credit,
          {"CREDIT", "CREDITS", "CREDITAMOUNT", "CREDITAMT", "DEPOSIT", "DEPOSITS", "LODGEMENT", "LODGEMENTS",
           "MONEYIN", "PAIDIN", "CR"}},
         {Column::debit,
          {"DEBIT", "DEBITS", "DEBITAMOUNT", "DEBITAMT", "WITHDRAWAL", "WITHDRAWALS", "MONEYOUT", "PAIDOUT", "DR"}},
         {Column::amount, {"AMOUNT", "TRANSACTIONAMOUNT", "TRANAMOUNT"}},
         {Column::side, {"TYPE", "DRCR", "CRDR", "TRANSACTIONTYPE", "DEBITCREDIT", "CREDITDEBIT", "SIDE"}}}};
    return names;
}

/// Letters of a heading, without what stands in brackets: `Credit (₦)`.
std::string heading(std::string_view field) {
    const std::size_t bracket = field.find('(');
    std::string letters;
    for (const std::string& word : domain::words_of(field.substr(0, bracket))) letters += word;
    return letters;
}

class Header {
public:
    static std::optional<Header> find(std::span<const CsvRecord> records, std::size_t& row) {
        for (row = 0; row < std::min(records.size(), header_within_rows); ++row) {
            Header header(records[row]);
            if (header.is_complete()) return header;
        }
        return std::nullopt;
    }
    /// Empty where there is no such column or the record ends before it.
    [[nodiscard]] std::string_view field(const CsvRecord& record, Column column) const {
        const std::size_t place = places_.at(static_cast<std::size_t>(column));
        return place < record.fields.size() ? std::string_view(record.fields[place]) : std::string_view{};
    }
    [[nodiscard]] bool has(Column column) const { return places_.at(static_cast<std::size_t>(column)) != no_column; }

private:
    explicit Header(const CsvRecord& record) {
        places_.fill(no_column);
        for (std::size_t place = 0; place < record.fields.size(); ++place) {
            const std::string letters = heading(record.fields[place]);
            for (const ColumnName& known : column_names()) {
                std::size_t& taken = places_.at(static_cast<std::size_t>(known.column));
                if (taken == no_column && std::ranges::find(known.names, letters) != known.names.end()) taken = place;
            }
        }
    }
    [[nodiscard]] bool is_complete() const {
        return (has(Column::date) || has(Column::value_date)) && (has(Column::credit) || has(Column::amount));
    }
    std::array<std::size_t, static_cast<std::size_t>(Column::count)> places_{};
};

bool is_blank(std::string_view field) { return field.find_first_not_of(" \t\r\n-\xc2\xa0") == std::string_view::npos; }

/// To what the reference of a payment holds, at a character's end: so that a row and what was booked of it are equal.
std::string shortened(std::string text) {
    constexpr std::size_t max_characters = 200;
    const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (!is_continuation(text[i]) && ++characters > max_characters) text.resize(i);
    return text;
}

/// What one record says, or why it says nothing.
class RowReader {
public:
    RowReader(const Header& header, domain::Currency currency, DateOrder order)
        : header_(header), currency_(currency), order_(order) {}

    void read(const CsvRecord& record, BankStatement& statement) const {
        if (std::ranges::all_of(record.fields, [](const std::string& field) { return is_blank(field); })) return;
        std::string why;
        const auto amount = amount_of(record, why);
        if (!why.empty()) {
            statement.unreadable.push_back({record.line, why});
            return;
        }
        if (!amount || *amount == 0) {
            ++statement.rows_without_amount;
            return;
        }
        std::string_view date = header_.field(record, Column::date);
        if (is_blank(date)) date = header_.field(record, Column::value_date);
        const auto on = parse_statement_date(date, order_);
        if (!on) {
            statement.unreadable.push_back({record.line, is_blank(date) ? "it has no date" : "its date is not clear"});
            return;
        }
        statement.rows.push_back({record.line, *on, *amount, text_of(record)});
    }

private:
    [[nodiscard]] std::optional<std::int64_t> number(const CsvRecord& record, Column column, std::string& why) const {
        const std::string_view field = header_.field(record, column);
        if (is_blank(field)) return std::nullopt;
        const auto amount = parse_statement_amount(field, currency_);
        if (!amount) why = "its amount is not clear";
        return amount;
    }
    [[nodiscard]] std::optional<std::int64_t> amount_of(const CsvRecord& record, std::string& why) const {
        if (!header_.has(Column::credit)) return signed_amount(record, why);
        const auto credit = number(record, Column::credit, why);
        const auto debit = number(record, Column::debit, why);
        if (credit.value_or(0) != 0 && debit.value_or(0) != 0) why = "it has a credit and a debit";
        if (credit.value_or(0) != 0) return credit;
        if (!debit) return credit;
        return *debit > 0 ? -*debit : *debit;  // some banks write it with a sign of its own
    }
    [[nodiscard]] std::optional<std::int64_t> signed_amount(const CsvRecord& record, std::string& why) const {
        const auto amount = number(record, Column::amount, why);
        if (!amount || !header_.has(Column::side)) return amount;
        const std::string side = heading(header_.field(record, Column::side));
        if (side == "CR" || side == "C" || side == "CREDIT") return amount;
        if (side == "DR" || side == "D" || side == "DEBIT") return *amount > 0 ? -*amount : *amount;
        if (*amount > 0) why = "it says neither credit nor debit";
        return amount;
    }
    [[nodiscard]] std::string text_of(const CsvRecord& record) const {
        std::string text;
        for (const Column column : {Column::reference, Column::narration}) {
            for (const char c : header_.field(record, column)) {
                const bool is_space = static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
                if (!is_space)
                    text += c;
                else if (!text.empty() && text.back() != ' ')
                    text += ' ';
            }
            if (!text.empty() && text.back() != ' ') text += ' ';
        }
        if (!text.empty() && text.back() == ' ') text.pop_back();
        return text.empty() ? "bank statement" : shortened(std::move(text));
    }

    const Header& header_;
    const domain::Currency currency_;
    const DateOrder order_;
};

}  // namespace

std::expected<BankStatement, std::string> parse_bank_statement(std::string_view csv, domain::Currency currency,
                                                               DateOrder order) {
    if (csv.starts_with("\xef\xbb\xbf")) csv.remove_prefix(3);
    if (const auto bad = eventstore::find_bad_utf8(csv))
        return std::unexpected("is not UTF-8 (near byte " + std::to_string(*bad) + "); save it as CSV UTF-8");
    bool has_astray_quote = false;
    for (const char delimiter : delimiters) {
        const auto records = parse_csv(csv, delimiter);
        if (!records) {
            has_astray_quote = true;
            continue;
        }
        std::size_t row = 0;
        const auto header = Header::find(*records, row);
        if (!header) continue;
        if (records->size() - row - 1 > max_statement_rows)
            return std::unexpected("has more than " + std::to_string(max_statement_rows) + " rows; split it");
        BankStatement statement;
        const RowReader reader(*header, currency, order);
        for (std::size_t i = row + 1; i < records->size(); ++i) reader.read((*records)[i], statement);
        return statement;
    }
    if (has_astray_quote) return std::unexpected("is not CSV: a quote is not closed, or stands within a field");
    return std::unexpected(
        "has no row that names its columns: a date, and credit and debit or an amount, as `Date,Narration,Credit`");
}

}  // namespace suoledger::http
