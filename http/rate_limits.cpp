// SPDX-License-Identifier: Apache-2.0
// Which bucket a request takes from, and what its answer says of it.
#include "http/rate_limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "http/call.hpp"

namespace suoledger::http {
namespace {

constexpr std::size_t usual_list_bytes = 96;  // of two items

/// The decoded path: another spelling of a route is no way around its limit.
bool is_limited(const Call& call) {
    if (call.listener != Listener::api) return false;
    return std::ranges::any_of(std::array<std::string_view, 3>{"/v1/", "/pay/", "/verify/"},
                               [&](std::string_view folder) { return call.request.path.starts_with(folder); });
}

/// Rounded up: whoever waits that long is never early.
std::int64_t whole_seconds(std::chrono::nanoseconds span) {
    return std::chrono::ceil<std::chrono::seconds>(span).count();
}

Problem rate_limited(const Measured& measured) {
    const auto wait = std::max<std::int64_t>(whole_seconds(measured.verdict.next_in), 1);
    return {.status = 429,
            .code = "rate_limited",
            .detail = fmt::format("Too many requests by this {}; nothing was done.", measured.policy),
            .headers = {{"Retry-After", std::to_string(wait)}}};
}

/// An item of a list with two parameters (RFC 9651).
void append_item(std::string& list, const Measured& measured, std::string_view names, std::int64_t first,
                 std::int64_t second) {
    if (list.empty())
        list.reserve(usual_list_bytes);
    else
        list += ", ";
    list.append(1, '"').append(measured.policy).append("\";");
    list.append(1, names[0]).append(1, '=').append(std::to_string(first)).append(1, ';');
    list.append(1, names[1]).append(1, '=').append(std::to_string(second));
}

}  // namespace

RateLimits::RateLimits(std::optional<RateLimit> per_key, std::optional<RateLimit> per_address, SteadyClock now)
    : now_(std::move(now)) {
    const auto began = now_();
    if (per_key) per_key_.emplace(*per_key, began);
    if (per_address) per_address_.emplace(*per_address, began);
}

std::optional<Problem> RateLimits::check(std::optional<RateLimiter>& limiter, std::string_view policy,
                                         const BucketKey& bucket, std::optional<Measured>& measured) {
    if (!limiter) return std::nullopt;
    measured = Measured{policy, limiter->limit(), limiter->take(bucket, now_())};
    if (measured->verdict.allowed) return std::nullopt;
    return rate_limited(*measured);
}

std::optional<Problem> RateLimits::check_address(Call& call) {
    if (!is_limited(call)) return std::nullopt;
    return check(per_address_, "address", bucket_of(call.client), call.limited_by_address);
}

std::optional<Problem> RateLimits::check_key(Call& call) {
    if (!is_limited(call) || call.request.principal.key_id.is_nil()) return std::nullopt;
    return check(per_key_, "key", call.request.principal.key_id.bytes, call.limited_by_key);
}

void add_rate_limit_headers(const Call& call, bool with_key, Response& response) {
    std::string policies, states;
    const auto add = [&](const std::optional<Measured>& measured) {
        if (!measured) return;
        const auto& limit = measured->limit;
        const auto window = (limit.burst + limit.per_second - 1) / limit.per_second;
        append_item(policies, *measured, "qw", limit.burst, window);
        append_item(states, *measured, "rt", measured->verdict.remaining, whole_seconds(measured->verdict.next_in));
    };
    if (with_key) add(call.limited_by_key);
    add(call.limited_by_address);
    if (policies.empty()) return;
    response.headers.emplace_back("RateLimit-Policy", std::move(policies));
    response.headers.emplace_back("RateLimit", std::move(states));
}

}  // namespace suoledger::http
