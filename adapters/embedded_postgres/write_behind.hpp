// SPDX-License-Identifier: Apache-2.0
// What PostgreSQL gave to the system goes to the disk little by little. Its checkpoint would find all of it at once,
// and commits would wait behind that.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>

namespace suoledger::adapters {

/// The files of tables and indexes that were written to lately. Thread-compatible.
class WrittenFiles {
public:
    /// `databases` has a directory for each database.
    explicit WrittenFiles(std::filesystem::path databases) : databases_(std::move(databases)) {}
    /// Those that changed since the last look. What cannot be read is passed over: PostgreSQL removes files at any
    /// time.
    void look();
    /// Of them all, what is not sent yet.
    [[nodiscard]] std::int64_t bytes() const;
    /// Begins to write back what of the next so many bytes of them the system holds back, and waits for none of it.
    /// Changes nothing that anybody reads.
    void send_next(std::int64_t bytes);

private:
    struct File {
        std::filesystem::path path;
        std::int64_t size = 0, sent = 0;
    };
    void look_into(const std::filesystem::path& database, std::filesystem::file_time_type since);

    const std::filesystem::path databases_;
    std::filesystem::file_time_type looked_at_ = std::filesystem::file_time_type::min();
    std::deque<File> files_;  // that are not sent as a whole
};

/// All files that changed are gone through once in a round, a piece in each step.
struct WriteBehindPace {
    /// With 3 seconds it was the writing itself that commits waited behind (ADR 0044).
    std::chrono::milliseconds round{10'000};
    /// So that little is sent at once.
    std::chrono::milliseconds step{50};
};

/// Does so, on a thread of its own, as long as it lives.
class WriteBehind {
public:
    explicit WriteBehind(const std::filesystem::path& pgdata, WriteBehindPace pace = {});
    ~WriteBehind();
    WriteBehind(const WriteBehind&) = delete;
    WriteBehind& operator=(const WriteBehind&) = delete;

private:
    void run();

    const WriteBehindPace pace_;
    WrittenFiles files_;
    std::mutex mutex_;
    std::condition_variable stop_requested_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace suoledger::adapters
