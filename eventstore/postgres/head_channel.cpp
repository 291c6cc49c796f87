// SPDX-License-Identifier: Apache-2.0
// The two ends of the channel; each keeps a thread and a connection and outlives every loss of the latter.
#include "eventstore/postgres/head_channel.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "eventstore/event_store.hpp"
#include "eventstore/postgres/connection.hpp"
#include "eventstore/thread_name.hpp"

namespace suoledger::eventstore {

namespace {

constexpr std::string_view channel = "suoledger_head";

std::optional<std::int64_t> position_in(std::string_view payload) {
    std::int64_t position = 0;
    const char* const end = payload.data() + payload.size();
    const auto [stopped, error] = std::from_chars(payload.data(), end, position);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return position;
}

std::chrono::milliseconds longer(std::chrono::milliseconds pause) {
    return std::min(pause * 2, longest_reconnect_pause);
}

}  // namespace

HeadAnnouncer::HeadAnnouncer(std::string database_url)
    : database_url_(std::move(database_url)), thread_([this] { run(); }) {}

HeadAnnouncer::~HeadAnnouncer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void HeadAnnouncer::announce(std::int64_t position) {
    {
        const std::lock_guard lock(mutex_);
        wanted_ = std::max(wanted_, position);
        if (pausing_) return;  // it looks when the pause is over
    }
    wake_.notify_all();
}

void HeadAnnouncer::flush(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, limit, [this] { return sent_ >= wanted_; });
}

std::int64_t HeadAnnouncer::highest_wanted() {
    const std::lock_guard lock(mutex_);
    return wanted_;
}

bool HeadAnnouncer::pause(std::chrono::milliseconds duration) {
    std::unique_lock lock(mutex_);
    pausing_ = true;
    const bool stopped = wake_.wait_for(lock, duration, [this] { return stopping_; });
    pausing_ = false;
    return !stopped;
}

void HeadAnnouncer::run() {
    name_this_thread("announcer");
    std::unique_ptr<PgConnection> connection;
    auto reconnect_pause = first_reconnect_pause;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || wanted_ > sent_; });
            if (stopping_) return;
        }
        auto next_pause = announce_pause;
        try {
            if (!connection || !connection->is_open()) {
                connection = std::make_unique<PgConnection>(database_url_, "suoledger-announcer");
                // An announcement that is lost in a crash is no loss: whoever restarts looks first.
                connection->execute("SET synchronous_commit = off");
            }
            const std::int64_t position = highest_wanted();  // connecting takes long: higher ones may have come
            static const std::string notify = "SELECT pg_notify($1, $2)";
            connection->execute_prepared(notify,
                                         PgParameters{}.add(channel).add(std::string_view(std::to_string(position))));
            reconnect_pause = first_reconnect_pause;
            {
                const std::lock_guard lock(mutex_);
                sent_ = position;
            }
            wake_.notify_all();
        } catch (const std::exception&) {
            // Not reported: the sequencer meets the same database and is asked about its health.
            connection.reset();
            next_pause = std::exchange(reconnect_pause, longer(reconnect_pause));
        }
        if (!pause(next_pause)) return;
    }
}

StopEvent::StopEvent() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

StopEvent::~StopEvent() { ::close(descriptor_); }

void StopEvent::raise() const { ::eventfd_write(descriptor_, 1); }

bool StopEvent::wait(std::chrono::milliseconds duration, int socket) const {
    std::array<pollfd, 2> watched{{{descriptor_, POLLIN, 0}, {socket, POLLIN, 0}}};
    const auto limit = std::max(duration, std::chrono::milliseconds{0});
    // An interrupted wait is a short one: callers look at their clock again.
    ::poll(watched.data(), watched.size(), static_cast<int>(limit.count()));
    return (watched[0].revents & POLLIN) != 0;
}

HeadListener::HeadListener(std::string database_url, std::function<void(std::int64_t)> on_head)
    : database_url_(std::move(database_url)), on_head_(std::move(on_head)), thread_([this] { run(); }) {}

HeadListener::~HeadListener() {
    stop_.raise();
    thread_.join();
}

void HeadListener::report(std::int64_t position) {
    if (position <= reported_) return;
    on_head_(position);
    reported_ = position;
}

void HeadListener::listen_on(PgConnection& connection) {
    auto next_look = std::chrono::steady_clock::now();
    for (;;) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= next_look) {
            const std::int64_t head =
                connection.execute("SELECT position FROM suoledger.log_head WHERE only_row").number(0, 0);
            // A position beyond the log was made up, or is of a log before a restore: it must not silence us.
            if (reported_ > head) reported_ = std::min(looked_up_, head);
            looked_up_ = head;
            report(head);
            next_look = now + look_every;
        }
        // After the look as well, whose answer may have carried notifications with it.
        for (const std::string& payload : connection.take_notifications()) {
            if (const auto position = position_in(payload)) report(*position);
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_look - std::chrono::steady_clock::now());
        if (stop_.wait(left, connection.socket())) return;
    }
}

void HeadListener::run() {
    name_this_thread("listener");
    auto reconnect_pause = first_reconnect_pause;
    for (;;) {
        try {
            PgConnection connection(database_url_, "suoledger-listener");
            connection.execute("LISTEN " + std::string(channel));
            reconnect_pause = first_reconnect_pause;
            return listen_on(connection);
        } catch (const std::exception&) {
            // Whatever it was, an announcement may be missed now and the next connection begins with a look.
        }
        if (stop_.wait(std::exchange(reconnect_pause, longer(reconnect_pause)))) return;
    }
}

}  // namespace suoledger::eventstore
