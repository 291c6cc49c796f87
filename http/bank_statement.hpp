// SPDX-License-Identifier: Apache-2.0
// A bank's statement as CSV, however that bank writes it, to rows of exact amounts. What cannot be read is named.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/money.hpp"
#include "domain/statement_matching.hpp"

namespace suoledger::http {

/// A bank's export of a busy quarter; a body is at most 1 MiB anyway.
inline constexpr std::size_t max_statement_rows = 10'000;

/// 04/11/2026: the fourth of November, unless a bank says otherwise.
enum class DateOrder : std::uint8_t { day_first, month_first };

struct UnreadableRow {
    std::int64_t line = 0;  // of the file, from 1
    std::string why;        // quotes nothing of the row
};
struct BankStatement {
    std::vector<domain::StatementRow> rows;
    std::vector<UnreadableRow> unreadable;
    std::int64_t rows_without_amount = 0;  // opening balances and the like
};

/// RFC 4180 with ',', ';', tab or '|', a header within the first 30 rows that names a date and the amounts: credit
/// and debit, or one amount with a sign or a column that says CR or DR. Any other column is passed over.
/// The error says what is wrong with the file as a whole.
std::expected<BankStatement, std::string> parse_bank_statement(std::string_view csv, domain::Currency currency,
                                                               DateOrder order);

/// The records of one CSV text with the lines on which they begin; nullopt: a quote is not closed, or stands astray.
struct CsvRecord {
    std::int64_t line = 0;
    std::vector<std::string> fields;
};
std::optional<std::vector<CsvRecord>> parse_csv(std::string_view text, char delimiter);

/// `1,234.50`, `₦1,234.50 CR`, `(1,234.50)`, `-12`; in minor units, negative for debits. nullopt: none, or not exact.
std::optional<std::int64_t> parse_statement_amount(std::string_view text, domain::Currency currency);
/// `2026-11-23`, `23/11/2026`, `23-Nov-26`, `23 November 2026`, each also with a time behind it.
std::optional<domain::Date> parse_statement_date(std::string_view text, DateOrder order);

}  // namespace suoledger::http
