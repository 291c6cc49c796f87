// SPDX-License-Identifier: Apache-2.0
// Wake-ups from other threads, handed to the I/O threads together.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "http/send_burst.hpp"

namespace suoledger::http {

namespace asio = boost::asio;

/// The replies of a batch come one right after another: the I/O threads are told once of all that came since they
/// looked last. Thread-safe.
class WakeUps {
public:
    /// Does what it is given, which sends a burst and goes on with whoever sent.
    using AroundBurst = std::function<void(const std::function<void()>& send)>;
    /// With only one I/O thread, what those who wake up together send goes together too.
    WakeUps(asio::io_context& io, bool is_one_thread, AroundBurst around_burst)
        : io_(io), around_burst_(std::move(around_burst)) {
        if (is_one_thread) burst_.emplace();
    }
    WakeUps(const WakeUps&) = delete;
    WakeUps& operator=(const WakeUps&) = delete;

    /// `wake` is called on `executor`, soon.
    void add(const asio::any_io_executor& executor, std::move_only_function<void()> wake);
    /// For the I/O thread alone; nullptr where there are several.
    [[nodiscard]] SendBurst* burst() { return burst_ ? &*burst_ : nullptr; }

private:
    using Waking = std::vector<std::pair<asio::any_io_executor, std::move_only_function<void()>>>;
    void run();
    static void dispatch_all(Waking waking);

    asio::io_context& io_;
    const AroundBurst around_burst_;
    std::optional<SendBurst> burst_;
    std::mutex mutex_;
    Waking waking_;
};

}  // namespace suoledger::http
