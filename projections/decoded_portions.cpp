// SPDX-License-Identifier: Apache-2.0
// Few portions ahead: enough that the reader, which waits for the database, is not waited for; memory is bounded.
#include "projections/decoded_portions.hpp"

#include <utility>

#include "eventstore/codec.hpp"
#include "eventstore/thread_name.hpp"

namespace suoledger::projections {

namespace {

constexpr std::size_t most_ready = 3;

}  // namespace

std::unique_ptr<const DecodedPortion> DecodedPortions::after(std::int64_t position, std::int64_t until) {
    if (next_after_ != position) forget();
    std::unique_lock lock(mutex_);
    until_ = until;
    if (!reader_.joinable())
        reader_ = std::jthread([this, position](const std::stop_token& is_over) { read_ahead(is_over, position); });
    changed_.notify_all();
    changed_.wait(lock, [this] { return !ready_.empty() || fault_; });
    if (ready_.empty()) {
        const auto fault = std::exchange(fault_, nullptr);
        lock.unlock();
        forget();
        std::rethrow_exception(fault);
    }
    auto portion = std::move(ready_.front());
    ready_.pop_front();
    next_after_ = portion->events.back().position;
    changed_.notify_all();
    return portion;
}

void DecodedPortions::forget() {
    reader_ = {};  // stops it and waits
    ready_.clear();
    fault_ = nullptr;
}

void DecodedPortions::read_ahead(const std::stop_token& is_over, std::int64_t after) {
    eventstore::name_this_thread("rebuild-reader");
    const auto may_read = [&] { return after < until_ && ready_.size() < most_ready; };
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, is_over, may_read) && !is_over.stop_requested()) {
        lock.unlock();
        Portion portion;
        std::exception_ptr fault;
        try {
            portion = read(after);
            after = portion->events.back().position;
        } catch (...) {
            fault = std::current_exception();
        }
        lock.lock();
        if (fault) fault_ = fault;
        if (portion) ready_.push_back(std::move(portion));
        changed_.notify_all();
        if (fault) return;
    }
}

DecodedPortions::Portion DecodedPortions::read(std::int64_t after) const {
    auto portion = std::make_unique<DecodedPortion>();
    portion->events = log_.read_log({.after_position = after, .limit = most_events_, .with_metadata = false});
    if (portion->events.empty()) throw eventstore::StoreUnavailable("the log ends before what was folded from it");
    portion->decoded.reserve(portion->events.size());
    portion->facts.reserve(portion->events.size());
    for (const auto& event : portion->events) {
        portion->decoded.push_back(eventstore::decode(event.event_type, event.schema_version, event.payload,
                                                      event.stream.tenant, event.event_id, nullptr));
        portion->facts.push_back({event, portion->decoded.back()});
    }
    return portion;
}

}  // namespace suoledger::projections
