// SPDX-License-Identifier: Apache-2.0
// The limits of the API: one bucket per client address and one per API key, told in every answer they apply to.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "http/rate_limiter.hpp"

namespace suoledger::http {

struct Call;
struct Problem;
struct Response;

/// What one limit said of a request.
struct Measured {
    std::string_view policy;  // "key" or "address"
    RateLimit limit;
    RateLimiter::Verdict verdict;
};

/// Thread-safe. Applies to everything under /v1, /pay and /verify on the api listener, found or not, with a good key or
/// without; probes, documents and the admin listener are never limited.
class RateLimits {
public:
    using SteadyClock = std::function<RateLimiter::Instant()>;

    /// nullopt: that limit is off.
    RateLimits(std::optional<RateLimit> per_key, std::optional<RateLimit> per_address, SteadyClock now);

    /// 429 `rate_limited` when the bucket is empty; what was measured is noted in the call. By address before anything
    /// is looked at; by key once the principal is known.
    std::optional<Problem> check_address(Call& call);
    std::optional<Problem> check_key(Call& call);

private:
    std::optional<Problem> check(std::optional<RateLimiter>& limiter, std::string_view policy, const BucketKey& bucket,
                                 std::optional<Measured>& measured);

    const SteadyClock now_;
    std::optional<RateLimiter> per_key_, per_address_;
};

/// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11): `q` is the burst and `w` the seconds
/// in which it comes back, `r` the requests left and `t` the seconds until there is one more. `with_key`: what was
/// measured of the key may be read.
void add_rate_limit_headers(const Call& call, bool with_key, Response& response);

}  // namespace suoledger::http
