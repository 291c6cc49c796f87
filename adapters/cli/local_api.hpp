// SPDX-License-Identifier: Apache-2.0
// The API's own handlers, called in this process: commands of the command line are the commands of the contract.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/route.hpp"

namespace suoledger::adapters {

struct ApiAnswer {
    boost::json::object body;
    std::int64_t position = 0;  // of the command's last event; 0 for reads
    bool replayed = false;
};

struct LocalCall {
    http::Method method = http::Method::post;
    std::string path;
    boost::json::object body;
    std::string idempotency_key;  // empty: a command of its own
};

class LocalApi {
public:
    /// What `services` refers to outlives it.
    explicit LocalApi(http::Services services) : services_(std::move(services)) {}

    /// `idempotency_key` empty: a command of its own. Throws CommandFault with every reason of a refusal.
    ApiAnswer call(const http::Principal& principal, http::Method method, std::string_view path,
                   const boost::json::object& body, std::string_view idempotency_key = {});
    /// Commands only, none of which needs another's answer: they are queued together, in order. Throws like `call`.
    std::vector<ApiAnswer> call_all(const http::Principal& principal, const std::vector<LocalCall>& calls);
    /// A command that has no route.
    ApiAnswer submit(http::CommandRequest command, std::string_view route = {}, std::string_view idempotency_key = {},
                     std::string_view request = {});

    [[nodiscard]] const http::Services& services() const { return services_; }

private:
    http::Services services_;
};

/// The operator at this machine: the data directory's owner may do what operator keys may.
http::Principal local_operator();
/// Whoever holds all keys of that business. Throws CommandFault when the log knows no such business.
http::Principal local_owner(const http::Services& services, std::string_view business_id);
/// `biz_…` Throws CommandFault(EX_USAGE).
domain::Uuid parse_business_id(std::string_view text);

}  // namespace suoledger::adapters
