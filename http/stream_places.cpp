// SPDX-License-Identifier: Apache-2.0
// Counting streams and handing on turns.
#include "http/stream_places_parts.hpp"

#include "http/outcome_response.hpp"

namespace suoledger::http {
namespace {

Problem too_many_of_key() {
    Problem problem{.status = 429, .code = "too_many_streams", .detail = "This key has too many streams open."};
    problem.headers.emplace_back("Retry-After", retry_after_seconds);
    return problem;
}

}  // namespace

std::expected<StreamPlaces::Place, Problem> StreamPlaces::take(const domain::Uuid& key) {
    const std::lock_guard lock(mutex_);
    if (taken_ >= max_) return std::unexpected(unavailable("overloaded", "Too many streams are open; try again."));
    std::size_t& of_key = by_key_[key];
    if (of_key >= max_per_key_) return std::unexpected(too_many_of_key());
    ++of_key;
    ++taken_;
    return Place(*this, key);
}

std::size_t StreamPlaces::taken() const {
    const std::lock_guard lock(mutex_);
    return taken_;
}

void StreamPlaces::give_back(const domain::Uuid& key) {
    const std::lock_guard lock(mutex_);
    --taken_;
    const auto of_key = by_key_.find(key);
    if (--of_key->second == 0) by_key_.erase(of_key);
}

void ReadTurns::ask(const std::shared_ptr<Slot<Taken>>& slot) {
    {
        const std::lock_guard lock(mutex_);
        if (free_ == 0) {
            waiting_.push_back(slot);
            return;
        }
        --free_;
    }
    slot->deliver(std::make_shared<Turn>(*this));
}

void ReadTurns::give_on() {
    std::shared_ptr<Slot<Taken>> next;
    {
        const std::lock_guard lock(mutex_);
        while (!waiting_.empty() && !next) {
            if (!waiting_.front()->is_abandoned()) next = std::move(waiting_.front());
            waiting_.pop_front();
        }
        if (!next) ++free_;
    }
    // Outside the lock: should it be abandoned just now, the turn comes straight back here.
    if (next) next->deliver(std::make_shared<Turn>(*this));
}

}  // namespace suoledger::http
