// SPDX-License-Identifier: Apache-2.0
// What every outbox must do, run on the one in memory and on PostgreSQL: one entry for each effect, claimed by one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "eventstore/dead_letters.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/leaf.hpp"
#include "tests/eventstore/work_tables.hpp"

namespace suoledger::eventstore {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = WorkOutcome::Kind;

constexpr domain::Timestamp outbox_start{1'790'000'000'000'000};

domain::Timestamp after_start(seconds by) {
    return {outbox_start.microseconds + std::chrono::microseconds(by).count()};
}

class OutboxContract : public testing::TestWithParam<MakeWorkTables> {
protected:
    OutboxContract() { event_.stream.tenant = new_uuid_v7(outbox_start); }

    /// Of an event of its own.
    OutboxEntry entry(const std::string& channel, const std::string& recipient = "one",
                      domain::Timestamp at = outbox_start) {
        event_.position += 1;
        event_.event_id = new_uuid_v7(outbox_start);
        event_.recorded_at = at;
        return outbox_entry(event_, {channel, recipient, "receipt"});
    }
    OutboxCursor next_place() {
        OutboxCursor to = intents().cursor();
        to.position += 1;
        to.leaf_hash[0] = static_cast<std::uint8_t>(to.position);
        return to;
    }
    OutboxEntry put(const OutboxEntry& made) {
        EXPECT_TRUE(intents().advance(intents().cursor(), next_place(), std::vector{made}));
        return made;
    }
    std::vector<OutboxClaim> claim(const std::string& channel, domain::Timestamp now = outbox_start) {
        return outbox().claim(channel, now, seconds{60}, 10);
    }
    OutboxEntry put_dead(const std::string& channel) {
        const OutboxEntry made = put(entry(channel));
        for (const auto& claimed : claim(channel))
            EXPECT_TRUE(outbox().settle(claimed, {Kind::dead, outbox_start, "mailbox_unknown", {}}));
        return made;
    }
    OutboxIntents& intents() { return tables_->intents(); }
    OutboxTable& outbox() { return tables_->outbox(); }

    std::unique_ptr<WorkTables> tables_ = GetParam()();
    RecordedEvent event_;
};

TEST_P(OutboxContract, MovesTheCursorAndPutsInOneStep) {
    EXPECT_EQ(intents().cursor(), OutboxCursor{}) << "an empty log";
    const OutboxCursor before = intents().cursor(), after = next_place();
    const OutboxEntry mail = entry("mail");
    EXPECT_TRUE(intents().advance(before, after, std::vector{mail}));
    EXPECT_EQ(tables_->second_intents().cursor(), after);
    const OutboxEntry late = entry("mail");
    EXPECT_FALSE(intents().advance(before, next_place(), std::vector{late})) << "another reader was quicker";
    EXPECT_EQ(intents().cursor(), after);
    EXPECT_EQ(tables_->outbox_letters().find(late.id), std::nullopt);
    const auto kept = tables_->outbox_letters().find(mail.id);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->event_id, mail.event_id);
    EXPECT_EQ(kept->position, mail.position);
    EXPECT_EQ(kept->tenant, event_.stream.tenant);
    EXPECT_EQ(kept->channel, "mail");
    EXPECT_EQ(kept->template_name, "receipt");
    EXPECT_EQ(kept->recipient, mail.recipient);
    EXPECT_EQ(kept->received_at, outbox_start);
    EXPECT_EQ(kept->state, WorkState::waiting);
}

TEST_P(OutboxContract, HasOneEntryForEventChannelRecipientAndTemplate) {
    const OutboxEntry mail = put(entry("mail"));
    ASSERT_TRUE(outbox().settle(claim("mail").front(), {Kind::processed, outbox_start, "", {}}));
    put(mail);
    EXPECT_THAT(claim("mail"), IsEmpty()) << "what was done stays done when the event is read again";
    for (const auto& other :
         {Intent{"mail", "two", "receipt"}, Intent{"mail", "one", "invoice"}, Intent{"whatsapp", "one", "receipt"}})
        put(outbox_entry(event_, other));
    EXPECT_EQ(claim("mail").size(), 2U);
    EXPECT_EQ(claim("whatsapp").size(), 1U);
}

TEST_P(OutboxContract, GivesEachChannelItsOwnAndToOneAtATime) {
    const OutboxEntry mail = put(entry("mail")), refund = put(entry("provider_refund"));
    const auto claimed = claim("mail");
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed.front().entry.id, mail.id);
    EXPECT_THAT(tables_->second_outbox().claim("mail", after_start(seconds{59}), seconds{60}, 10), IsEmpty());
    EXPECT_EQ(claim("provider_refund").front().entry.id, refund.id);
    const auto again = tables_->second_outbox().claim("mail", after_start(seconds{60}), seconds{60}, 10);
    ASSERT_EQ(again.size(), 1U) << "the process that had it is lost";
    EXPECT_EQ(again.front().unsettled, 1);
    EXPECT_FALSE(outbox().settle(claimed.front(), {Kind::processed, outbox_start, "", {}})) << "fenced";
    EXPECT_TRUE(outbox().settle(again.front(), {Kind::retry, after_start(seconds{90}), "greylisted", {}}));
    EXPECT_THAT(claim("mail", after_start(seconds{89})), IsEmpty());
    const auto third = claim("mail", after_start(seconds{90}));
    ASSERT_EQ(third.size(), 1U);
    EXPECT_EQ(third.front().entry.attempts, 1);
    EXPECT_EQ(third.front().entry.reason, "greylisted");
    EXPECT_EQ(third.front().unsettled, 0);
}

TEST_P(OutboxContract, CountsByChannel) {
    put(entry("mail", "one", after_start(seconds{7})));
    put(entry("mail", "two", after_start(seconds{3})));
    const auto dead = put_dead("provider_refund");
    put(entry("done"));
    ASSERT_TRUE(outbox().settle(claim("done").front(), {Kind::processed, after_start(seconds{5}), "", {}}));
    const auto figures = outbox().figures();
    EXPECT_EQ(figures.size(), 2U);
    EXPECT_EQ(figures.at("mail"), (WorkFigures{2, 0, after_start(seconds{3})}));
    EXPECT_EQ(figures.at("provider_refund"), (WorkFigures{0, 1, std::nullopt}));
    EXPECT_EQ(outbox().forget_finished_before(after_start(seconds{5}), 10), 0U);
    EXPECT_EQ(outbox().forget_finished_before(after_start(seconds{6}), 10), 1U);
    EXPECT_TRUE(tables_->outbox_letters().find(dead.id)) << "a person looks after it first";
}

TEST_P(OutboxContract, DeadLettersOfBothAreOneListNewestFirst) {
    KeyVault vault(KekRing::of({{1, SecretKey{1}}}), tables_->keys());
    const InboxSealing sealing(vault);
    const auto first = put_dead("mail");
    const auto told = sealing.seal("paystack", "charge/1", "body", new_uuid_v7(outbox_start), outbox_start);
    ASSERT_THAT(tables_->inbox().put(std::vector{told}), ElementsAre(true));
    ASSERT_TRUE(tables_->inbox().settle(tables_->inbox().claim(outbox_start, seconds{60}, 1).front(),
                                        {Kind::dead, outbox_start, "malformed", {}}));
    const auto last = put_dead("provider_refund");
    AllDeadLetters all(&tables_->inbox_letters(), &tables_->outbox_letters());
    const auto listed = [&](const AllDeadLettersQuery& query) {
        std::vector<domain::Uuid> ids;
        for (const auto& letter : all.list(query)) ids.push_back(item_of(letter).id);
        return ids;
    };
    EXPECT_THAT(listed({}), ElementsAre(last.id, told.id, first.id));
    EXPECT_THAT(listed({.limit = 2}), ElementsAre(last.id, told.id));
    EXPECT_THAT(listed({.before_entry = item_of(all.list({.limit = 2}).back()).entry}), ElementsAre(first.id));
    EXPECT_THAT(listed({.provider = "paystack"}), ElementsAre(told.id));
    EXPECT_THAT(listed({.channel = "mail"}), ElementsAre(first.id));
    EXPECT_THAT(listed({.tenant = event_.stream.tenant}), ElementsAre(last.id, first.id));
    EXPECT_EQ(all.find("nonsense"), std::nullopt);
    const auto found = all.find(domain::to_type_id(outbox_prefix, first.id));
    ASSERT_TRUE(found);
    EXPECT_TRUE(all.requeue(*found, after_start(seconds{1})));
    EXPECT_FALSE(all.requeue(*found, after_start(seconds{1}))) << "it waits";
    const auto claimed = claim("mail", after_start(seconds{1}));
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed.front().entry.attempts, 0) << "with all its attempts again";
    EXPECT_TRUE(all.discard(*all.find(domain::to_type_id(outbox_prefix, last.id)), after_start(seconds{1})));
    EXPECT_EQ(tables_->outbox_letters().find(last.id)->state, WorkState::discarded);
    EXPECT_THAT(listed({}), ElementsAre(told.id));
}

TEST_P(OutboxContract, ConcurrentReadersAndWorkersTakeEachEntryOnce) {
    constexpr int count = 40;
    std::vector<OutboxEntry> entries;
    for (int i = 0; i < count; ++i) entries.push_back(entry("mail"));
    /// Both go through the whole log; whoever is beaten reads the cursor anew.
    const auto read_all = [&](OutboxIntents& reader, int& moved) {
        for (auto from = reader.cursor(); from.position < count; from = reader.cursor()) {
            OutboxCursor to = from;
            ++to.position;
            const auto& next = entries[static_cast<std::size_t>(from.position)];
            if (reader.advance(from, to, std::span(&next, 1))) ++moved;
        }
    };
    int by_first = 0, by_second = 0;
    std::thread one([&] { read_all(intents(), by_first); });
    std::thread two([&] { read_all(tables_->second_intents(), by_second); });
    one.join();
    two.join();
    EXPECT_EQ(by_first + by_second, count);
    std::vector<domain::Uuid> taken_first, taken_second;
    const auto take_all = [](OutboxTable& table, std::vector<domain::Uuid>& taken) {
        for (auto claims = table.claim("mail", outbox_start, seconds{60}, 3); !claims.empty();
             claims = table.claim("mail", outbox_start, seconds{60}, 3))
            for (const auto& claimed : claims) taken.push_back(claimed.entry.id);
    };
    std::thread three([&] { take_all(outbox(), taken_first); });
    std::thread four([&] { take_all(tables_->second_outbox(), taken_second); });
    three.join();
    four.join();
    taken_first.insert(taken_first.end(), taken_second.begin(), taken_second.end());
    std::ranges::sort(taken_first);
    EXPECT_EQ(std::ranges::unique(taken_first).begin(), taken_first.end());
    EXPECT_EQ(taken_first.size(), std::size_t{count});
}

INSTANTIATE_TEST_SUITE_P(Implementations, OutboxContract,
                         testing::Values(MakeWorkTables{tables_in_memory}, MakeWorkTables{tables_on_postgres}),
                         [](const auto& implementation) { return implementation.index == 0 ? "Memory" : "Postgres"; });

}  // namespace
}  // namespace suoledger::eventstore
