// SPDX-License-Identifier: Apache-2.0
// Appending, evicting, taking.
#include "http/event_ring.hpp"

#include <algorithm>
#include <utility>

namespace suoledger::http {

void EventRing::when_followed(std::function<void()> callback) {
    const std::lock_guard lock(mutex_);
    when_followed_ = std::move(callback);
}

bool EventRing::is_followed() const {
    const std::lock_guard lock(mutex_);
    return !followers_.empty();
}

std::int64_t EventRing::last() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

std::int64_t EventRing::epoch() const {
    const std::lock_guard lock(mutex_);
    return epoch_;
}

void EventRing::append(const StreamedEvents& events) {
    const std::lock_guard lock(mutex_);
    for (const auto& event : events) {
        if (event->position <= last_) continue;
        if (event->position != last_ + 1) return;
        add(event);
    }
}

void EventRing::add(const std::shared_ptr<const StreamedEvent>& event) {
    events_.push_back(event);
    bytes_ += event->text.size();
    last_ = event->position;
    while (events_.size() > max_events_ || (bytes_ > max_bytes_ && events_.size() > 1)) {
        bytes_ -= events_.front()->text.size();
        events_.pop_front();
    }
    const auto of_tenant = followers_.find(event->tenant);
    if (of_tenant == followers_.end()) return;
    for (Follower* follower : of_tenant->second) follower->offer(*event);
}

void EventRing::clear(std::int64_t last) {
    events_.clear();
    bytes_ = 0;
    last_ = last;
}

void EventRing::lose(std::int64_t last, std::int64_t epoch) {
    const std::lock_guard lock(mutex_);
    clear(last);
    epoch_ = epoch;
    for (const auto& [tenant, followers] : followers_)
        for (Follower* follower : followers) {
            follower->is_over_ = true;
            follower->wake_();
        }
}

EventRing::Follower::Follower(EventRing& ring, const EventStream& wanted, std::function<void()> wake)
    : ring_(ring), filter_(wanted.filter), wake_(std::move(wake)), cursor_(wanted.after) {
    const std::lock_guard lock(ring_.mutex_);
    const bool is_first = ring_.followers_.empty();
    // Nobody fetched while nobody followed.
    if (is_first) ring_.clear(wanted.head);
    if (is_first) ring_.epoch_ = wanted.epoch;
    is_over_ = wanted.epoch != ring_.epoch_;
    ring_.followers_[filter_.tenant].insert(this);
    if (is_first && ring_.when_followed_) ring_.when_followed_();
}

EventRing::Follower::~Follower() {
    const std::lock_guard lock(ring_.mutex_);
    const auto of_tenant = ring_.followers_.find(filter_.tenant);
    of_tenant->second.erase(this);
    if (of_tenant->second.empty()) ring_.followers_.erase(of_tenant);
    if (ring_.followers_.empty()) ring_.clear(ring_.last_);
}

EventRing::Follower::Taken EventRing::Follower::take(std::size_t max_bytes) {
    const std::lock_guard lock(ring_.mutex_);
    if (is_idle_) cursor_ = std::max(cursor_, ring_.last_);
    Taken taken;
    taken.from = cursor_;
    taken.is_over = is_over_;
    taken.is_behind = cursor_ < ring_.last_ - static_cast<std::int64_t>(ring_.events_.size());
    if (!is_idle_ && !taken.is_behind) take_events(max_bytes, taken);
    return taken;
}

void EventRing::Follower::take_events(std::size_t max_bytes, Taken& taken) {
    const auto begins_after = ring_.last_ - static_cast<std::int64_t>(ring_.events_.size());
    std::size_t bytes = 0;
    for (; cursor_ < ring_.last_; ++cursor_) {
        const auto& event = ring_.events_[static_cast<std::size_t>(cursor_ - begins_after)];
        if (!filter_.matches(*event)) continue;
        bytes += event->text.size();
        if (bytes > max_bytes && !taken.events.empty()) return;
        taken.events.push_back(event);
    }
    is_idle_ = taken.events.empty();
}

void EventRing::Follower::go_on_from(std::int64_t position) {
    const std::lock_guard lock(ring_.mutex_);
    cursor_ = position;
    is_idle_ = false;
}

/// Woken once: until it has taken everything it is not idle.
void EventRing::Follower::offer(const StreamedEvent& event) {
    if (!is_idle_ || event.position <= cursor_ || !filter_.matches(event)) return;
    cursor_ = event.position - 1;
    is_idle_ = false;
    wake_();
}

}  // namespace suoledger::http
