// SPDX-License-Identifier: Apache-2.0
// The promise of a bucket under random use, clock jumps, restarts and evictions; and that it gives what it promises.
#include "http/rate_limiter.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

#include "tests/support/seed.hpp"

namespace suoledger::http::test {
namespace {

using std::chrono::nanoseconds;
constexpr std::int64_t second_ns = 1'000'000'000;

RateLimiter::Instant at(std::int64_t nanoseconds_since_boot) {
    return RateLimiter::Instant(nanoseconds(nanoseconds_since_boot));
}

BucketKey key(std::uint8_t number) { return {number}; }

/// Clients of a service that restarts now and then. Its threads read the clock before they take their turn, so that one
/// may come with an earlier time than the last; the time of a request is the latest that was read until then.
class RandomTraffic {
public:
    explicit RandomTraffic(std::uint64_t seed)
        : random_(seed), limit_{1 + pick(2000), 1 + pick(60)}, buckets_(1 + static_cast<std::size_t>(pick(6))) {
        let_through_.resize(8);
        restart();
    }

    void step() {
        if (pick(200) == 0) restart();
        pass_time();
        const auto client = static_cast<std::uint8_t>(pick(static_cast<std::int64_t>(let_through_.size())));
        const std::int64_t shown = pick(10) == 0 ? now_ - pick(second_ns) : now_;
        latest_ = std::max(latest_, shown);
        for (std::int64_t burst = pick(3) == 0 ? limit_.burst : 0; burst >= 0; --burst)
            if (limiter_->take(key(client), at(shown)).allowed) let_through_[client].push_back(latest_);
    }

    /// Of every window that begins and ends with a request that was let through: n - burst <= rate x (last - first).
    /// With `excess` as n x 1 s - rate x instant, that is a bound on how far it rises above its lowest value before.
    void expect_promise_kept() const {
        for (const auto& instants : let_through_) {
            std::int64_t count = 0, lowest = std::numeric_limits<std::int64_t>::max();
            for (const std::int64_t instant : instants) {
                const std::int64_t excess = count++ * second_ns - limit_.per_second * instant;
                lowest = std::min(lowest, excess);
                ASSERT_LE(excess - lowest, (limit_.burst - 1) * second_ns) << to_string(limit_) << " " << count;
            }
        }
    }
    [[nodiscard]] std::size_t let_through() const {
        std::size_t count = 0;
        for (const auto& instants : let_through_) count += instants.size();
        return count;
    }

private:
    std::int64_t pick(std::int64_t below) { return std::uniform_int_distribution<std::int64_t>(0, below - 1)(random_); }
    void restart() {
        latest_ = now_;
        limiter_.emplace(limit_, at(now_), buckets_);
    }
    void pass_time() {
        const std::int64_t interval = second_ns / limit_.per_second;
        const std::int64_t spans[] = {0, 1, interval - 1, interval, interval + 1, interval * limit_.burst};
        now_ += pick(20) == 0 ? pick(3 * second_ns) : spans[pick(std::size(spans))];
    }

    std::mt19937_64 random_;
    const RateLimit limit_;
    const std::size_t buckets_;
    std::int64_t now_ = 1'700 * second_ns, latest_ = 0;
    std::optional<RateLimiter> limiter_;
    std::vector<std::vector<std::int64_t>> let_through_;  // by client, the instants
};

TEST(RateLimiter, NeverLetsMoreThroughThanRateTimesTimePlusBurst) {
    std::mt19937_64 seeds(seed());
    std::size_t let_through = 0;
    for (int round = 0; round < 60; ++round) {
        RandomTraffic traffic(seeds());
        for (int step = 0; step < 250; ++step) traffic.step();
        ASSERT_NO_FATAL_FAILURE(traffic.expect_promise_kept());
        let_through += traffic.let_through();
    }
    EXPECT_GT(let_through, 5'000U) << "a limiter that refuses everything keeps the promise too";
}

TEST(RateLimiter, BeginsWithWhatTheRateGaveSinceItBegan) {
    RateLimiter limiter({10, 3}, at(0));
    EXPECT_FALSE(limiter.take(key(1), at(0)).allowed);
    EXPECT_FALSE(limiter.take(key(1), at(second_ns / 10 - 1)).allowed);
    EXPECT_TRUE(limiter.take(key(1), at(second_ns / 10)).allowed);
    EXPECT_FALSE(limiter.take(key(1), at(second_ns / 10)).allowed);
    int allowed = 0;
    for (int i = 0; i < 10; ++i) allowed += limiter.take(key(2), at(100 * second_ns)).allowed ? 1 : 0;
    EXPECT_EQ(allowed, 3) << "never more than the burst, however long it waited";
}

TEST(RateLimiter, AllowsExactlyWhenItSaid) {
    RateLimiter limiter({3, 2}, at(0));
    std::int64_t now = 10 * second_ns;
    const auto first = limiter.take(key(1), at(now));
    EXPECT_EQ(first.remaining, 1);
    EXPECT_EQ(limiter.take(key(1), at(now)).remaining, 0);
    for (int i = 0; i < 20; ++i) {
        const auto refused = limiter.take(key(1), at(now));
        ASSERT_FALSE(refused.allowed);
        EXPECT_EQ(refused.remaining, 0);
        now += refused.next_in.count();
        ASSERT_FALSE(limiter.take(key(1), at(now - 1)).allowed);
        ASSERT_TRUE(limiter.take(key(1), at(now)).allowed);
    }
    EXPECT_EQ(limiter.take(key(2), at(now)).next_in.count(), (second_ns + 2) / 3);
}

TEST(RateLimiter, NeverRefusesWhoKeepsToTheRate) {
    RateLimiter limiter({200, 1}, at(0));
    for (std::int64_t i = 1; i <= 10'000; ++i)
        ASSERT_TRUE(limiter.take(key(1), at(i * (second_ns / 200))).allowed) << i;
}

TEST(RateLimiter, GivesAnEvictedBucketNothingBack) {
    RateLimiter limiter({1, 2}, at(0), 1);
    const std::int64_t now = 100 * second_ns;
    EXPECT_TRUE(limiter.take(key(1), at(now)).allowed);
    EXPECT_TRUE(limiter.take(key(1), at(now)).allowed);
    limiter.take(key(2), at(now));
    EXPECT_EQ(limiter.buckets(), 1U);
    EXPECT_FALSE(limiter.take(key(1), at(now)).allowed);
    EXPECT_TRUE(limiter.take(key(1), at(now + second_ns)).allowed);
}

TEST(RateLimiter, ForgetsFullBucketsAtNoCost) {
    RateLimiter limiter({100, 100}, at(0), 4);
    for (std::int64_t round = 0; round < 50; ++round)
        for (std::uint8_t client = 0; client < 8; ++client)
            ASSERT_TRUE(limiter.take(key(client), at((2 + round) * second_ns)).allowed) << "only newcomers, all served";
    EXPECT_EQ(limiter.buckets(), 4U);
}

TEST(RateLimiter, CountsAtTheEdgesOfItsRange) {
    RateLimiter slow({1, max_rate_or_burst}, at(0)), fast({max_rate_or_burst, 1}, at(0));
    const std::int64_t year = 365LL * 24 * 3600 * second_ns;
    EXPECT_EQ(slow.take(key(1), at(100 * year)).remaining, max_rate_or_burst - 1);
    EXPECT_TRUE(fast.take(key(1), at(1'000)).allowed);
    EXPECT_FALSE(fast.take(key(1), at(1'999)).allowed);
}

TEST(RateLimit, IsWrittenAsRequestsASecondAndABurst) {
    EXPECT_EQ(parse_rate_limit("200/s:400"), (RateLimit{200, 400}));
    EXPECT_EQ(to_string(RateLimit{200, 400}), "200/s:400");
    for (const char* wrong : {"", "off", "200", "200/s", "200/s:", "/s:4", "0/s:4", "4/s:0", "-1/s:4", "1/m:4",
                              " 1/s:4", "1/s:4 ", "1000001/s:1", "1/s:1000001", "1.5/s:4", "99999999999999999999/s:1"})
        EXPECT_FALSE(parse_rate_limit(wrong)) << wrong;
}

}  // namespace
}  // namespace suoledger::http::test
