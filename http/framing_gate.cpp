// SPDX-License-Identifier: Apache-2.0
// The rules of the framing gate, one small function each.
#include "http/framing_gate.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/field_syntax.hpp"

namespace suoledger::http {
namespace {

using Check = std::optional<FramingFault>;

std::unexpected<FramingFault> refuse(std::string_view detail) {
    return std::unexpected(FramingFault{.detail = detail});
}

/// What the fields of one head said; each check adds to it.
struct Fields {
    int host = 0, content_length = 0, transfer_encoding = 0;
    bool says_close = false, says_keep_alive = false;
    std::array<bool, 6> seen_singleton{};
};

/// Fields whose second occurrence would let two readers of one request disagree about who asks for what.
constexpr std::array<std::string_view, 6> singletons{"authorization", "idempotency-key",     "content-type",
                                                     "if-match",      "ledger-min-position", "expect"};

Check check_request_line(std::string_view line, Framing& framing, bool& forbids_body) {
    auto method_end = line.find(' ');
    auto target_end = line.rfind(' ');
    if (method_end == std::string_view::npos || method_end == target_end) {
        return FramingFault{.detail = "The request line is not method, target and version."};
    }
    auto method = line.substr(0, method_end);
    auto target = line.substr(method_end + 1, target_end - method_end - 1);
    auto version = line.substr(target_end + 1);
    if (!is_token(method)) return FramingFault{.detail = "The method is not a token."};
    auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
    if (target.empty() || !std::ranges::all_of(target, printable)) {
        return FramingFault{.detail = "The request target holds a character that a URI cannot."};
    }
    bool is_http = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) && version[6] == '.' &&
                   is_digit(version[7]);
    if (!is_http) return FramingFault{.detail = "The request line does not end with an HTTP version."};
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return FramingFault{505, "http_version_not_supported", "HTTP/1.1 and HTTP/1.0 are served."};
    }
    framing.minor_version = version[7] - '0';
    forbids_body = method == "GET" || method == "HEAD";
    return std::nullopt;
}

Check check_content_length(std::string_view value, Fields& fields, Framing& framing) {
    if (++fields.content_length > 1) return FramingFault{.detail = "There is more than one Content-Length."};
    auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), framing.content_length);
    bool digits_only = !value.empty() && std::ranges::all_of(value, is_digit);
    if (!digits_only || error != std::errc{} || end != value.data() + value.size()) {
        return FramingFault{.detail = "Content-Length is not a plain decimal number."};
    }
    return std::nullopt;
}

Check check_transfer_encoding(std::string_view value, Fields& fields, Framing& framing) {
    if (++fields.transfer_encoding > 1) return FramingFault{.detail = "There is more than one Transfer-Encoding."};
    if (framing.minor_version == 0) return FramingFault{.detail = "HTTP/1.0 has no Transfer-Encoding."};
    if (!equal_ignoring_case(value, "chunked")) {
        return FramingFault{.detail = "The only Transfer-Encoding taken is chunked, once."};
    }
    framing.chunked = true;
    return std::nullopt;
}

Check check_singleton(std::string_view name, Fields& fields) {
    for (std::size_t i = 0; i < singletons.size(); ++i) {
        if (!equal_ignoring_case(name, singletons[i])) continue;
        if (fields.seen_singleton[i]) return FramingFault{.detail = "A header that may come once came twice."};
        fields.seen_singleton[i] = true;
    }
    return std::nullopt;
}

void read_connection(std::string_view value, Fields& fields) {
    for_each_list_element(value, [&fields](std::string_view element) {
        if (equal_ignoring_case(element, "close")) fields.says_close = true;
        if (equal_ignoring_case(element, "keep-alive")) fields.says_keep_alive = true;
    });
}

Check check_field(std::string_view name, std::string_view value, Fields& fields, Framing& framing) {
    if (equal_ignoring_case(name, "content-length")) return check_content_length(value, fields, framing);
    if (equal_ignoring_case(name, "transfer-encoding")) return check_transfer_encoding(value, fields, framing);
    if (equal_ignoring_case(name, "trailer")) return FramingFault{.detail = "Trailers are not taken."};
    if (equal_ignoring_case(name, "host")) {
        if (++fields.host > 1) return FramingFault{.detail = "There is more than one Host."};
        if (!is_host(value)) return FramingFault{.detail = "Host is empty or not a host."};
        return std::nullopt;
    }
    if (equal_ignoring_case(name, "connection")) read_connection(value, fields);
    if (auto fault = check_singleton(name, fields)) return fault;
    if (equal_ignoring_case(name, "expect")) {
        if (!equal_ignoring_case(value, "100-continue")) {
            return FramingFault{417, "expectation_failed", "The only expectation met is 100-continue."};
        }
        framing.expects_continue = framing.minor_version == 1;
    }
    return std::nullopt;
}

Check check_field_line(std::string_view line, Fields& fields, Framing& framing) {
    if (line.front() == ' ' || line.front() == '\t')
        return FramingFault{.detail = "Folded header lines are not taken."};
    auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return FramingFault{.detail = "A header name is not a token directly before its colon."};
    }
    auto value = trimmed(line.substr(colon + 1));
    if (std::ranges::any_of(value, is_forbidden_control)) {
        return FramingFault{.detail = "A header value holds a control character."};
    }
    return check_field(line.substr(0, colon), value, fields, framing);
}

Check check_together(const Fields& fields, bool forbids_body, const Framing& framing) {
    if (fields.host == 0) return FramingFault{.detail = "There is no Host."};
    if (fields.content_length > 0 && framing.chunked) {
        return FramingFault{.detail = "Content-Length and Transfer-Encoding exclude each other."};
    }
    if (forbids_body && framing.has_body()) return FramingFault{.detail = "GET and HEAD take no body."};
    return std::nullopt;
}

/// A CR is good only directly before an LF. `line` ends before its CRLF, or anywhere when it is not complete yet.
bool has_bare_cr(std::string_view line, bool complete) {
    auto cr = line.find('\r');
    return cr != std::string_view::npos && (complete || cr + 1 != line.size());
}

}  // namespace

std::expected<std::optional<std::size_t>, FramingFault> HeadScanner::scan(std::string_view received) {
    const FramingFault line_too_long{414, "uri_too_long", "The request line is longer than 8 KiB."};
    const FramingFault headers_too_large{431, "headers_too_large",
                                         "The headers are larger than 16 KiB or more than 100."};
    for (;;) {
        auto feed = received.find('\n', line_start_);
        bool complete = feed != std::string_view::npos;
        auto line = received.substr(line_start_, complete ? feed - line_start_ : std::string_view::npos);
        bool in_request_line = header_start_ == 0;
        if (in_request_line && line.size() > max_request_line_bytes + 1) return std::unexpected(line_too_long);
        if (!in_request_line && line_start_ + line.size() - header_start_ > max_header_bytes) {
            return std::unexpected(headers_too_large);
        }
        if (complete && !line.ends_with('\r')) return refuse("A line ends with LF alone.");
        if (complete) line.remove_suffix(1);
        if (has_bare_cr(line, complete)) return refuse("A CR stands without its LF.");
        if (!complete) return std::nullopt;
        line_start_ = feed + 1;
        if (in_request_line && line.empty()) return refuse("The request line is empty.");
        if (in_request_line) {
            header_start_ = line_start_;
            continue;
        }
        if (line.empty()) return line_start_;
        if (++header_count_ > max_header_count) return std::unexpected(headers_too_large);
    }
}

std::expected<Framing, FramingFault> check_head(std::string_view head) {
    Framing framing;
    Fields fields;
    bool forbids_body = false;
    auto end = head.find("\r\n");
    if (end == std::string_view::npos) return refuse("The head has no line.");
    if (auto fault = check_request_line(head.substr(0, end), framing, forbids_body)) return std::unexpected(*fault);
    for (head.remove_prefix(end + 2); !head.empty(); head.remove_prefix(end + 2)) {
        end = head.find("\r\n");
        if (end == std::string_view::npos) return refuse("A header line does not end.");
        if (end == 0) break;
        if (auto fault = check_field_line(head.substr(0, end), fields, framing)) return std::unexpected(*fault);
    }
    if (auto fault = check_together(fields, forbids_body, framing)) return std::unexpected(*fault);
    framing.keep_alive = !fields.says_close && (framing.minor_version == 1 || fields.says_keep_alive);
    return framing;
}

}  // namespace suoledger::http
