// SPDX-License-Identifier: Apache-2.0
// What was answered is taken apart while the database is at work for the next batch, or when there is none.
#include <chrono>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "eventstore/memory_store.hpp"
#include "tests/eventstore/contract.hpp"

namespace suoledger::eventstore {

namespace {

constexpr std::chrono::milliseconds pause{1};
constexpr int pauses = 30'000;

template <class Condition>
bool comes_true(const Condition& condition) {
    for (int i = 0; i < pauses && !condition(); ++i) std::this_thread::sleep_for(pause);
    return condition();
}

/// Before its first commit it waits until another command is queued; it says what its second one found.
class Watched final : public LogTransaction {
public:
    Watched(MemoryLog& log, const MemoryMetrics& metrics, std::weak_ptr<int> first)
        : transaction_(log), metrics_(metrics), first_(std::move(first)) {}
    BatchFacts begin(const Wanted& wanted) override { return transaction_.begin(wanted); }
    void fetch(const Wanted& wanted, BatchFacts& facts) override { transaction_.fetch(wanted, facts); }
    std::vector<RecordedEvent> read_stream(const StreamQuery& query) override {
        return transaction_.read_stream(query);
    }
    void commit(const BatchWrites& writes, const Meanwhile& meanwhile) override {
        if (std::exchange(is_first_, false)) {
            EXPECT_TRUE(comes_true([this] { return metrics_.value("append_queue_commands") == 1; }));
            return transaction_.commit(writes, meanwhile);
        }
        EXPECT_FALSE(first_.expired()) << "taken apart before the next batch was on its way";
        transaction_.commit(writes, meanwhile);
        EXPECT_TRUE(first_.expired()) << "still there though the database was at work";
    }
    void abandon() noexcept override { transaction_.abandon(); }

private:
    MemoryTransaction transaction_;
    const MemoryMetrics& metrics_;
    const std::weak_ptr<int> first_;
    bool is_first_ = true;
};

Submission new_business() {
    Submission submission;
    submission.command_id = new_uuid_v7(system_now());
    submission.context = {new_uuid_v7(system_now()), system_now(), std::nullopt};
    submission.command = a_business();
    submission.render = [](const Appended&) { return Reply{201, "made", "made"}; };
    return submission;
}

OnOutcome holding(std::shared_ptr<int> token, OnOutcome slot) {
    return [token = std::move(token), slot = std::move(slot)](AppendOutcome outcome) { slot(std::move(outcome)); };
}

TEST(AnsweredCommands, AreTakenApartWhileTheNextAreCommitted) {
    MemoryLog log(new_uuid_v7(system_now()));
    KeyVault vault(KekRing::of({{1, SecretKey{1}}}), log);
    MemoryMetrics metrics;
    MemoryStore reads({}, log, vault, metrics);
    auto token = std::make_shared<int>();
    Watched transaction(log, metrics, token);
    Outcomes outcomes(2);
    AppendPath path({}, transaction, reads, vault, metrics, {});
    path.submit(new_business(), holding(std::move(token), outcomes.slot(0)));
    ASSERT_TRUE(comes_true([&] { return metrics.value("append_batches_total") == 1; }));
    path.submit(new_business(), outcomes.slot(1));
    EXPECT_EQ(count<AppendedReply>(outcomes.all()), 2U);
}

TEST(AnsweredCommands, AreTakenApartWhenNothingElseIsToBeDone) {
    MemoryLog log(new_uuid_v7(system_now()));
    KeyVault vault(KekRing::of({{1, SecretKey{1}}}), log);
    MemoryMetrics metrics;
    MemoryStore store({}, log, vault, metrics);
    Outcomes outcomes(1);
    auto token = std::make_shared<int>();
    const std::weak_ptr<int> held = token;
    store.submit(new_business(), holding(std::move(token), outcomes.slot(0)));
    EXPECT_EQ(count<AppendedReply>(outcomes.all()), 1U);
    EXPECT_TRUE(comes_true([&] { return held.expired(); }));
}

}  // namespace

}  // namespace suoledger::eventstore
