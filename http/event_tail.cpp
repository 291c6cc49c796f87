// SPDX-License-Identifier: Apache-2.0
// Hearing, reading, appending.
#include "http/event_tail_parts.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

#include "http/event_portion.hpp"

namespace suoledger::http {
namespace {

using Clock = std::chrono::steady_clock;

/// Of one read; many more are rarely committed between two.
constexpr std::int64_t events_at_a_time = 500;

}  // namespace

EventTail::EventTail(const asio::any_io_executor& strand, Serving& serving)
    : serving_(serving), waiting_(strand, *serving.wake_ups) {
    // Posted, so that it comes after whatever the coroutine does now: it cannot fall asleep over it.
    serving_.ring.when_followed([this] { asio::post(waiting_.executor(), [this] { waiting_.wake(); }); });
}

EventTail::~EventTail() {
    serving_.ring.when_followed({});
    if (heard_) heard_->abandon();
}

void EventTail::start() { asio::co_spawn(waiting_.executor(), follow(), asio::detached); }

void EventTail::stop() {
    asio::post(waiting_.executor(), [this] { waiting_.stop(); });
}

asio::awaitable<void> EventTail::follow() {
    while (!waiting_.stopped) {
        bool is_well = false;
        try {
            is_well = co_await go_on();
        } catch (const std::exception& fault) {
            serving_.log("error", "the tail of the log failed", {{"fault", fault.what()}});
        }
        if (!is_well) co_await waiting_.rest_until(Clock::now() + serving_.config.streams.retry_pause);
    }
}

/// False: to go on at once would be to spin.
asio::awaitable<bool> EventTail::go_on() {
    if (!serving_.ring.is_followed()) {
        co_await waiting_.rest_until(Deadline::max());
        co_return true;
    }
    const bool was_told = co_await hear();
    auto found = co_await read();
    if (!found) co_return false;
    serving_.ring.append(found->events);
    if (!found->head) co_return true;
    const bool is_same_log =
        found->head->epoch == serving_.ring.epoch() && found->head->position >= serving_.ring.last();
    if (!is_same_log) serving_.ring.lose(found->head->position, found->head->epoch);
    co_return !was_told;
}

/// True when told; false when it is time to look.
asio::awaitable<bool> EventTail::hear() {
    const auto look_at = Clock::now() + serving_.config.streams.look_every;
    if (!heard_ || asked_for_ != serving_.ring.last() + 1) ask_to_hear();
    std::optional<bool> told = heard_->take();
    while (!told && !waiting_.stopped && Clock::now() < look_at) {
        co_await waiting_.rest_until(look_at);
        told = heard_->take();
    }
    if (told) heard_.reset();
    co_return told.has_value();
}

void EventTail::ask_to_hear() {
    if (heard_) heard_->abandon();
    heard_ = std::make_shared<Slot<bool>>(waiting_);
    asked_for_ = serving_.ring.last() + 1;
    auto deliver = [slot = heard_](bool reached) { slot->deliver(reached); };
    serving_.services.read_models.when_reached(asked_for_, deliver, projections::Hurry::no);
}

EventTail::Read EventTail::read_after(std::int64_t after, const Serving& serving) {
    auto& store = serving.services.store;
    Read found;
    std::vector<eventstore::RecordedEvent> events;
    try {
        events = store.read_log({.after_position = after, .limit = events_at_a_time, .epoch = serving.ring.epoch()});
    } catch (const eventstore::StoreUnavailable&) {
        if (store.head().epoch == serving.ring.epoch()) throw;
    }
    if (events.empty()) found.head = store.head();
    for (const auto& event : events)
        found.events.push_back(streamed_event(EventForm::server_sent, event, event.payload));
    return found;
}

asio::awaitable<std::optional<EventTail::Read>> EventTail::read() {
    auto slot = std::make_shared<Slot<std::optional<Read>>>(waiting_);
    auto job = [&serving = serving_, slot, after = serving_.ring.last()] {
        try {
            slot->deliver(read_after(after, serving));
        } catch (const std::exception& fault) {
            serving.log("warning", "live streams stand still", {{"fault", fault.what()}});
            slot->deliver(std::nullopt);
        }
    };
    serving_.pool.run(std::move(job));
    auto read = co_await await_slot(waiting_, std::move(slot), Deadline::max());
    co_return read ? std::move(*read) : std::nullopt;
}

}  // namespace suoledger::http
