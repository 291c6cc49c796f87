// SPDX-License-Identifier: Apache-2.0
// The real hledger reads what we export: strictly, and to the same balances as our own sums.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "domain/journal.hpp"
#include "projections/journal_export.hpp"
#include "tests/projections/followed_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;

namespace {

using Balances = std::map<std::string, std::int64_t>;  // by account, in minor units
constexpr std::array exported_currencies{domain::Currency::ngn, domain::Currency::usd};

class Hledger : public FollowedLog {
protected:
    void SetUp() override {
        FollowedLog::SetUp();
        if (run("hledger --version > /dev/null 2>&1") == 0) return;
        const char* all = std::getenv("SUOLEDGER_REQUIRE_ALL");
        ASSERT_FALSE(all != nullptr && std::string(all) == "1") << "hledger is not installed";
        GTEST_SKIP() << "hledger is not installed; ./dev test installs it";
    }

    static int run(const std::string& command) { return std::system(command.c_str()); }
    [[nodiscard]] std::string path_of(const std::string& name) const { return (root_ / name).string(); }
    void save(const std::string& text) const { std::ofstream(path_of("journal")) << text; }
    [[nodiscard]] bool passes_strictly() const {
        return run("hledger -f " + path_of("journal") + " check --strict") == 0;
    }
    /// What is owned or owed in a currency; hledger leaves out accounts at 0.
    [[nodiscard]] Balances balances(domain::Currency currency) const {
        const auto out = path_of("balances");
        EXPECT_EQ(run("hledger -f " + path_of("journal") + " balance --flat --no-total -O csv cur:" +
                      std::string(domain::to_string(currency)) + " > " + out),
                  0);
        Balances found;
        std::ifstream lines(out);
        std::string line;
        std::getline(lines, line);
        EXPECT_EQ(line, R"("account","balance")");
        while (std::getline(lines, line)) {
            const auto middle = line.find(R"(",")");
            std::string digits;
            for (const char c : line.substr(middle + 3))
                if (c == '-' || (c >= '0' && c <= '9')) digits += c;
            found[line.substr(1, middle - 1)] = std::stoll(digits);
        }
        return found;
    }
    static Balances sums(const ReadSnapshot& snapshot, const domain::Uuid& tenant, domain::Currency currency) {
        Balances all;
        for (const auto& sum : snapshot.account_sums(tenant, currency))
            if (sum.debit != sum.credit)
                all[std::string(domain::find_account(sum.account)->hledger_name)] = sum.debit - sum.credit;
        return all;
    }
    static std::string exported(const ReadSnapshot& snapshot, const domain::Uuid& tenant, std::size_t page) {
        std::string text;
        JournalFilter filter;
        filter.limit = page;
        EXPECT_TRUE(export_hledger(snapshot, tenant, filter, [&text](std::string_view part) { text += part; }));
        return text;
    }
};

TEST_F(Hledger, ReadsOurJournalStrictlyAndAgreesOnEveryBalance) {
    std::mt19937_64 random(printed_seed());
    const auto history = random_history(random(), 200);
    ListedLog log(history.events);
    auto models = open("books", log);
    models->start();
    ASSERT_TRUE(wait_for(*models, history.events.size()));
    const auto snapshot = models->snapshot();
    std::size_t accounts = 0;
    for (const auto& tenant : history.tenants) {
        save(exported(*snapshot, tenant, 1 + random() % 20));
        ASSERT_TRUE(passes_strictly());
        for (const auto currency : exported_currencies) {
            const auto expected = sums(*snapshot, tenant, currency);
            EXPECT_EQ(balances(currency), expected) << domain::to_string(currency);
            accounts += expected.size();
        }
    }
    EXPECT_GT(accounts, 10U);
}

TEST_F(Hledger, RefusesAJournalWithAnEntryOutOfBalanceOrAnUnknownAccount) {
    const auto history = random_history(printed_seed(), 60);
    ListedLog log(history.events);
    auto models = open("books", log);
    models->start();
    ASSERT_TRUE(wait_for(*models, history.events.size()));
    const auto text = exported(*models->snapshot(), history.tenants.front(), 1000);
    save(text);
    ASSERT_TRUE(passes_strictly());
    save(text + "2026-01-01 * (1) one_sided\n    assets:bank  NGN 1.00\n    revenues:sales  NGN -2.00\n");
    EXPECT_FALSE(passes_strictly());
    save(text + "2026-01-01 * (1) elsewhere\n    assets:pocket  NGN 1.00\n    revenues:sales  NGN -1.00\n");
    EXPECT_FALSE(passes_strictly());
    save(text + "2026-01-01 * (1) in_shillings\n    assets:bank  KES 1.00\n    revenues:sales  KES -1.00\n");
    EXPECT_FALSE(passes_strictly());
}

TEST_F(Hledger, GetsTheSameTextForAnyPagesAndNoneBeyondTheLimit) {
    const auto history = random_history(printed_seed(), 60);
    ListedLog log(history.events);
    auto models = open("books", log);
    models->start();
    ASSERT_TRUE(wait_for(*models, history.events.size()));
    const auto snapshot = models->snapshot();
    const auto& tenant = history.tenants.front();
    const auto entries = snapshot->journal(tenant, {}).size();
    ASSERT_GT(entries, 5U);
    EXPECT_EQ(exported(*snapshot, tenant, 1), exported(*snapshot, tenant, 1000));
    const auto nowhere = [](std::string_view) {};
    EXPECT_TRUE(export_hledger(*snapshot, tenant, {}, nowhere, entries));
    EXPECT_FALSE(export_hledger(*snapshot, tenant, {}, nowhere, entries - 1));
    // The history's customers are called so.
    EXPECT_EQ(exported(*snapshot, tenant, 1000).find("Sade"), std::string::npos);
}

}  // namespace
