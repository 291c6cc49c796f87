// SPDX-License-Identifier: Apache-2.0
// Calls of a provider's JSON API: repeated where that is harmless, with pauses by chance, and not at all while it is
// down.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/providers/circuit_breaker.hpp"
#include "adapters/providers/http_transport.hpp"
#include "adapters/providers/payment_provider.hpp"
#include "adapters/providers/provider_secrets.hpp"
#include "eventstore/metrics.hpp"

namespace suoledger::adapters {

struct CallLimits {
    int tries = 3;  // of what may be repeated
    std::chrono::milliseconds first_pause{200}, longest_pause{2000};
    std::chrono::milliseconds longest_call{15000};  // no try begins after it
    int failures_to_open = 5;
    std::chrono::milliseconds open_for{30000};
};

/// Time and chance, given by tests.
struct CallSurroundings {
    SteadyClock now = &std::chrono::steady_clock::now;
    std::function<void(std::chrono::milliseconds)> pause;  // none: sleeps
    std::function<std::uint32_t()> draw;                   // none: random
};

struct ApiCall {
    std::string_view name;            // for logs and metrics: of a closed set
    std::string target;               // path and query, percent-encoded
    std::optional<std::string> json;  // body of a POST
    bool repeatable = true;
};

/// Thread-safe. The envelope is Paystack's: {"status": bool, "message", "data", …}.
class ProviderCalls {
public:
    /// The secrets and the metrics are the caller's and stay; the first secret opens the API.
    ProviderCalls(std::string provider, std::string base_url, const ProviderSecrets& secrets,
                  eventstore::Metrics& metrics, std::unique_ptr<HttpTransport> transport, CallLimits limits,
                  CallSurroundings surroundings);

    /// The whole envelope, its status true.
    ProviderAnswer<boost::json::object> call(const ApiCall& call);
    /// One now would be answered circuit_open.
    [[nodiscard]] bool are_refused() const { return breaker_.refuses(); }

private:
    struct Try {
        ProviderAnswer<boost::json::object> answer;
        bool may_be_repeated = false;
        std::chrono::milliseconds asked_to_wait{0};
    };
    Try try_once(const ApiCall& call);
    std::chrono::milliseconds pause_before(int next_try, std::chrono::milliseconds asked_to_wait) const;

    const std::string provider_, base_url_;
    const ProviderSecrets& secrets_;
    eventstore::Metrics& metrics_;
    const std::unique_ptr<HttpTransport> transport_;
    const CallLimits limits_;
    const CallSurroundings surroundings_;
    CircuitBreaker breaker_;
};

/// RFC 3986: everything but unreserved characters as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace suoledger::adapters
