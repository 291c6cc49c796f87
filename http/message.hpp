// SPDX-License-Identifier: Apache-2.0
// A request as handlers see it and a response as they give it: no Beast, no sockets.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/business.hpp"
#include "domain/rejection.hpp"
#include "domain/time.hpp"

namespace suoledger::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

/// Who is asking, after the key was checked.
struct Principal {
    bool is_operator = false;
    domain::Uuid key_id;
    domain::Uuid tenant;  // platform_tenant for operators
    domain::Scopes scopes;
    bool livemode = true;
};

struct Request {
    Method method = Method::get;
    std::string path;                                          // decoded, without query
    std::vector<std::pair<std::string, std::string>> query;    // decoded, in the order given
    std::vector<std::pair<std::string, std::string>> headers;  // names lower-case
    std::string raw_target;
    std::string body;
    std::string remote_address;  // of the client, as far as proxies are trusted
    std::string request_id;      // X-Request-Id, echoed or made
    std::string trace_id;        // 32 lower hex, from traceparent or made
    domain::Timestamp received_at;
    bool dry_run = false;                      // decide and tell, write nothing
    Principal principal;                       // of open routes: empty
    std::vector<std::string> path_parameters;  // values of {…} in the pattern, in order

    [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_case_name) const;
    [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;  // the first of that name
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    bool close = false;  // Connection: close after it
    /// Customers of whom it shows something personal in clear, each once: what the access log counts.
    std::vector<domain::Uuid> people;
};

/// RFC 9457 members beyond `type`, `status`, `instance`, `request_id`, which are filled where it is written.
struct Problem {
    int status = 500;
    std::string code;  // stable snake_case
    std::string detail;
    std::vector<domain::FieldError> errors;  // pointers into the request
    std::optional<std::int64_t> current_version;
    std::vector<std::pair<std::string, std::string>> headers;  // Retry-After, Allow, …
};
Response problem_response(const Problem& problem, const Request& request);
/// The one table from rejections to status and code.
Problem problem_of(const domain::Rejection& rejection);

}  // namespace suoledger::http
