// SPDX-License-Identifier: Apache-2.0
// Few portions ahead, for memory is bounded. An event is decoded while the database sends those behind it.
#include "projections/decoded_portions.hpp"

#include <algorithm>
#include <utility>

#include "eventstore/assert.hpp"
#include "eventstore/codec.hpp"
#include "eventstore/thread_name.hpp"

namespace suoledger::projections {

namespace {

/// As it was stored, and decoded, which is about as much again.
std::size_t bytes_of(const eventstore::RecordedEvent& event) {
    return sizeof event + sizeof(domain::Event) + 2 * event.payload.size();
}

/// A walk has a limit of bytes too, and what lies behind it is sent for nothing: then fewer are asked for.
std::int64_t next_limit(std::int64_t limit, std::int64_t got, std::int64_t most) {
    return got < limit ? got + got / 4 + 1 : std::min(2 * limit, most);
}

}  // namespace

DecodedPortion::DecodedPortion(std::size_t room) {
    events.reserve(room);
    decoded.reserve(room);
    facts.reserve(room);
}

void DecodedPortion::add(eventstore::RecordedEvent event) {
    LEDGER_ASSERT(events.size() < events.capacity());  // the facts would refer to what has moved
    decoded.push_back(eventstore::decode(event.event_type, event.schema_version, event.payload, event.stream.tenant,
                                         event.event_id, nullptr));
    bytes += bytes_of(event);
    events.push_back(std::move(event));
    facts.push_back({events.back(), decoded.back()});
}

DecodedPortions::Portions DecodedPortions::after(std::int64_t position, std::int64_t until) {
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
    bytes_ready_ = 0;
    next_after_ = ready_.back()->events.back().position;
    changed_.notify_all();
    return std::exchange(ready_, {});
}

void DecodedPortions::forget() {
    reader_ = {};  // stops it and waits
    ready_.clear();
    bytes_ready_ = 0;
    fault_ = nullptr;
}

void DecodedPortions::read_ahead(const std::stop_token& is_over, std::int64_t after) {
    eventstore::name_this_thread("rebuild-reader");
    auto limit = most_events_;
    const auto may_read = [&] { return after < until_ && bytes_ready_ < most_bytes_ahead_; };
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, is_over, may_read) && !is_over.stop_requested()) {
        lock.unlock();
        std::unique_ptr<const DecodedPortion> portion;
        std::exception_ptr fault;
        try {
            portion = read(after, limit);
            after = portion->events.back().position;
            limit = next_limit(limit, static_cast<std::int64_t>(portion->events.size()), most_events_);
        } catch (...) {
            fault = std::current_exception();
        }
        lock.lock();
        if (portion) {
            bytes_ready_ += portion->bytes;
            ready_.push_back(std::move(portion));
        }
        fault_ = fault;
        changed_.notify_all();
        if (fault) return;
    }
}

std::unique_ptr<const DecodedPortion> DecodedPortions::read(std::int64_t after, std::int64_t limit) {
    auto portion = std::make_unique<DecodedPortion>(static_cast<std::size_t>(limit));
    log_.walk_log({.after_position = after, .limit = limit, .with_metadata = false},
                  [&](eventstore::RecordedEvent event) { portion->add(std::move(event)); });
    if (portion->events.empty()) throw eventstore::StoreUnavailable("the log ends before what was folded from it");
    return portion;
}

}  // namespace suoledger::projections
