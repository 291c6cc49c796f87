// SPDX-License-Identifier: Apache-2.0
// The demo shop: there after one command, the same after the second.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <boost/json/parse.hpp>
#include <set>

#include "tests/adapters/service_program.hpp"

namespace suoledger::tests {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

class Demo : public Program {
public:
    explicit Demo(const fs::path& data_dir)
        : Program({suoledger_program(), "demo", "--data-dir", data_dir.string(), "--listen", "127.0.0.1:0",
                   "--admin-listen", "127.0.0.1:0"}) {}

    void wait_until_open() {
        wait_for_line("Ctrl-C stops it");
        address = after_label("API      http://");
        api_key = after_label("API key  ");
    }
    std::string address, api_key;

private:
    std::string after_label(const std::string& label) {
        const std::string line = wait_for_line(label);
        return line.substr(line.find(label) + label.size());
    }
};

std::int64_t events_in(const fs::path& data_dir) {
    const std::string log = suoledger({"events", "export", "--data-dir", data_dir.string()}).output;
    const std::size_t last_line = log.rfind('\n', log.size() - 2) + 1;
    return json::parse(log.substr(last_line)).at("count").as_int64();
}

TEST(DemoShop, HasInvoicesInEveryStateAndASecondRunAddsNothing) {
    const DataDirectory scratch;
    const fs::path data_dir = scratch.path() / "data";
    std::string first_key;
    std::int64_t first_events = 0;
    for (int round = 0; round < 2; ++round) {
        Demo demo{data_dir};
        demo.wait_until_open();
        const HttpAnswer invoices = http_get(demo.address, "/v1/invoices?limit=200", demo.api_key);
        ASSERT_EQ(invoices.status, 200) << invoices.body;
        const json::value list = json::parse(invoices.body);
        std::set<std::string> states;
        for (const json::value& invoice : list.at("data").as_array()) {
            states.emplace(invoice.at("status").as_string());
            if (invoice.at("overdue").as_bool()) {
                states.emplace("overdue");
            }
        }
        EXPECT_THAT(states, testing::IsSupersetOf({"open", "overdue", "paid", "partially_paid", "cancelled"}));
        const json::value books = json::parse(http_get(demo.address, "/v1/reports/trial_balance", demo.api_key).body);
        EXPECT_EQ(books.at("total_debit"), books.at("total_credit"));
        EXPECT_GT(books.at("total_debit").as_int64(), 0);
        const std::int64_t events = events_in(data_dir);
        if (round == 0) {
            first_key = demo.api_key;
            first_events = events;
        }
        EXPECT_EQ(demo.api_key, first_key);
        EXPECT_EQ(events, first_events);
        demo.signal(SIGINT);
        EXPECT_EQ(demo.wait(), 0) << demo.standard_error();
    }
    EXPECT_GT(first_events, 50);
}

}  // namespace
}  // namespace suoledger::tests
