// SPDX-License-Identifier: Apache-2.0
// Gathering, and handing over.
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include "http/wake_ups_parts.hpp"

namespace suoledger::http {

void WakeUps::add(const asio::any_io_executor& executor, std::move_only_function<void()> wake) {
    std::unique_lock lock(mutex_);
    const bool is_first = waking_.empty();
    waking_.emplace_back(executor, std::move(wake));
    lock.unlock();
    if (is_first) asio::post(io_, [this] { run(); });
}

void WakeUps::run() {
    Waking waking;
    {
        const std::lock_guard lock(mutex_);
        waking.swap(waking_);
        waking_.reserve(waking.size());
    }
    if (!burst_ || waking.size() == 1) return dispatch_all(std::move(waking));
    {
        const SendBurst::Gathering gathering(*burst_);
        dispatch_all(std::move(waking));
    }
    around_burst_([this] { burst_->send(); });
}

/// Who throws ends the turn of the I/O thread later: Asio keeps that until all others had theirs.
void WakeUps::dispatch_all(Waking waking) {
    for (auto& [executor, wake] : waking) asio::dispatch(executor, std::move(wake));
}

}  // namespace suoledger::http
