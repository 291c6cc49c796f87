// SPDX-License-Identifier: Apache-2.0
// Bank statements as banks write them: exact amounts, days, and every row that cannot be read is named.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/bank_statement.hpp"

using namespace suoledger;
using namespace suoledger::http;
using domain::Currency;

namespace {

BankStatement parsed(std::string_view csv, DateOrder order = DateOrder::day_first) {
    const auto statement = parse_bank_statement(csv, Currency::ngn, order);
    EXPECT_TRUE(statement) << (statement ? "" : statement.error());
    return statement.value_or(BankStatement{});
}
std::string error_of(std::string_view csv) {
    const auto statement = parse_bank_statement(csv, Currency::ngn, DateOrder::day_first);
    return statement ? "" : statement.error();
}
/// "2026-11-20 450000 text" for each row.
std::vector<std::string> shown(const BankStatement& statement) {
    std::vector<std::string> rows;
    for (const auto& row : statement.rows)
        rows.push_back(std::to_string(row.line) + ' ' + to_string(row.on) + ' ' + std::to_string(row.amount) + ' ' +
                       row.text);
    return rows;
}
using Shown = std::vector<std::string>;

TEST(BankStatement, ReadsCreditsAndDebits) {
    const auto statement = parsed(
        "Date,Narration,Reference,Debit,Credit,Balance\r\n"
        "20/11/2026,\"NIP/ADA OBI, \"\"rice\"\"\",R1,,\"4,500.00\",\"10,000.00\"\r\n"
        "21-Nov-2026,Card maintenance,,52.5,,\"9,947.50\"\r\n"
        "2026-11-22 10:15:00,POS,R3,0.00,₦700,\"10,647.50\"\r\n");
    EXPECT_EQ(shown(statement), (Shown{"2 2026-11-20 450000 R1 NIP/ADA OBI, \"rice\"",
                                       "3 2026-11-21 -5250 Card maintenance", "4 2026-11-22 70000 R3 POS"}));
    EXPECT_TRUE(statement.unreadable.empty());
}

TEST(BankStatement, ReadsOneAmountWithASignOrASide) {
    EXPECT_EQ(shown(parsed("Trans Date;Remarks;Amount (NGN)\n20 Nov 2026;a;100\n20 Nov 2026;b;-100\n")),
              (Shown{"2 2026-11-20 10000 a", "3 2026-11-20 -10000 b"}));
    EXPECT_EQ(shown(parsed("Value Date\tDetails\tAmount\tDR/CR\n20/11/26\ta\t100\tCR\n20/11/26\tb\t100\tDr\n")),
              (Shown{"2 2026-11-20 10000 a", "3 2026-11-20 -10000 b"}));
}

TEST(BankStatement, FindsTheHeaderBehindAPreambleAndRowsOverLines) {
    EXPECT_EQ(shown(parsed("\xef\xbb\xbfStatement of account,,\nAda Stores,0000014579,\n,,\n"
                           "Transaction Date,Description,Deposits\n20/11/2026,\"two\nlines\",5\n21/11/2026,next,6\n")),
              (Shown{"5 2026-11-20 500 two lines", "7 2026-11-21 600 next"}));
}

TEST(BankStatement, NamesEveryRowThatItCannotRead) {
    const auto statement = parsed(
        "Date,Narration,Debit,Credit\n"
        "20/11/2026,good,,1\n"
        "31/02/2026,no such day,,1\n"
        "20/11/2026,vague,,\"1,50\"\n"
        "20/11/2026,finer than a kobo,,1.005\n"
        "20/11/2026,both,1,1\n"
        ",Total,,5\n"
        "20/11/2026,Opening balance,,\n"
        ",,,\n");
    EXPECT_EQ(shown(statement), (Shown{"2 2026-11-20 100 good"}));
    std::vector<std::string> unreadable;
    for (const auto& row : statement.unreadable) unreadable.push_back(std::to_string(row.line) + ' ' + row.why);
    EXPECT_EQ(unreadable, (Shown{"3 its date is not clear", "4 its amount is not clear", "5 its amount is not clear",
                                 "6 it has a credit and a debit", "7 it has no date"}));
    EXPECT_EQ(statement.rows_without_amount, 1);
}

TEST(BankStatement, KeepsTextsAtTheLengthOfAReference) {
    std::string naira;
    for (int i = 0; i < 200; ++i) naira += "₦";
    EXPECT_EQ(parsed("Date,Narration,Credit\n20/11/2026," + naira + ",1\n").rows.at(0).text, naira);
    EXPECT_EQ(parsed("Date,Narration,Credit\n20/11/2026," + naira + "₦x,1\n").rows.at(0).text, naira);
    EXPECT_EQ(parsed("Date,Narration,Credit\n20/11/2026,,1\n").rows.at(0).text, "bank statement");
}

TEST(BankStatement, SaysWhatIsWrongWithAFile) {
    EXPECT_NE(error_of("").find("names its columns"), std::string::npos);
    EXPECT_NE(error_of("a,b\n1,2\n").find("names its columns"), std::string::npos);
    EXPECT_NE(error_of("Date,Narration,Credit\n20/11/2026,\"open,5\n").find("quote"), std::string::npos);
    EXPECT_NE(error_of("Date,Credit\n20/11/2026,\xff\n").find("byte 23"), std::string::npos);
    std::string long_one = "Date,Credit\n";
    for (std::size_t i = 0; i <= max_statement_rows; ++i) long_one += "20/11/2026,1\n";
    EXPECT_NE(error_of(long_one).find("10000"), std::string::npos);
}

TEST(BankStatement, ReadsAmountsExactlyOrNotAtAll) {
    const auto naira = [](const char* text) { return parse_statement_amount(text, Currency::ngn); };
    EXPECT_EQ(naira("1,234,567.89"), 123'456'789);
    EXPECT_EQ(naira(" 1234.5 "), 123'450);
    EXPECT_EQ(naira("NGN 12.00 CR"), 1'200);
    EXPECT_EQ(naira("N1,000"), 100'000);
    EXPECT_EQ(naira("-₦12"), -1'200);
    EXPECT_EQ(naira("₦-12"), -1'200);
    EXPECT_EQ(naira("(12.00)"), -1'200);
    EXPECT_EQ(naira("12.00dr"), -1'200);
    EXPECT_EQ(naira("12.3000"), 1'230);
    EXPECT_EQ(parse_statement_amount("$1.50", Currency::usd), 150);
    EXPECT_EQ(naira("10000000000.00"), domain::max_command_total_minor_units);
    for (const char* text : {"", "-", "x", "1,50", "1.234,50", "1,2345", ",123", "12,34,567", "1.2.3", "1e5", "--1",
                             "10000000000.01", "99999999999999999999", "$5", "1 2"})
        EXPECT_EQ(naira(text), std::nullopt) << text;
}

TEST(BankStatement, ReadsDaysInTheOrderOfTheBank) {
    const auto day = [](const char* text, DateOrder order = DateOrder::day_first) {
        const auto date = parse_statement_date(text, order);
        return date ? to_string(*date) : "";
    };
    for (const char* text : {"2026-11-04", "04/11/2026", "4-11-26", "4 Nov 2026", "04-NOV-2026", "4 November 2026",
                             "Nov 4, 2026", "04/11/2026 23:59", "2026-11-04T10:00:00Z", "04.11.2026"})
        EXPECT_EQ(day(text), "2026-11-04") << text;
    EXPECT_EQ(day("11/04/2026", DateOrder::month_first), "2026-11-04");
    EXPECT_EQ(day("11/23/2026"), "") << "not turned round in silence";
    EXPECT_EQ(day("11/23/2026", DateOrder::month_first), "2026-11-23");
    for (const char* text : {"", "today", "30/02/2026", "1/1", "1/1/226", "4 Nox 2026", "4/11/2026x", "0/1/2026"})
        EXPECT_EQ(day(text), "") << text;
}

}  // namespace
