// SPDX-License-Identifier: Apache-2.0
// The newest events of the log, of all businesses, and who follows them: what live streams are served from.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "http/event_stream.hpp"

namespace suoledger::http {

/// Events in position order without a hole, bounded in number and bytes; the oldest go first. Followers have a cursor
/// each and take from it when they can: nothing is kept per follower. Thread-safe.
class EventRing {
public:
    EventRing(std::size_t max_events, std::size_t max_bytes) : max_events_(max_events), max_bytes_(max_bytes) {}

    class Follower;

    /// Called whenever the first of the followers comes: somebody must fetch events from now on. May be called on any
    /// thread, under the ring's lock.
    void when_followed(std::function<void()> callback);
    [[nodiscard]] bool is_followed() const;
    /// The position up to which the ring knows the log.
    [[nodiscard]] std::int64_t last() const;
    [[nodiscard]] std::int64_t epoch() const;
    /// What is known already is passed over; events behind a hole are not taken.
    void append(const StreamedEvents& events);
    /// The log is another one and ends here: followers are told that it is over.
    void lose(std::int64_t last, std::int64_t epoch);

private:
    void add(const std::shared_ptr<const StreamedEvent>& event);
    void clear(std::int64_t last);

    const std::size_t max_events_, max_bytes_;
    mutable std::mutex mutex_;
    std::function<void()> when_followed_;
    StreamedEvents::size_type bytes_ = 0;
    std::int64_t last_ = 0, epoch_ = 0;
    std::deque<std::shared_ptr<const StreamedEvent>> events_;  // positions last_ - size + 1 … last_
    std::map<domain::Uuid, std::set<Follower*>> followers_;    // by tenant
};

/// One live stream's place in the log, among the followers for as long as it lives.
class EventRing::Follower {
public:
    /// `wake` is called, on any thread and under the ring's lock, when there is something to take after `take` found
    /// nothing. The ring outlives it.
    Follower(EventRing& ring, const EventStream& wanted, std::function<void()> wake);
    ~Follower();
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;

    struct Taken {
        StreamedEvents events;
        std::int64_t from = 0;   // where the cursor stood
        bool is_behind = false;  // the ring does not reach back to the cursor: read the log, then `go_on_from`
        bool is_over = false;    // the log is another one
    };
    /// The next events that it wants, and moves the cursor behind them.
    Taken take(std::size_t max_bytes);
    void go_on_from(std::int64_t position);

private:
    friend class EventRing;
    void take_events(std::size_t max_bytes, Taken& taken);
    void offer(const StreamedEvent& event);

    EventRing& ring_;
    const EventFilter filter_;
    const std::function<void()> wake_;
    std::int64_t cursor_;
    bool is_idle_ = false;  // nothing that it wants lies between the cursor and the end of the ring
    bool is_over_ = false;
};

}  // namespace suoledger::http
