// SPDX-License-Identifier: Apache-2.0
// Portions of the log for one stream: where they end, and what is certain then.
#include "http/event_portion.hpp"

#include <gtest/gtest.h>

#include "tests/http/live_server.hpp"

namespace suoledger::http::test {
namespace {

class EventPortionTest : public ::testing::Test {
protected:
    EventPortionTest() {
        for (int i = 0; i < 5; ++i) service_.post("/v1/invoices", soap_invoice);
        wanted_.filter.tenant = service_.principal.tenant;
        head_ = service_.services.store.head().position;
    }
    LogPortion read(std::int64_t after, std::int64_t until) {
        return read_portion(service_.services, wanted_, after, until, limits_);
    }

    SmallService service_;
    EventStream wanted_;
    StreamLimits limits_;
    std::int64_t head_ = 0;
};

TEST_F(EventPortionTest, EndsWhereItMustThoughTheLogGoesOn) {
    const auto portion = read(1, 3);
    ASSERT_EQ(portion.events.size(), 2U);
    EXPECT_EQ(portion.events[0]->position, 2);
    EXPECT_EQ(portion.events[1]->position, 3);
    EXPECT_EQ(portion.through, 3);
}

TEST_F(EventPortionTest, HoldsNoMoreEventsOrBytesThanItMayButOneAtLeast) {
    limits_.portion_events = 2;
    EXPECT_EQ(read(0, head_).through, 2);
    limits_.portion_events = 100;
    limits_.portion_bytes = 1;
    const auto one = read(2, head_);
    EXPECT_EQ(one.events.size(), 1U);
    EXPECT_EQ(one.through, 3);
}

TEST_F(EventPortionTest, IsThroughWithWhatNothingWantedLiesIn) {
    wanted_.filter.type = "no_such_type";
    const auto portion = read(0, head_);
    EXPECT_TRUE(portion.events.empty());
    EXPECT_EQ(portion.through, head_);
}

TEST_F(EventPortionTest, HasALineOrABlockForEachEvent) {
    const auto line = read(0, 1).events.front()->text;
    EXPECT_TRUE(line.starts_with(R"({"id":"evt_)")) << line;
    EXPECT_TRUE(line.ends_with("}\n")) << line;
    wanted_.form = EventForm::server_sent;
    EXPECT_EQ(read(0, 1).events.front()->text, "id: 1\nevent: business_registered\ndata: " + line + "\n");
}

}  // namespace
}  // namespace suoledger::http::test
