// SPDX-License-Identifier: Apache-2.0
// The arithmetic of buckets, in whole nanoseconds.
#include "http/rate_limiter.hpp"

#include <algorithm>
#include <charconv>

namespace suoledger::http {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

std::int64_t nanoseconds_of(RateLimiter::Instant instant) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(instant.time_since_epoch()).count();
}

std::optional<std::int64_t> parse_part(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (number < 1 || number > max_rate_or_burst) return std::nullopt;
    return number;
}

}  // namespace

std::optional<RateLimit> parse_rate_limit(std::string_view text) {
    constexpr std::string_view middle = "/s:";
    const auto cut = text.find(middle);
    if (cut == std::string_view::npos) return std::nullopt;
    const auto rate = parse_part(text.substr(0, cut)), burst = parse_part(text.substr(cut + middle.size()));
    if (!rate || !burst) return std::nullopt;
    return RateLimit{*rate, *burst};
}

std::string to_string(const RateLimit& limit) {
    return std::to_string(limit.per_second) + "/s:" + std::to_string(limit.burst);
}

RateLimiter::RateLimiter(RateLimit limit, Instant began, std::size_t max_buckets)
    : limit_(limit),
      max_buckets_(max_buckets),
      interval_((second_ns + limit.per_second - 1) / limit.per_second),
      now_(nanoseconds_of(began)),
      unseen_full_at_(now_ + limit.burst * interval_) {}

std::size_t RateLimiter::buckets() const {
    const std::lock_guard lock(mutex_);
    return recent_.size();
}

void RateLimiter::make_room() {
    while (recent_.size() >= max_buckets_) {
        unseen_full_at_ = std::max(unseen_full_at_, recent_.back().second);
        index_.erase(recent_.back().first);
        recent_.pop_back();
    }
}

std::int64_t& RateLimiter::full_at(const BucketKey& key) {
    if (const auto found = index_.find(key); found != index_.end()) {
        recent_.splice(recent_.begin(), recent_, found->second);
        return found->second->second;
    }
    make_room();
    recent_.emplace_front(key, unseen_full_at_);
    index_.emplace(key, recent_.begin());
    return recent_.front().second;
}

RateLimiter::Verdict RateLimiter::take(const BucketKey& key, Instant now) {
    const std::lock_guard lock(mutex_);
    now_ = std::max(now_, nanoseconds_of(now));
    std::int64_t& full = full_at(key);
    full = std::max(full, now_);
    const std::int64_t capacity = limit_.burst * interval_;
    const bool allowed = full + interval_ - now_ <= capacity;
    if (allowed) full += interval_;
    const std::int64_t level = capacity - (full - now_);
    const std::int64_t remaining = level / interval_;
    const std::int64_t next_in = remaining == limit_.burst ? 0 : (remaining + 1) * interval_ - level;
    return {allowed, remaining, std::chrono::nanoseconds(next_in)};
}

}  // namespace suoledger::http
