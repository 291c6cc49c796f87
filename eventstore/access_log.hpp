// SPDX-License-Identifier: Apache-2.0
// The access log: a business' ordinary reads of personal data, counted per actor, person and hour, outside the log.
#pragma once

#include <chrono>
#include <compare>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "domain/time.hpp"
#include "domain/uuid.hpp"
#include "eventstore/metrics.hpp"

namespace suoledger::eventstore {

/// How long counts are kept (AUDIT §3).
inline constexpr std::int64_t access_log_kept_days = 365;
/// Of reads that wait for the table; 100 bytes or so each.
inline constexpr std::size_t max_waiting_accesses = 50'000;
/// Rows of one statement: none holds a connection for long.
inline constexpr std::size_t accesses_at_a_time = 500;
/// At most so much is lost with a process that is killed.
inline constexpr std::chrono::seconds access_flush_pause{2};

/// Whose data was read by whom in which hour.
struct AccessPlace {
    domain::Uuid tenant;
    domain::Timestamp hour;  // its beginning, UTC
    std::string actor;       // a TypeID, as in events' metadata
    domain::Uuid person;     // a customer
    auto operator<=>(const AccessPlace&) const = default;
};
struct AccessCount {
    AccessPlace place;
    std::int64_t reads = 0;
};
struct AccessRow {
    std::int64_t entry = 0;  // ascending in the order in which rows were begun
    AccessCount count;
};
/// Newest first; empty members do not filter.
struct AccessQuery {
    domain::Uuid tenant;
    std::optional<std::string> actor;
    std::optional<domain::Uuid> person;
    std::optional<domain::Timestamp> from, before;  // of the hour; the second is left out
    std::optional<std::int64_t> before_entry;
    std::size_t limit = 50;
};

/// Where counts are kept. Implemented over PostgreSQL and in memory; thread-safe.
class AccessTable {
public:
    virtual ~AccessTable() = default;
    /// Adds to what is there. Throws StoreUnavailable; then it may or may not have been added.
    virtual void add(std::span<const AccessCount> counts) = 0;
    /// Throws StoreUnavailable.
    virtual std::vector<AccessRow> read(const AccessQuery& query) = 0;
    /// Forgets the hours before. Throws StoreUnavailable.
    virtual void forget_before(domain::Timestamp hour) = 0;
};

/// Counts in memory and writes on a thread of its own, so that no read waits for it. Thread-safe.
///
/// What waits is lost when the process is killed: some seconds. A batch whose outcome stays unknown is written again,
/// so that a read may be counted twice but is not forgotten.
class AccessLog {
public:
    /// The table and the metrics outlive it. `now` is asked by the thread, for what is too old. `log` is told when
    /// counts are dropped.
    AccessLog(
        AccessTable& table, Metrics& metrics, std::function<domain::Timestamp()> now,
        std::function<void(std::string_view)> log = [](std::string_view) {});
    /// Writes what waits, once.
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    /// Never blocks on the table. Without room for another place the read is dropped and counted as such.
    void count(const domain::Uuid& tenant, std::string_view actor, std::span<const domain::Uuid> people,
               domain::Timestamp at);
    /// Returns once all that was counted before is in the table. Throws StoreUnavailable.
    void flush();
    [[nodiscard]] AccessTable& table() { return table_; }

private:
    void run();
    void write_all();
    std::vector<AccessCount> take();
    void put_back(std::span<const AccessCount> counts);

    AccessTable& table_;
    Metrics& metrics_;
    const std::function<domain::Timestamp()> now_;
    const std::function<void(std::string_view)> log_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::map<AccessPlace, std::int64_t> waiting_;
    bool stopping_ = false;
    std::mutex writing_;  // one batch after another
    std::thread thread_;  // last: it uses everything above
};

/// Ships with the in-memory store and serves tests.
class MemoryAccessTable final : public AccessTable {
public:
    void add(std::span<const AccessCount> counts) override;
    std::vector<AccessRow> read(const AccessQuery& query) override;
    void forget_before(domain::Timestamp hour) override;

private:
    std::mutex mutex_;
    std::vector<AccessRow> rows_;  // by entry
    std::int64_t last_entry_ = 0;
};

}  // namespace suoledger::eventstore
