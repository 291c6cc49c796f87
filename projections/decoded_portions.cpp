// SPDX-License-Identifier: Apache-2.0
// Few portions ahead, for memory is bounded. One is read while the one before it is decoded: the database works
// meanwhile.
#include "projections/decoded_portions.hpp"

#include <utility>

#include "eventstore/codec.hpp"
#include "eventstore/thread_name.hpp"

namespace suoledger::projections {

namespace {

/// Being read or decoded, or ready.
constexpr std::size_t most_ahead = 3;

}  // namespace

std::unique_ptr<const DecodedPortion> DecodedPortions::after(std::int64_t position, std::int64_t until) {
    if (next_after_ != position) forget();
    std::unique_lock lock(mutex_);
    until_ = until;
    if (!reader_.joinable()) {
        reader_ = std::jthread([this, position](const std::stop_token& is_over) { read_ahead(is_over, position); });
        decoder_ = std::jthread([this](const std::stop_token& is_over) { decode_all(is_over); });
    }
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
    --ahead_;
    next_after_ = portion->events.back().position;
    changed_.notify_all();
    return portion;
}

void DecodedPortions::forget() {
    reader_ = {};  // stops it and waits
    decoder_ = {};
    read_.clear();
    ready_.clear();
    ahead_ = 0;
    fault_ = nullptr;
}

void DecodedPortions::read_ahead(const std::stop_token& is_over, std::int64_t after) {
    eventstore::name_this_thread("rebuild-reader");
    const auto may_read = [&] { return after < until_ && ahead_ < most_ahead; };
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, is_over, may_read) && !is_over.stop_requested()) {
        ++ahead_;
        lock.unlock();
        Read read;
        try {
            read.events = log_.read_log({.after_position = after, .limit = most_events_, .with_metadata = false});
            if (read.events.empty()) throw eventstore::StoreUnavailable("the log ends before what was folded from it");
            after = read.events.back().position;
        } catch (...) {
            read.fault = std::current_exception();
        }
        const bool is_last = read.fault != nullptr;
        lock.lock();
        read_.push_back(std::move(read));
        changed_.notify_all();
        if (is_last) return;
    }
}

void DecodedPortions::decode_all(const std::stop_token& is_over) {
    eventstore::name_this_thread("rebuild-decoder");
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, is_over, [this] { return !read_.empty(); }) && !is_over.stop_requested()) {
        auto read = std::move(read_.front());
        read_.pop_front();
        lock.unlock();
        Portion portion;
        try {
            if (!read.fault) portion = decoded(std::move(read.events));
        } catch (...) {
            read.fault = std::current_exception();
        }
        lock.lock();
        if (portion) ready_.push_back(std::move(portion));
        fault_ = read.fault;
        changed_.notify_all();
        if (fault_) return;
    }
}

DecodedPortions::Portion DecodedPortions::decoded(std::vector<eventstore::RecordedEvent> events) {
    auto portion = std::make_unique<DecodedPortion>();
    portion->events = std::move(events);
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
