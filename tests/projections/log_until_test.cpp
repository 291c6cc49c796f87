// SPDX-License-Identifier: Apache-2.0
// Replaying up to a position: the rows are those that there were, whatever came later.
#include <gtest/gtest.h>

#include <algorithm>

#include "projections/log_until.hpp"
#include "tests/projections/followed_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;

namespace {

using ConcurrentReplay = FollowedLog;

TEST_F(ConcurrentReplay, UpToAPositionGivesTheDigestsOfALogThatEndsThere) {
    const auto history = random_history(printed_seed(), 60);
    const auto count = history.events.size();
    ListedLog whole(history.events);
    for (const std::size_t position : {std::size_t{0}, count / 3, count - 1, count}) {
        ListedLog then(history.events);
        then.show(position);
        LogUntil replayed(whole, static_cast<std::int64_t>(position));
        auto expected = caught_up("then-" + std::to_string(position), then);
        auto found = caught_up("replayed-" + std::to_string(position), replayed);
        EXPECT_EQ(digests(*found), digests(*expected)) << position;
    }
}

TEST(LogUntil, ShowsNothingBehindItsPositionAndTakesNothing) {
    const auto history = random_history(printed_seed(), 20);
    const auto last = static_cast<std::int64_t>(history.events.size());
    ListedLog whole(history.events);
    LogUntil log(whole, last - 2);
    EXPECT_EQ(log.head().position, last - 2);
    EXPECT_EQ(log.head().leaf_hash, history.events[history.events.size() - 3].leaf_hash);
    EXPECT_EQ(log.read_log({.after_position = 0, .limit = 100'000}).size(), history.events.size() - 2);
    EXPECT_TRUE(log.read_log({.after_position = last - 2, .limit = 10}).empty());
    const auto& behind = history.events.back();
    EXPECT_EQ(log.read_stream({behind.stream}).size(),
              static_cast<std::size_t>(std::ranges::count_if(
                  history.events, [&](const auto& e) { return e.stream == behind.stream && e.position <= last - 2; })));
    bool refused = false;
    log.submit({}, [&refused](const eventstore::AppendOutcome& outcome) {
        refused = std::holds_alternative<eventstore::Unavailable>(outcome);
    });
    EXPECT_TRUE(refused);
}

}  // namespace
