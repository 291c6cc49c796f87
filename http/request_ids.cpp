// SPDX-License-Identifier: Apache-2.0
// Ids of requests and traces.
#include "http/request_ids.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "eventstore/crypto.hpp"
#include "eventstore/leaf.hpp"
#include "http/field_syntax.hpp"

namespace suoledger::http {
namespace {

constexpr std::size_t traceparent_bytes = 55;  // of version 00

bool is_lower_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}
bool is_all_zero(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == '0'; });
}

template <std::size_t Size>
std::string random_hex() {
    std::array<std::uint8_t, Size> bytes{};
    eventstore::fill_random(bytes);
    return eventstore::hex(bytes);
}

}  // namespace

bool is_safe_request_id(std::string_view text) {
    constexpr std::string_view marks = "-_.:~";
    return !text.empty() && text.size() <= 128 &&
           std::ranges::all_of(text, [&](char c) { return is_alphanumeric(c) || marks.find(c) != marks.npos; });
}

std::string make_request_id(domain::Timestamp now) { return domain::to_type_id("req", eventstore::new_uuid_v7(now)); }

std::optional<TraceParent> parse_traceparent(std::string_view text) {
    if (text.size() < traceparent_bytes || text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
    auto version = text.substr(0, 2), trace_id = text.substr(3, 32), parent_id = text.substr(36, 16);
    auto flags = text.substr(53, 2);
    if (!is_lower_hex(version) || !is_lower_hex(trace_id) || !is_lower_hex(parent_id) || !is_lower_hex(flags)) {
        return std::nullopt;
    }
    if (version == "ff" || is_all_zero(trace_id) || is_all_zero(parent_id)) return std::nullopt;
    bool longer = text.size() > traceparent_bytes;
    if (longer && (version == "00" || text[traceparent_bytes] != '-')) return std::nullopt;
    return TraceParent{std::string(trace_id), std::string(flags)};
}

// Flags: bit 1 says that the trace id is random; sampling is not ours to decide, so that bit stays off.
TraceParent make_trace() { return {random_hex<16>(), "02"}; }

std::string traceparent_of(std::string_view trace_id, std::string_view flags) {
    std::string text = "00-";
    text.append(trace_id).append("-").append(random_hex<8>()).append("-").append(flags);
    return text;
}

}  // namespace suoledger::http
