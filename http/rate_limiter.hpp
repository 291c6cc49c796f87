// SPDX-License-Identifier: Apache-2.0
// Token buckets: in any window of T seconds of the clock nobody gets through more often than rate × T + burst.
//
// A bucket is one number: the instant at which it will be full. What this object does not know of is never taken for
// full, only for as full as it can be at most:
// - a bucket never seen was at worst emptied just before the process began, so it is full one filling time after that;
// - a bucket that had to go (the number of buckets is bounded, the least recently used goes first) may have been as
//   empty as the emptiest one that ever went, so that one's instant holds for all that come back. A bucket used that
//   long ago usually is full, and then this costs nobody anything; under a flood of more addresses than there are
//   buckets, newcomers share the emptiness of the flood.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace suoledger::http {

struct RateLimit {
    std::int64_t per_second = 1;
    std::int64_t burst = 1;
    bool operator==(const RateLimit&) const = default;
};
/// Both from 1 to this: products of a burst and a number of nanoseconds stay far from 2^63.
inline constexpr std::int64_t max_rate_or_burst = 1'000'000;
/// "200/s:400"; nullopt when malformed or out of range.
std::optional<RateLimit> parse_rate_limit(std::string_view text);
std::string to_string(const RateLimit& limit);

/// Whose bucket: an id, or an address.
using BucketKey = std::array<std::uint8_t, 16>;

/// About 5 MB. More clients than a node serves within one filling time.
inline constexpr std::size_t default_max_buckets = 32'768;

/// Thread-safe.
class RateLimiter {
public:
    using Instant = std::chrono::steady_clock::time_point;

    /// `began`: when this process began to count.
    RateLimiter(RateLimit limit, Instant began, std::size_t max_buckets = default_max_buckets);

    struct Verdict {
        bool allowed = false;
        std::int64_t remaining = 0;           // whole requests left after this one
        std::chrono::nanoseconds next_in{0};  // until there is one more than `remaining`; 0 when the bucket is full
    };
    /// Takes one from the bucket if it holds one; a refusal costs nothing. An earlier `now` than the last one counts as
    /// the last one.
    Verdict take(const BucketKey& key, Instant now);

    [[nodiscard]] const RateLimit& limit() const { return limit_; }
    [[nodiscard]] std::size_t buckets() const;

private:
    using Bucket = std::pair<BucketKey, std::int64_t>;  // the instant it is full at

    std::int64_t& full_at(const BucketKey& key);  // under the mutex
    void make_room();

    const RateLimit limit_;
    const std::size_t max_buckets_;
    const std::int64_t interval_;  // nanoseconds for one more; rounded up, so never faster than the rate
    mutable std::mutex mutex_;
    std::int64_t now_;
    std::int64_t unseen_full_at_;  // of every bucket that is not in the list
    std::list<Bucket> recent_;     // most recently used first
    // Ordered: addresses are chosen by strangers, who must not choose their places in a hash table.
    std::map<BucketKey, std::list<Bucket>::iterator> index_;
};

}  // namespace suoledger::http
