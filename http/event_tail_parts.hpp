// SPDX-License-Identifier: Apache-2.0
// Keeps the ring at the end of the log while anybody follows it, whoever appends.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "http/session_parts.hpp"

namespace suoledger::http {

/// One coroutine: hears from the read models that the log went on (they hear of other processes too), reads what
/// follows the ring's end, appends it, and so wakes those who want it. It looks by itself as well, since what it hears
/// may be late. Events are read, not handed over, so there is one way in, and no hole can come through it.
class EventTail {
public:
    /// `serving` outlives it.
    EventTail(const asio::any_io_executor& strand, Serving& serving);
    ~EventTail();
    EventTail(const EventTail&) = delete;
    EventTail& operator=(const EventTail&) = delete;
    void start();
    /// Any thread, after `start`.
    void stop();

private:
    struct Read {
        StreamedEvents events;
        std::optional<eventstore::LogHead> head;  // asked for when there were no events
    };
    asio::awaitable<void> follow();
    asio::awaitable<bool> go_on();
    asio::awaitable<bool> hear();
    void ask_to_hear();
    /// Of the ring's epoch; where the log began another one there is nothing but its head.
    static Read read_after(std::int64_t after, const Serving& serving);
    asio::awaitable<std::optional<Read>> read();

    Serving& serving_;
    Waiting waiting_;
    std::shared_ptr<Slot<bool>> heard_;  // what the read models were asked to tell; they forget nothing, so asked once
    std::int64_t asked_for_ = 0;
};

}  // namespace suoledger::http
