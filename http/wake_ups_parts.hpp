// SPDX-License-Identifier: Apache-2.0
// Wake-ups from other threads, handed to the I/O threads together.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace suoledger::http {

namespace asio = boost::asio;

/// The replies of a batch come one right after another: the I/O threads are told once of all that came since they
/// looked last. Thread-safe.
class WakeUps {
public:
    explicit WakeUps(asio::io_context& io) : io_(io) {}
    WakeUps(const WakeUps&) = delete;
    WakeUps& operator=(const WakeUps&) = delete;

    /// `wake` is called on `executor`, soon.
    void add(const asio::any_io_executor& executor, std::move_only_function<void()> wake);

private:
    using Waking = std::vector<std::pair<asio::any_io_executor, std::move_only_function<void()>>>;
    void run();

    asio::io_context& io_;
    std::mutex mutex_;
    Waking waking_;
};

}  // namespace suoledger::http
