// SPDX-License-Identifier: Apache-2.0
// X-Request-Id and W3C trace context: taken over when sound, made otherwise.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace suoledger::http {

/// 1–128 letters, digits and `-_.:~`: short and harmless enough to be stored, logged and echoed.
bool is_safe_request_id(std::string_view text);
/// `req_…`
std::string make_request_id(domain::Timestamp now);

struct TraceParent {
    std::string trace_id;  // 32 lower hex
    std::string flags;     // 2 lower hex
};
/// W3C Trace Context: nullopt means start a new trace.
std::optional<TraceParent> parse_traceparent(std::string_view text);
TraceParent make_trace();
/// The header we answer with: the same trace, a span of our own.
std::string traceparent_of(std::string_view trace_id, std::string_view flags);

}  // namespace suoledger::http
