// SPDX-License-Identifier: Apache-2.0
// The list of who is connected.
#include "http/session_parts.hpp"

namespace suoledger::http {

void Sessions::enter(const std::shared_ptr<Session>& session) {
    const std::lock_guard lock(mutex_);
    sessions_.emplace(session.get(), session);
    ++(session->listener() == Listener::api ? api_ : admin_);
}

void Sessions::leave(const Session& session) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(&session);
    --(session.listener() == Listener::api ? api_ : admin_);
    changed_.notify_all();
}

std::size_t Sessions::count(Listener listener) const {
    const std::lock_guard lock(mutex_);
    return listener == Listener::api ? api_ : admin_;
}

void Sessions::request_started() {
    const std::lock_guard lock(mutex_);
    ++requests_;
}

void Sessions::request_finished() {
    const std::lock_guard lock(mutex_);
    --requests_;
    changed_.notify_all();
}

std::vector<std::shared_ptr<Session>> Sessions::all() const {
    std::vector<std::shared_ptr<Session>> list;
    const std::lock_guard lock(mutex_);
    for (const auto& [session, weak] : sessions_)
        if (auto held = weak.lock()) list.push_back(std::move(held));
    return list;
}

void Sessions::wait_until_done(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [this] { return api_ == 0 && requests_ == 0; });
}

}  // namespace suoledger::http
