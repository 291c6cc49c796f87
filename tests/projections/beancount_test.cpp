// SPDX-License-Identifier: Apache-2.0
// The real bean-check and bean-query read what we export: without a complaint, and to the same balances as our own
// sums.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "domain/journal.hpp"
#include "projections/journal_export.hpp"
#include "tests/projections/followed_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;

namespace {

using Balances = std::map<std::string, std::int64_t>;  // by account and currency, in minor units

class Beancount : public FollowedLog {
protected:
    void SetUp() override {
        FollowedLog::SetUp();
        if (run("bean-check --version > /dev/null 2>&1") == 0) return;
        const char* all = std::getenv("SUOLEDGER_REQUIRE_ALL");
        ASSERT_FALSE(all != nullptr && std::string(all) == "1") << "beancount is not installed";
        GTEST_SKIP() << "beancount is not installed; ./dev test installs it";
    }
    static int run(const std::string& command) { return std::system(command.c_str()); }
    [[nodiscard]] std::string path_of(const std::string& name) const { return (root_ / name).string(); }
    [[nodiscard]] bool passes(const std::string& text) const {
        std::ofstream(path_of("books.bean")) << text;
        return run("bean-check " + path_of("books.bean") + " > /dev/null 2>&1") == 0;
    }
    /// Lower-case names with spaces, as in the chart; accounts at 0 are left out.
    [[nodiscard]] Balances balances() const {
        const auto out = path_of("balances");
        EXPECT_EQ(run("bean-query -f csv " + path_of("books.bean") +
                      " 'SELECT account, currency, sum(number) GROUP BY account, currency' > " + out),
                  0);
        Balances found;
        std::ifstream lines(out);
        std::string line;
        std::getline(lines, line);
        while (std::getline(lines, line)) {
            const auto first = line.find(','), second = line.find(',', first + 1);
            std::string name;
            for (const char c : line.substr(0, first))
                name += c == '-' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            name.erase(name.find_last_not_of(' ') + 1);
            std::string digits;
            for (const char c : line.substr(second + 1))
                if (c == '-' || (c >= '0' && c <= '9')) digits += c;
            if (const auto amount = std::stoll(digits); amount != 0)
                found[name + " " + line.substr(first + 1, 3)] = amount;
        }
        return found;
    }
    static Balances sums(const ReadSnapshot& snapshot, const domain::Uuid& tenant) {
        Balances all;
        for (const auto currency : {domain::Currency::ngn, domain::Currency::usd})
            for (const auto& sum : snapshot.account_sums(tenant, currency))
                if (sum.debit != sum.credit)
                    all[std::string(domain::find_account(sum.account)->hledger_name) + " " +
                        std::string(domain::to_string(currency))] = sum.debit - sum.credit;
        return all;
    }
};

std::string exported(const ReadSnapshot& snapshot, const domain::Uuid& tenant, JournalFormat format) {
    std::string text;
    EXPECT_TRUE(export_journal(format, snapshot, tenant, {}, [&text](std::string_view part) { text += part; }));
    return text;
}

TEST_F(Beancount, ReadsOurJournalAndAgreesOnEveryBalance) {
    const auto history = random_history(printed_seed(), 150);
    ListedLog log(history.events);
    auto models = open("books", log);
    models->start();
    ASSERT_TRUE(wait_for(*models, history.events.size()));
    const auto snapshot = models->snapshot();
    for (const auto& tenant : history.tenants) {
        const auto text = exported(*snapshot, tenant, JournalFormat::beancount);
        ASSERT_TRUE(passes(text));
        EXPECT_EQ(balances(), sums(*snapshot, tenant));
        EXPECT_FALSE(
            passes(text + "2026-01-01 * \"one_sided\"\n  Assets:Bank  1.00 NGN\n  Revenues:Sales  -2.00 NGN\n"));
        EXPECT_FALSE(
            passes(text + "2026-01-01 * \"elsewhere\"\n  Assets:Pocket  1.00 NGN\n  Assets:Bank  -1.00 NGN\n"));
    }
}

TEST(JournalFormats, GiveALinePerPostingInCsv) {
    JournalRow entry;
    entry.position = 9;
    entry.event_type = "invoice_issued";
    entry.series = domain::Series::invoice;
    entry.series_number = 123;
    entry.effective_on = *domain::parse_date("2026-11-23");
    entry.effective_at = *domain::parse_timestamp("2026-11-23T09:00:00Z");
    entry.lines = {{1100, 10'750, 0}, {4000, 0, 10'000}, {2100, 0, 750}};
    const auto ids = domain::to_type_id(domain::event_prefix, {}) + "," + domain::to_type_id(entry.stream);
    const auto start = "9," + ids + ",invoice_issued,invoice,123,2026-11-23,2026-11-23T09:00:00.000000Z,NGN,";
    EXPECT_EQ(journal_text(JournalFormat::csv, entry), start + "1100,Accounts receivable,107.50,0.00\r\n" + start +
                                                           "4000,Sales,0.00,100.00\r\n" + start +
                                                           "2100,Output VAT,0.00,7.50\r\n");
    const auto head = journal_head(JournalFormat::csv, {}, {});
    EXPECT_TRUE(head.ends_with("\r\n"));
    EXPECT_EQ(std::ranges::count(head, ','), std::ranges::count(start + "1100,x,1.00,0.00", ','));
}

TEST(JournalFormats, NameEveryAccountOnceInBeancount) {
    const auto head = journal_head(JournalFormat::beancount, {}, {});
    for (const char* line :
         {"1970-01-01 open Assets:Accounts-Receivable NGN,USD\n  code: \"1100\"",
          "1970-01-01 open Revenues:Sales-Returns NGN,USD", "1970-01-01 open Liabilities:Output-Vat"})
        EXPECT_NE(head.find(line), std::string::npos) << line;
}

}  // namespace
