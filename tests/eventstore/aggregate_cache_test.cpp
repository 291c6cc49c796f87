// SPDX-License-Identifier: Apache-2.0
// The cache of stream states is bounded and never goes back to an older version.
#include "eventstore/aggregate_cache.hpp"

#include <gtest/gtest.h>

namespace suoledger::eventstore {

namespace {

domain::StreamId stream(std::uint8_t number) {
    domain::StreamId id{{}, domain::StreamType::payment, {}};
    id.id.bytes[0] = number;
    return id;
}

std::shared_ptr<const domain::State> payment(std::int64_t version) {
    domain::PaymentState state;
    state.version = version;
    return std::make_shared<const domain::State>(state);
}

}  // namespace

TEST(AggregateCache, KeepsTheNewerVersion) {
    AggregateCache cache;
    cache.put(stream(1), payment(3));
    cache.put(stream(1), payment(2));
    EXPECT_EQ(version_of(cache.find(stream(1))), 3);
    cache.put(stream(1), payment(4));
    EXPECT_EQ(version_of(cache.find(stream(1))), 4);
}

TEST(AggregateCache, CountsAStateThatIsPutAgainOnce) {
    AggregateCache cache;
    const auto state = payment(1);
    cache.put(stream(1), state);
    const std::size_t once = cache.bytes();
    cache.put(stream(1), state);
    cache.put(stream(1), payment(1));
    cache.put(stream(1), payment(2));
    EXPECT_EQ(cache.bytes(), once);
}

TEST(AggregateCache, CountsAStateThatIsPutAgainAsUsed) {
    AggregateCache one;
    one.put(stream(1), payment(1));
    AggregateCache cache{one.bytes() * 2};
    const auto state = payment(1);
    cache.put(stream(1), state);
    cache.put(stream(2), payment(1));
    cache.put(stream(1), state);
    cache.put(stream(3), payment(1));
    EXPECT_NE(cache.find(stream(1)), nullptr);
    EXPECT_EQ(cache.find(stream(2)), nullptr);
}

TEST(AggregateCache, DropsTheLeastRecentlyUsedWhenFull) {
    AggregateCache one;
    one.put(stream(1), payment(1));
    const std::size_t each = one.bytes();
    AggregateCache cache{each * 2};
    cache.put(stream(1), payment(1));
    cache.put(stream(2), payment(1));
    cache.find(stream(1));
    cache.put(stream(3), payment(1));
    EXPECT_NE(cache.find(stream(1)), nullptr);
    EXPECT_EQ(cache.find(stream(2)), nullptr);
    EXPECT_EQ(cache.bytes(), each * 2);
}

TEST(AggregateCache, KnowsNothingAfterClear) {
    AggregateCache cache;
    cache.put(stream(1), payment(1));
    cache.clear();
    EXPECT_EQ(cache.find(stream(1)), nullptr);
    EXPECT_EQ(cache.bytes(), 0U);
}

}  // namespace suoledger::eventstore
