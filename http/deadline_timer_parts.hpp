// SPDX-License-Identifier: Apache-2.0
// A deadline that moves with almost every step of a session, at the price of a timer operation now and then.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>

namespace suoledger::http {

namespace asio = boost::asio;

using Deadline = std::chrono::steady_clock::time_point;

/// Deadlines that only move on cost nothing: the timer finds the later one when it fires. Without a deadline
/// (`Deadline::max()`) no timer is left for the I/O threads to wait for, once one has fired. Shared with the timer's
/// handler, which may run after everything else is gone.
class DeadlineTimer : public std::enable_shared_from_this<DeadlineTimer> {
public:
    DeadlineTimer(const DeadlineTimer&) = delete;
    DeadlineTimer& operator=(const DeadlineTimer&) = delete;

protected:
    explicit DeadlineTimer(const asio::any_io_executor& executor) : timer_(executor) {}
    virtual ~DeadlineTimer() = default;

    virtual void on_deadline() = 0;
    void set_deadline(Deadline deadline) {
        deadline_ = deadline;
        if (deadline_ < armed_for_) arm();
    }
    /// There will be no deadline any more.
    void close_timer() {
        closed_ = true;
        timer_.cancel();
    }

private:
    void arm() {
        armed_for_ = deadline_;
        timer_.expires_at(deadline_);
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (!error) self->on_timer();
        });
    }
    void on_timer() {
        armed_for_ = Deadline::max();
        if (closed_ || deadline_ == Deadline::max()) return;
        if (std::chrono::steady_clock::now() < deadline_) return arm();
        on_deadline();
    }

    asio::steady_timer timer_;
    Deadline deadline_ = Deadline::max(), armed_for_ = Deadline::max();
    bool closed_ = false;
};

}  // namespace suoledger::http
