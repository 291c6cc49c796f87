// SPDX-License-Identifier: Apache-2.0
// RocksDB: a batch of records is one synced write; the head that is shown follows it.
#include "adapters/read_node/kept_log.hpp"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "adapters/read_node/log_rows.hpp"

namespace suoledger::adapters {
namespace {

using eventstore::LogHead;
using eventstore::RecordedEvent;

constexpr std::size_t max_read_bytes = std::size_t{8} << 20;
constexpr std::int64_t last_number = std::numeric_limits<std::int64_t>::max();
/// Behind all keys.
constexpr std::string_view end_of_keys = "\xff";

rocksdb::Options options_of() {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(std::size_t{8} << 20);
    table.cache_index_and_filter_blocks = true;
    rocksdb::Options options;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    options.create_if_missing = true;
    options.compression = rocksdb::kLZ4Compression;
    options.write_buffer_size = std::size_t{8} << 20;
    options.info_log_level = rocksdb::WARN_LEVEL;
    options.max_log_file_size = std::size_t{1} << 20;
    options.keep_log_file_num = 2;
    options.max_open_files = 128;
    return options;
}

void require(const rocksdb::Status& status) {
    if (!status.ok()) throw eventstore::StoreUnavailable{"the log kept here: " + status.ToString()};
}

std::unique_ptr<rocksdb::DB> open_database(const std::filesystem::path& directory) {
    std::filesystem::create_directories(directory);
    rocksdb::DB* database = nullptr;
    auto status = rocksdb::DB::Open(options_of(), directory.string(), &database);
    if (status.IsCorruption()) {
        require(rocksdb::DestroyDB(directory.string(), options_of()));
        status = rocksdb::DB::Open(options_of(), directory.string(), &database);
    }
    require(status);
    return std::unique_ptr<rocksdb::DB>{database};
}

/// Bytes that are not ours are a damaged file, as far as a reader is concerned.
template <class Row>
Row row_of(const rocksdb::Slice& bytes) {
    try {
        return projections::decode_row<Row>(bytes.ToStringView());
    } catch (const projections::RowFault& fault) {
        throw eventstore::StoreUnavailable{std::string{"the log kept here: "} + fault.what()};
    }
}

void put(rocksdb::WriteBatch& batch, const RecordedEvent& event) {
    const std::string nothing;
    const auto position = event.position;
    batch.Put(log_key::at(log_key::events(), position), projections::encode_row(event));
    batch.Put(log_key::at(log_key::of_stream(event.stream), event.stream_version),
              log_key::at(log_key::events(), position));
    batch.Put(log_key::at(log_key::of_tenant(event.stream.tenant), position),
              projections::encode_row(IndexedEvent{event.stream.id, event.event_type}));
    batch.Put(log_key::at(log_key::of_type(event.event_type), position), nothing);
}

LogHead head_at(const LogRecord& record) {
    return {record.epoch.number, record.epoch.id, record.event.position, record.event.recorded_at,
            record.event.leaf_hash};
}

/// Takes rows until there are enough of them.
class Gathered {
public:
    explicit Gathered(const eventstore::LogQuery& query) : query_(query) {}

    /// False: this was the last one, or one too many.
    bool add(RecordedEvent event) {
        if (!query_.with_metadata) event.metadata.clear();
        if (!query_.with_payload) event.payload.clear();
        bytes_ += event.metadata.size() + event.payload.size();
        if (bytes_ > max_read_bytes && !rows_.empty()) return false;
        rows_.push_back(std::move(event));
        return std::ssize(rows_) < query_.limit;
    }
    std::vector<RecordedEvent> take() {
        if (query_.newest_first) std::ranges::reverse(rows_);
        return std::move(rows_);
    }

private:
    const eventstore::LogQuery& query_;
    std::vector<RecordedEvent> rows_;
    std::size_t bytes_ = 0;
};

bool matches(const eventstore::LogQuery& query, const domain::Uuid& stream_id, std::string_view event_type) {
    return (!query.stream_id || *query.stream_id == stream_id) &&
           (!query.event_type || *query.event_type == event_type);
}

}  // namespace

struct KeptLog::Parts {
    explicit Parts(const std::filesystem::path& directory) : database(open_database(directory)) {
        std::string bytes;
        const auto status = database->Get({}, rocksdb::Slice{log_key::head}, &bytes);
        if (status.IsNotFound()) return;
        require(status);
        head = row_of<LogHead>(bytes);
    }

    LogHead current() const {
        const std::scoped_lock lock{head_mutex};
        return head;
    }
    /// Of an index entry.
    RecordedEvent event_at(const rocksdb::Slice& key) const {
        rocksdb::PinnableSlice bytes;
        require(database->Get({}, database->DefaultColumnFamily(), key, &bytes));
        return row_of<RecordedEvent>(bytes);
    }
    /// Keys of `prefix` with numbers behind `after` up to `until`, until `visit` says that it is enough.
    template <class Visit>
    void scan(const std::string& prefix, std::int64_t after, std::int64_t until, bool newest_first,
              const Visit& visit) const {
        const std::string first = log_key::at(prefix, std::clamp<std::int64_t>(after, 0, last_number - 1) + 1);
        const std::string last = log_key::at(prefix, until);
        if (last < first) return;
        const std::unique_ptr<rocksdb::Iterator> row{database->NewIterator({})};
        newest_first ? row->SeekForPrev(last) : row->Seek(first);
        for (; row->Valid(); newest_first ? row->Prev() : row->Next()) {
            const auto key = row->key().ToStringView();
            if (key < first || key > last || !visit(key, row->value())) break;
        }
        require(row->status());
    }

    const std::unique_ptr<rocksdb::DB> database;
    std::shared_mutex replacing;  // a reader's rows and head are of one epoch
    mutable std::mutex head_mutex;
    LogHead head{.epoch = 0, .epoch_id = {}, .position = 0, .recorded_at = {}, .leaf_hash = {}};
};

KeptLog::KeptLog(const std::filesystem::path& directory) : parts_(std::make_unique<Parts>(directory)) {}

KeptLog::~KeptLog() = default;

void KeptLog::append(const std::vector<CheckedRecord>& records) {
    if (records.empty()) return;
    rocksdb::WriteBatch batch;
    bool replaces = false;
    for (const CheckedRecord& checked : records) {
        if (checked.verdict == RecordVerdict::starts_over) {
            batch.Clear();
            require(batch.DeleteRange(rocksdb::Slice{}, rocksdb::Slice{end_of_keys}));
            replaces = true;
        }
        put(batch, checked.record.event);
    }
    const LogHead reached = head_at(records.back().record);
    batch.Put(rocksdb::Slice{log_key::head}, projections::encode_row(reached));
    rocksdb::WriteOptions synced;
    synced.sync = true;
    std::unique_lock nobody_reads{parts_->replacing, std::defer_lock};
    if (replaces) nobody_reads.lock();
    require(parts_->database->Write(synced, &batch));
    const std::scoped_lock lock{parts_->head_mutex};
    parts_->head = reached;
}

ReachedRecord KeptLog::reached() {
    const LogHead head = parts_->current();
    return {{head.epoch, head.epoch_id}, head.position, head.leaf_hash};
}

void KeptLog::submit(eventstore::Submission, eventstore::OnOutcome on_outcome) {
    on_outcome(eventstore::Unavailable{"read_only_node"});
}

std::vector<RecordedEvent> KeptLog::read_stream(const eventstore::StreamQuery& query) {
    const std::shared_lock lock{parts_->replacing};
    const std::int64_t head = parts_->current().position;
    eventstore::LogQuery bounds;
    bounds.limit = query.limit;
    Gathered found{bounds};
    if (query.limit <= 0) return {};
    parts_->scan(log_key::of_stream(query.stream), query.after_version, last_number, false,
                 [&](std::string_view, const rocksdb::Slice& place) {
                     return log_key::number_in(place.ToStringView()) <= head && found.add(parts_->event_at(place));
                 });
    return found.take();
}

std::vector<RecordedEvent> KeptLog::read_log(const eventstore::LogQuery& query) {
    const std::shared_lock lock{parts_->replacing};
    const LogHead head = parts_->current();
    if (query.epoch.value_or(head.epoch) != head.epoch)
        throw eventstore::StoreUnavailable{fmt::format("the log is of epoch {} now", head.epoch)};
    if (query.limit <= 0) return {};
    const std::int64_t until = std::min(query.until_position.value_or(head.position), head.position);
    Gathered found{query};
    const auto add_at = [&](std::string_view key) {
        return found.add(parts_->event_at(log_key::at(log_key::events(), log_key::number_in(key))));
    };
    const auto scan = [&](const std::string& prefix, const auto& visit) {
        parts_->scan(prefix, query.after_position, until, query.newest_first, visit);
    };
    if (query.tenant) {
        scan(log_key::of_tenant(*query.tenant), [&](std::string_view key, const rocksdb::Slice& value) {
            if (!query.stream_id && !query.event_type) return add_at(key);
            const auto indexed = row_of<IndexedEvent>(value);
            return !matches(query, indexed.stream_id, indexed.event_type) || add_at(key);
        });
    } else if (query.event_type && !query.stream_id) {
        scan(log_key::of_type(*query.event_type),
             [&](std::string_view key, const rocksdb::Slice&) { return add_at(key); });
    } else {
        scan(log_key::events(), [&](std::string_view, const rocksdb::Slice& value) {
            auto event = row_of<RecordedEvent>(value);
            return !matches(query, event.stream.id, event.event_type) || found.add(std::move(event));
        });
    }
    return found.take();
}

LogHead KeptLog::head() { return parts_->current(); }

std::optional<domain::Uuid> KeptLog::owner_of(const domain::ReservationKey&) {
    throw eventstore::StoreUnavailable{"who holds a reservation is known to the primary alone"};
}

}  // namespace suoledger::adapters
