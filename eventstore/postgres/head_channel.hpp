// SPDX-License-Identifier: Apache-2.0
// How processes that share a log hear of each other's appends: NOTIFY carries the new head position, LISTEN hears it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace suoledger::eventstore {

/// Announces committed positions on a connection of its own, so that appends never wait for it. Thread-safe.
class HeadAnnouncer {
public:
    explicit HeadAnnouncer(std::string database_url);
    ~HeadAnnouncer();
    HeadAnnouncer(const HeadAnnouncer&) = delete;
    HeadAnnouncer& operator=(const HeadAnnouncer&) = delete;

    /// Never blocks; of several positions the highest goes out. What cannot be sent is not kept: listeners also look.
    void announce(std::int64_t position);

private:
    void run();
    const std::string database_url_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::int64_t wanted_ = 0;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses everything above
};

/// Calls `on_head` (on its own thread; it must not block) whenever the log is found to reach further: when it is told,
/// and when it looks by itself once a second, since a notification may be lost with its connection.
class HeadListener {
public:
    HeadListener(std::string database_url, std::function<void(std::int64_t)> on_head);
    ~HeadListener();
    HeadListener(const HeadListener&) = delete;
    HeadListener& operator=(const HeadListener&) = delete;

private:
    void run();
    const std::string database_url_;
    const std::function<void(std::int64_t)> on_head_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace suoledger::eventstore
