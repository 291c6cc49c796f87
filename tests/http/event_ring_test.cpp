// SPDX-License-Identifier: Apache-2.0
// The ring: what followers take from it, when they are woken, and what it forgets.
#include "http/event_ring.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace suoledger::http {
namespace {

const domain::Uuid ada{{1}}, bola{{2}};
constexpr std::size_t many = 1 << 20;

std::shared_ptr<const StreamedEvent> event(std::int64_t position, const domain::Uuid& tenant = ada,
                                           const std::string& type = "invoice_issued", std::size_t bytes = 10) {
    return std::make_shared<const StreamedEvent>(
        StreamedEvent{position, tenant, domain::Uuid{{9}}, type, std::string(bytes, 'x')});
}

EventStream from(std::int64_t after, std::int64_t head = 0, const domain::Uuid& tenant = ada) {
    EventStream wanted;
    wanted.filter.tenant = tenant;
    wanted.after = after;
    wanted.head = head;
    return wanted;
}

std::vector<std::int64_t> positions(const StreamedEvents& events) {
    std::vector<std::int64_t> found;
    for (const auto& one : events) found.push_back(one->position);
    return found;
}

using Positions = std::vector<std::int64_t>;

class EventRingTest : public ::testing::Test {
protected:
    std::function<void()> counted() {
        return [this] { ++woken_; };
    }
    EventRing ring_{4, 1000};
    int woken_ = 0;
};

TEST_F(EventRingTest, GivesEachFollowerWhatItWantsOnceAndInOrder) {
    EventStream only_payments = from(0);
    only_payments.filter.type = "payment_received";
    EventRing::Follower all(ring_, from(0), counted()), payments(ring_, only_payments, counted());
    ring_.append({event(1), event(2, bola), event(3, ada, "payment_received")});
    EXPECT_EQ(positions(all.take(many).events), (Positions{1, 3}));
    EXPECT_EQ(positions(payments.take(many).events), (Positions{3}));
    EXPECT_TRUE(all.take(many).events.empty());
    ring_.append({event(4)});
    EXPECT_EQ(positions(all.take(many).events), (Positions{4}));
    EXPECT_TRUE(payments.take(many).events.empty());
}

TEST_F(EventRingTest, WakesWhoFoundNothingOnceAndOnlyForWhatItWants) {
    EventRing::Follower follower(ring_, from(0), counted());
    EXPECT_TRUE(follower.take(many).events.empty());
    ring_.append({event(1, bola)});
    EXPECT_EQ(woken_, 0) << "another business";
    ring_.append({event(2), event(3)});
    EXPECT_EQ(woken_, 1);
    ring_.append({event(4)});
    EXPECT_EQ(woken_, 1) << "it was told and has not looked";
    EXPECT_EQ(positions(follower.take(many).events), (Positions{2, 3, 4}));
    ring_.append({event(5)});
    EXPECT_EQ(woken_, 1) << "it has not found nothing yet";
    EXPECT_EQ(positions(follower.take(many).events), (Positions{5}));
}

TEST_F(EventRingTest, KeepsWhoWaitsAtTheEndHoweverMuchOthersAppend) {
    EventRing::Follower follower(ring_, from(0), counted());
    EXPECT_TRUE(follower.take(many).events.empty());
    for (int position = 1; position <= 50; ++position) ring_.append({event(position, bola)});
    const auto taken = follower.take(many);
    EXPECT_FALSE(taken.is_behind);
    EXPECT_EQ(taken.from, 50);
}

TEST_F(EventRingTest, SendsWhoIsTooFarBehindToTheLog) {
    EventRing::Follower follower(ring_, from(0), counted());
    for (int position = 1; position <= 6; ++position) ring_.append({event(position)});
    const auto taken = follower.take(many);
    EXPECT_TRUE(taken.is_behind);
    EXPECT_TRUE(taken.events.empty());
    EXPECT_EQ(taken.from, 0);
    follower.go_on_from(2);
    EXPECT_EQ(positions(follower.take(many).events), (Positions{3, 4, 5, 6})) << "four are kept";
}

TEST_F(EventRingTest, KeepsNoMoreBytesThanItMayButAlwaysTheNewest) {
    EventRing::Follower follower(ring_, from(0), counted());
    ring_.append({event(1, ada, "t", 600), event(2, ada, "t", 600)});
    EXPECT_TRUE(follower.take(many).is_behind);
    follower.go_on_from(1);
    EXPECT_EQ(positions(follower.take(many).events), (Positions{2}));
    ring_.append({event(3, ada, "t", 5000)});
    EXPECT_EQ(positions(follower.take(many).events), (Positions{3}));
}

TEST_F(EventRingTest, GivesPortionsAndAtLeastOneEvent) {
    EventRing::Follower follower(ring_, from(0), counted());
    ring_.append({event(1), event(2), event(3)});
    EXPECT_EQ(positions(follower.take(25).events), (Positions{1, 2}));
    EXPECT_EQ(positions(follower.take(1).events), (Positions{3}));
}

TEST_F(EventRingTest, TakesNothingFromBehindAHoleAndNothingTwice) {
    EventRing::Follower follower(ring_, from(0), counted());
    ring_.append({event(1), event(2)});
    ring_.append({event(2), event(3), event(5)});
    EXPECT_EQ(ring_.last(), 3);
    EXPECT_EQ(positions(follower.take(many).events), (Positions{1, 2, 3}));
}

TEST_F(EventRingTest, BeginsAtTheHeadThatItsFirstFollowerSaw) {
    int followed = 0;
    ring_.when_followed([&] { ++followed; });
    {
        EventRing::Follower first(ring_, from(0, 10), counted()), second(ring_, from(12, 12), counted());
        EXPECT_EQ(followed, 1);
        EXPECT_EQ(ring_.last(), 10);
        EXPECT_TRUE(first.take(many).is_behind);
        EXPECT_FALSE(second.take(many).is_behind);
        ring_.append({event(11), event(12), event(13)});
        EXPECT_EQ(positions(second.take(many).events), (Positions{13})) << "what it has seen is not sent again";
    }
    EXPECT_FALSE(ring_.is_followed());
    const EventRing::Follower third(ring_, from(40, 40), counted());
    EXPECT_EQ(followed, 2);
    EXPECT_EQ(ring_.last(), 40) << "nobody read on meanwhile";
}

TEST_F(EventRingTest, TellsFollowersThatTheLogIsAnotherOne) {
    EventRing::Follower follower(ring_, from(0, 10), counted());
    ring_.lose(3, 2);
    EXPECT_EQ(woken_, 1);
    EXPECT_TRUE(follower.take(many).is_over);
    EventStream of_new_log = from(3, 3);
    of_new_log.epoch = 2;
    EventRing::Follower next(ring_, of_new_log, counted());
    EXPECT_FALSE(next.take(many).is_over);
}

}  // namespace
}  // namespace suoledger::http
