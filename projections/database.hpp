// SPDX-License-Identifier: Apache-2.0
// The read models' RocksDB: one column family per projection version and one beside it while it is rebuilt; rows gather
// in memory before they are written, all or none of what gathered; pinned snapshots of both.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "projections/bulk_rows.hpp"
#include "projections/live_rows.hpp"
#include "projections/projection.hpp"
#include "projections/read_models.hpp"

namespace suoledger::projections {

/// Another process has the directory open; it is named in the text.
struct DatabaseLocked : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// The files are damaged: only `Database::recreate` helps.
struct DatabaseDamaged : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// The disk refused, or the rows are being replaced just now: try again later.
struct DatabaseUnavailable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Told in words what went wrong or was rebuilt; holds nothing personal. Any thread.
using LogLine = std::function<void(std::string_view)>;

struct DatabaseOptions {
    std::filesystem::path directory;
    std::size_t block_cache_bytes = std::size_t{16} << 20;  // with the memtables at most 48 MiB
    std::size_t memtable_bytes = std::size_t{24} << 20;
    LiveLimits live;
    LogLine log = [](std::string_view) {};
    /// What gathered is about to be written, so that as much is held as ever is. Any thread.
    std::function<void()> on_full = [] {};
};

using RebuiltRows = std::map<ProjectionId, std::unique_ptr<BulkRows>>;

/// Goes over ranges of one projection's rows, one after the other. Not to outlive the rows that it is of.
class RowCursor {
public:
    /// Return false to stop.
    using Visit = std::function<bool(std::string_view key, std::string_view value)>;

    virtual ~RowCursor() = default;
    /// Keys in [from, until), ascending; an empty `until` means to the end.
    virtual void scan(const std::string& from, const std::string& until, const Visit& visit) = 0;
};

/// One consistent view. Holds files open: short-lived. Any thread.
class PinnedRows {
public:
    using Visit = RowCursor::Visit;

    virtual ~PinnedRows() = default;
    virtual std::optional<std::string> get(ProjectionId projection, const std::string& key) const = 0;
    /// In the order of the keys, at less than the price of so many calls of `get`.
    virtual std::vector<std::optional<std::string>> get_many(ProjectionId projection,
                                                             const std::vector<std::string>& keys) const = 0;
    /// Making one costs as much as going over dozens of rows.
    virtual std::unique_ptr<RowCursor> cursor(ProjectionId projection) const = 0;
    void scan(ProjectionId projection, const std::string& from, const std::string& until, const Visit& visit) const {
        cursor(projection)->scan(from, until, visit);
    }
    /// The same keys, descending.
    virtual void scan_down(ProjectionId projection, const std::string& from, const std::string& until,
                           const Visit& visit) const = 0;
    /// Of the rows that are seen here.
    [[nodiscard]] virtual const ProjectionPosition& position_of(ProjectionId projection) const = 0;
    /// The least of them.
    [[nodiscard]] virtual ProjectionPosition position() const = 0;
};

/// A batch in the making: events go in, rows and positions are seen together or not at all.
class Folding {
public:
    virtual ~Folding() = default;
    /// In position order. Folds into every projection that stands before the event's position.
    virtual void fold(const eventstore::RecordedEvent& event) = 0;
    virtual void commit() = 0;
};

/// One writer and one rebuilder at a time; pins and positions from any thread.
class Database {
public:
    /// Opens or creates; a damaged directory is replaced by an empty one, which the log callback is told.
    explicit Database(DatabaseOptions options);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// The same rows until something is written. Throws DatabaseUnavailable.
    std::shared_ptr<const PinnedRows> pin();
    /// Of the rows that serve.
    [[nodiscard]] ProjectionPositions positions() const;
    /// The least of them.
    [[nodiscard]] std::int64_t served_position() const;
    /// A reader met damaged bytes.
    [[nodiscard]] bool is_damaged() const;

    // --- the writer ---
    std::unique_ptr<Folding> begin(std::int64_t epoch);
    /// What was committed is in RocksDB then. Any thread.
    void flush();
    /// Empties a projection at once: what it held is not to be served any more.
    void reset(ProjectionId projection);
    /// Waits for pins to end, deletes the directory and opens an empty one.
    void recreate();
    /// After a refused write: asks RocksDB to accept writes again.
    void resume();

    // --- the rebuilder; or the writer, while the rebuilder has no such rows in its hands ---
    /// Where an earlier object left them, which may have been in another process, else empty ones. `epoch` is that of
    /// the log whose events follow; of `limit_bytes` rows are held before they are written.
    std::unique_ptr<BulkRows> next_rows(ProjectionId projection, std::int64_t epoch, std::size_t limit_bytes);
    /// For `next_rows` of several: made one by one, RocksDB would write all of its options down for each.
    void make_next_families(std::span<const ProjectionId> projections);
    /// As `BulkRows::serve` of each, with one write: all serve or none.
    [[nodiscard]] bool serve(const RebuiltRows& rows);
    /// The rows that served before. Deleting large files takes the system seconds, in which nobody else waits; what a
    /// killed process left of them goes at the next start.
    void drop_replaced();
    [[nodiscard]] std::vector<ProjectionId> unfinished_rebuilds() const;
    /// Any thread. Objects that still hold such rows are told so when they want to write.
    void give_up_rebuild(ProjectionId projection);

private:
    struct Opened;
    class Pin;
    class Batch;
    class NextRows;

    void open();
    void open_or_replace();
    void show(const std::shared_ptr<Opened>& opened, std::shared_ptr<const RowLayer> layer);
    void keep_writing();
    bool is_writing_refused() const;
    void write_live_rows(Opened& opened);
    void write(Opened& opened, const RowLayers& layers) const;
    void ingest(Opened& opened, const RowLayers& layers) const;
    std::shared_ptr<Opened> current() const;
    /// Under the mutex.
    const std::shared_ptr<Opened>& opened_or_throw() const;
    std::string next_name(const Opened& opened, ProjectionId projection) const;
    bool serve(std::span<NextRows* const> rows);

    const DatabaseOptions options_;
    mutable std::mutex mutex_;  // guards opened_, newest_pin_, positions_ and which families serve
    // Shared because a pin may outlive a replacement; the last one closes the files.
    std::shared_ptr<Opened> opened_;
    // Shared with the readers that it was given to. Whoever writes drops it, so that no old rows are held without need.
    std::shared_ptr<const Pin> newest_pin_;
    ProjectionPositions positions_{};
    std::optional<std::string> write_fault_;  // of the last try to write; also under mutex_
    bool stopping_ = false;
    std::condition_variable must_write_, written_;
    std::mutex writing_;  // held by who writes gathered rows or changes which families serve; before mutex_
    std::thread writer_;
};

}  // namespace suoledger::projections
