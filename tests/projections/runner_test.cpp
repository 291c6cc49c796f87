// SPDX-License-Identifier: Apache-2.0
// Following the log on a thread: whatever way events arrive, the rows are those of the log, and who waits is told.
#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "tests/projections/followed_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;

namespace {

using ConcurrentRunner = FollowedLog;

/// Hands over what [from, until) holds in one of the ways in which a node hears of it.
void tell(RocksReadModels& models, ListedLog& log, const History& history, std::size_t from, std::size_t until,
          std::mt19937_64& random) {
    log.show(until);
    switch (random() % 5) {
        case 0:  // appended by another node
            models.notify_head(static_cast<std::int64_t>(until));
            break;
        case 1:  // the batch before it was another node's
            models.committed(batch_of(history, (from + until) / 2, until));
            break;
        case 2:  // twice
            models.committed(batch_of(history, from, until));
            models.committed(batch_of(history, from, until));
            break;
        case 3:  // with what was told before
            models.committed(batch_of(history, from / 2, until));
            break;
        default:
            models.committed(batch_of(history, from, until));
    }
}

TEST_F(ConcurrentRunner, HasTheRowsOfTheLogHoweverItHearsOfIt) {
    std::mt19937_64 random(printed_seed());
    const auto history = random_history(random(), 250);
    const auto expected = digests_of_one_fold(history);
    ListedLog log(history.events);
    log.show(0);
    auto models = open("followed", log);
    models->start();
    for (std::size_t next = 0; next < history.events.size();) {
        const auto until = std::min(history.events.size(), next + 1 + random() % 30);
        tell(*models, log, history, next, until, random);
        next = until;
    }
    ASSERT_TRUE(wait_for(*models, history.events.size()));
    EXPECT_EQ(digests(*models), expected);
    for (const auto& projection : all_projections()) {
        models->rebuild(projection.name);
        EXPECT_EQ(digests(*models), expected) << projection.name;
    }
}

}  // namespace
