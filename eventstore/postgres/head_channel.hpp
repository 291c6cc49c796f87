// SPDX-License-Identifier: Apache-2.0
// How processes that share a log hear of each other's appends: NOTIFY carries the new head position, LISTEN hears it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace suoledger::eventstore {

class PgConnection;

/// Between two announcements: every listener is woken by each, and none needs to know sooner.
inline constexpr std::chrono::milliseconds announce_pause{5};
/// How often a listener looks by itself, since a notification may be lost with its connection.
inline constexpr std::chrono::milliseconds look_every{1000};
/// After the first failed connection, and at most; it doubles in between.
inline constexpr std::chrono::milliseconds first_reconnect_pause{50}, longest_reconnect_pause{1000};

/// Announces committed positions on a connection of its own, so that appends never wait for it. Thread-safe.
class HeadAnnouncer {
public:
    explicit HeadAnnouncer(std::string database_url);
    /// What was not sent yet is dropped: listeners also look.
    ~HeadAnnouncer();
    HeadAnnouncer(const HeadAnnouncer&) = delete;
    HeadAnnouncer& operator=(const HeadAnnouncer&) = delete;

    /// Never blocks; of several positions the highest goes out, once the database can be reached.
    void announce(std::int64_t position);
    /// Returns once all of it is out, or after the limit: for a process that ends right after its append.
    void flush(std::chrono::milliseconds limit);

private:
    void run();
    std::int64_t highest_wanted();
    bool pause(std::chrono::milliseconds duration);  // false: stopping
    const std::string database_url_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::int64_t wanted_ = 0, sent_ = 0;
    bool pausing_ = false;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses everything above
};

/// Readable in poll() once it was raised.
class StopEvent {
public:
    StopEvent();
    ~StopEvent();
    StopEvent(const StopEvent&) = delete;
    StopEvent& operator=(const StopEvent&) = delete;
    void raise() const;
    /// Until it is raised (true), `socket` is readable or the time is over. A negative socket is not looked at.
    [[nodiscard]] bool wait(std::chrono::milliseconds duration, int socket = -1) const;

private:
    int descriptor_;
};

/// Calls `on_head` (on its own thread; it must not block) whenever the log is found to reach further: when it is told,
/// and when it looks by itself. What it is told is a hint: anybody who may connect may notify.
class HeadListener {
public:
    HeadListener(std::string database_url, std::function<void(std::int64_t)> on_head);
    ~HeadListener();
    HeadListener(const HeadListener&) = delete;
    HeadListener& operator=(const HeadListener&) = delete;

private:
    void run();
    /// Returns when stopping; throws when the connection is lost.
    void listen_on(PgConnection& connection);
    void report(std::int64_t position);
    const std::string database_url_;
    const std::function<void(std::int64_t)> on_head_;
    const StopEvent stop_;
    std::int64_t reported_ = 0, looked_up_ = 0;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace suoledger::eventstore
