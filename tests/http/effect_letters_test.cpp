// SPDX-License-Identifier: Apache-2.0
// Effects that could not be performed stand in the list of dead letters, and are requeued and discarded there.
#include <gtest/gtest.h>

#include "eventstore/clock.hpp"
#include "eventstore/leaf.hpp"
#include "tests/http/live_server.hpp"
#include "tests/http/raw_client.hpp"

namespace suoledger::http::test {
namespace {

class EffectLetters : public testing::Test {
protected:
    SmallInbox& inbox() { return live_.service.inbox(); }
    domain::Timestamp now() { return live_.service.services.now(); }
    /// One that could not be performed.
    std::string effect(const std::string& channel, const domain::Uuid& tenant) {
        event_.event_id = eventstore::new_uuid_v7(now());
        event_.stream.tenant = tenant;
        event_.recorded_at = now();
        ++event_.position;
        const auto made = eventstore::outbox_entry(event_, {channel, "one", "receipt"});
        EXPECT_TRUE(inbox().outbox.advance(inbox().outbox.cursor(), {1, event_.position, {}}, std::vector{made}));
        const auto claim = inbox().outbox.claim(channel, now(), std::chrono::seconds(1), 1).front();
        EXPECT_TRUE(
            inbox().outbox.settle(claim, {eventstore::WorkOutcome::Kind::dead, now(), "refused", std::nullopt}));
        return domain::to_type_id(eventstore::outbox_prefix, made.id);
    }
    Reply as_operator(const std::string& method, const std::string& target) {
        return RawClient(live_.admin_address())
            .exchange(request_text(method, target, {live_.operator_key, "Idempotency-Key: 1"}));
    }
    Reply as_business(const std::string& method, const std::string& target) {
        return RawClient(live_.address())
            .exchange(request_text(method, target, {live_.business_key, "Idempotency-Key: 1"}));
    }
    domain::Uuid own() const { return live_.service.principal.tenant; }

    LiveServer live_;
    eventstore::RecordedEvent event_;
};

TEST_F(EffectLetters, AreListedWithChannelAndEventToWhomTheyBelong) {
    const auto of_own = effect("mail", own()), of_other = effect("provider_refund", eventstore::new_uuid_v7(now()));
    const auto listed = as_business("GET", "/v1/dead_letters").json().at("data").as_array();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].at("id").as_string(), of_own.c_str());
    EXPECT_EQ(listed[0].at("channel").as_string(), "mail");
    EXPECT_TRUE(listed[0].at("provider").is_null());
    EXPECT_TRUE(listed[0].at("event").as_string().starts_with("evt_"));
    EXPECT_EQ(listed[0].at("reason").as_string(), "refused");
    const auto count = [](const Reply& reply) { return reply.json().at("data").as_array().size(); };
    EXPECT_EQ(count(as_operator("GET", "/v1/dead_letters")), 2U);
    EXPECT_EQ(count(as_operator("GET", "/v1/dead_letters?channel=provider_refund")), 1U);
    EXPECT_EQ(count(as_operator("GET", "/v1/dead_letters?provider=paystack")), 0U);
    EXPECT_EQ(as_business("GET", "/v1/dead_letters/" + of_other).status, 404);
    EXPECT_EQ(as_business("DELETE", "/v1/dead_letters/" + of_other).status, 404);
}

TEST_F(EffectLetters, AreInspectedRequeuedAndDiscarded) {
    const auto first = effect("mail", own()), second = effect("mail", own());
    const auto before = live_.store.head().position;
    const Reply shown = as_business("GET", "/v1/dead_letters/" + first);
    EXPECT_EQ(shown.status, 200) << shown.body;
    EXPECT_TRUE(shown.json().at("body").is_null());
    EXPECT_EQ(live_.store.head().position, before) << "nothing personal was looked at";
    const Reply requeued = as_business("POST", "/v1/dead_letters/" + first + "/requeue");
    EXPECT_EQ(requeued.status, 200) << requeued.body;
    EXPECT_EQ(requeued.json().at("state").as_string(), "waiting");
    EXPECT_EQ(inbox().effects_requeued, 1);
    EXPECT_EQ(inbox().requeued, 0);
    EXPECT_EQ(as_business("DELETE", "/v1/dead_letters/" + first).code(), "dead_letter_not_open");
    EXPECT_EQ(as_business("DELETE", "/v1/dead_letters/" + second).json().at("state").as_string(), "discarded");
    EXPECT_EQ(as_business("GET", "/v1/dead_letters/obx_7zzzzzzzzzzzzzzzzzzzzzzzzz").code(), "dead_letter_not_found");
}

}  // namespace
}  // namespace suoledger::http::test
