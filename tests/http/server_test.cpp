// SPDX-License-Identifier: Apache-2.0
// The server over real sockets: what clients see of keys, idempotency, validators and errors.
#include <gtest/gtest.h>

#include <boost/json/object.hpp>

#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

class ServerOverSockets : public ::testing::Test {
protected:
    LiveServer live_;
};

TEST_F(ServerOverSockets, AnswersAReadAndACommand) {
    const Reply business = live_.get("/v1/business");
    EXPECT_EQ(business.status, 200) << business.body;
    EXPECT_EQ(business.json().at("id"), boost::json::value(live_.service.business_id));
    const Reply issued = live_.post("/v1/invoices", soap_invoice, "k1");
    ASSERT_EQ(issued.status, 201) << issued.body;
    const Reply read = live_.get("/v1/invoices/" + std::string(issued.json().at("id").as_string()),
                                 {"Ledger-Min-Position: " + issued.header("ledger-position")});
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.body, issued.body);
}

}  // namespace
}  // namespace suoledger::http::test
