// SPDX-License-Identifier: Apache-2.0
// The Beast server: two listeners, sessions behind the framing gate, graceful drain.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "http/client_address.hpp"
#include "http/rate_limiter.hpp"
#include "http/route.hpp"

namespace suoledger::http {

struct ServerConfig {
    std::string listen = "127.0.0.1:8080";  // port 0 picks a free one
    std::string admin_listen = "127.0.0.1:9090";
    std::filesystem::path listen_socket;  // of a Unix socket that serves what `listen` does; empty: none
    int io_threads = 1;
    int handler_threads = 4;
    /// For commands alone, so that none waits behind a report. They seldom wait for anything, and more of them than
    /// there are processors only get into each other's way.
    int command_threads = std::max(2, static_cast<int>(std::thread::hardware_concurrency()));
    /// For reports and downloads. They give way to all others: a processor that a report has just got is one that a
    /// command waits for.
    int heavy_threads = std::max(2, static_cast<int>(std::thread::hardware_concurrency()));
    std::size_t max_body_bytes = 1024 * 1024;
    std::chrono::milliseconds header_timeout{10'000}, body_timeout{30'000}, idle_timeout{60'000};
    std::chrono::milliseconds request_deadline{10'000};  // a command's or query's answer
    std::chrono::milliseconds projection_wait{2'000};    // Ledger-Min-Position
    std::chrono::milliseconds primary_silence{20'000};   // within an answer of the primary that is passed on
    std::chrono::milliseconds drain_timeout{25'000};
    std::size_t max_connections = 10'000;     // of the main listener; the admin listener has a few of its own
    std::size_t max_queued_requests = 1'024;  // waiting for a handler thread; beyond it 503 `overloaded`
    std::optional<RateLimit> rate_limit_per_key, rate_limit_per_address;  // under /v1 of the main listener; none: off
    std::vector<AddressRange> trusted_proxies;                            // whose X-Forwarded-For is believed
    StreamLimits streams;
};

/// Counters and histograms of the HTTP side (RED); no library type, no fields. Thread-safe.
class HttpMetrics {
public:
    virtual ~HttpMetrics() = default;
    virtual void request_started() = 0;
    virtual void request_finished(Method method, std::string_view route, int status, std::chrono::nanoseconds took) = 0;
    virtual void stream_started() = 0;
    virtual void stream_ended() = 0;
    virtual std::string expose() = 0;  // text/plain; version=0.0.4
};

/// Asked by /ready: empty when ready, else the reasons, one code each. Any thread, several at once; may block.
using Readiness = std::function<std::vector<std::string>()>;
/// One structured log line per request and per fault; values are already free of personal data. Any thread.
using LogLine = std::function<void(std::string_view level, std::string_view message,
                                   const std::vector<std::pair<std::string, std::string>>& fields)>;

/// Does what it is given; lines of this thread meanwhile may be written together, behind it.
using LogTogether = std::function<void(const std::function<void()>& act)>;

class Server {
public:
    /// Binds both listeners; throws std::runtime_error naming the address. Serves after `start`. `table` outlives it.
    Server(ServerConfig config, std::span<const Route> table, Services services, HttpMetrics& metrics,
           Readiness readiness, LogLine log, LogTogether log_together);
    ~Server();  // stops at once if still running
    void start();
    [[nodiscard]] std::string address() const;  // "127.0.0.1:8080" as bound
    [[nodiscard]] std::string admin_address() const;
    /// /ready answers 503 from now on (the admin listener accepts until the end, the main one no more); in-flight
    /// requests finish. Returns when they have, or after drain_timeout, and the server has stopped then.
    void drain();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace suoledger::http
