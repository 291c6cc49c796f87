// SPDX-License-Identifier: Apache-2.0
// Read models as operators see them.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "http/representations.hpp"
#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;

TEST(ProjectionStatus, ShowsHowFarARebuildIs) {
    projections::ProjectionStatus status;
    status.name = "invoices";
    EXPECT_TRUE(projection_json(status).at("rebuild").is_null());
    EXPECT_FALSE(projection_json(status).at("rebuilding").as_bool());
    status.rebuild = projections::RebuildProgress{250, 1000, std::chrono::seconds(10), std::chrono::seconds(30)};
    EXPECT_TRUE(projection_json(status).at("rebuilding").as_bool());
    EXPECT_EQ(projection_json(status).at("rebuild"),
              json::parse(R"({"position":250,"target_position":1000,"elapsed_seconds":10,"remaining_seconds":30})"));
    status.rebuild->remaining.reset();
    EXPECT_TRUE(projection_json(status).at("rebuild").at("remaining_seconds").is_null());
}

TEST(ProjectionStatus, ARebuildIsAcceptedAtOnceAndAgain) {
    LiveServer live;
    RawClient client(live.admin_address());
    for (int i = 0; i < 2; ++i) {
        const Reply reply = client.exchange(
            request_text("POST", "/v1/projections/journal/rebuild",
                         {live.operator_key, "Idempotency-Key: rebuild-" + std::to_string(i), "Content-Length: 0"}));
        EXPECT_EQ(reply.status, 202) << reply.body;
        EXPECT_EQ(reply.json().at("name"), "journal");
        EXPECT_TRUE(reply.json().at("rebuilding").as_bool());
    }
    const json::value list = client.exchange(request_text("GET", "/v1/projections", {live.operator_key})).json();
    for (const json::value& each : list.at("data").as_array())
        EXPECT_EQ(each.at("rebuilding").as_bool(), each.at("name") == "journal");
}

}  // namespace
}  // namespace suoledger::http::test
