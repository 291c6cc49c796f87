// SPDX-License-Identifier: Apache-2.0
// Opening, and replacing what is damaged or of another log.
#include "projections/database.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/core.h>
#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "projections/database_parts.hpp"
#include "projections/keys.hpp"

namespace suoledger::projections {

namespace {

/// A query that holds its snapshot longer than this while the files are damaged is a defect of ours.
constexpr auto longest_pin = std::chrono::seconds(30);

rocksdb::ColumnFamilyOptions family_options(const DatabaseOptions& options,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    table.cache_index_and_filter_blocks = true;  // so that the cache's bound is the bound of all of it
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));  // folding asks for many keys that are not there
    // In parts, so that they fit into the cache: an index or filter in one piece is larger than a shard of it where a
    // file is large, and would be read and decompressed again for every look-up.
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    table.partition_filters = true;
    table.format_version = 5;
    rocksdb::ColumnFamilyOptions family;
    family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    family.write_buffer_size = options.memtable_bytes / 3;
    family.compression = rocksdb::kLZ4Compression;
    // Runs are merged with runs of their size: by levels a row would be written anew ever more often as the log grows.
    family.compaction_style = rocksdb::kCompactionStyleUniversal;
    // Each merge is of several runs, else a single small one would have its neighbour written anew again and again.
    family.compaction_options_universal.min_merge_width = 4;
    // Little is ever replaced: there is no need to have all of it merged whenever it has tripled.
    family.compaction_options_universal.max_size_amplification_percent = 400;
    // The more runs there may be, the fewer times a row is written anew, and the more places a reader looks into.
    family.level0_file_num_compaction_trigger = 16;
    family.level0_slowdown_writes_trigger = 64;  // of all writers: long after merging began
    family.level0_stop_writes_trigger = 80;
    // Folding asks for rows that are not there yet: a few bits of each key in memory say so without a search.
    family.memtable_prefix_bloom_size_ratio = 0.02;
    family.memtable_whole_key_filtering = true;
    // Most rows come in the order of their keys within a business and a kind: behind the one before them.
    family.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(key_head_size));
    return family;
}

/// Nobody reads what is rebuilt, and what it grows to is merged at once: by then each row is written anew once.
constexpr int runs_of_a_rebuild = 32;

/// A key lies in one run only, and the others are known by their first and last key: many of them cost a reader
/// nothing, so that rows are written anew once or twice, however many come after them.
rocksdb::ColumnFamilyOptions appended(rocksdb::ColumnFamilyOptions family) {
    family.compaction_options_universal.min_merge_width = 24;
    // As good as never. RocksDB multiplies a run's size by it in 64 bits, so that the largest number would wrap.
    family.compaction_options_universal.max_size_amplification_percent = 1'000'000;
    family.level0_file_num_compaction_trigger = 32;
    return family;
}

/// Files go to the disk while they are written: all at once at their end, the log's next flush would wait behind them.
constexpr std::uint64_t bytes_on_their_way = std::uint64_t{512} << 10;

/// Disposable but quick to be back after kill -9: the WAL is kept, never synced.
rocksdb::DBOptions database_options(const DatabaseOptions& options) {
    rocksdb::DBOptions database;
    database.create_if_missing = true;
    database.create_missing_column_families = true;
    database.info_log_level = rocksdb::WARN_LEVEL;
    database.max_log_file_size = std::size_t{1} << 20;
    database.keep_log_file_num = 2;
    database.track_and_verify_wals_in_manifest = true;
    database.db_write_buffer_size = options.memtable_bytes;
    database.max_total_wal_size = std::uint64_t{64} << 20;  // bounds the replay at start
    database.max_open_files = 512;
    database.bytes_per_sync = bytes_on_their_way;
    database.wal_bytes_per_sync = bytes_on_their_way;
    database.strict_bytes_per_sync = true;
    return database;
}

/// A merge takes as long as thousands of commands: it takes the processors when nobody else wants them. Until it is
/// done readers look into more files (ADR 0043).
void merge_behind_all_else(rocksdb::Env& env) {
    const auto status = env.LowerThreadPoolCPUPriority(rocksdb::Env::Priority::LOW, rocksdb::CpuPriority::kLow);
    (void)status;  // never refused for less priority
}

bool is_lock_failure(const rocksdb::Status& status) {
    return status.IsIOError() && status.ToString().find("lock") != std::string::npos;
}

}  // namespace

const rocksdb::ColumnFamilyOptions& Database::Opened::options_of(std::string_view family) const {
    const auto* const projection = find_projection(family.substr(0, family.find('.')));
    return projection != nullptr && projection->is_appended ? appended_options : family_options;
}

Family Database::Opened::own(rocksdb::ColumnFamilyHandle* handle) const {
    return {handle, [database = db.get()](rocksdb::ColumnFamilyHandle* family) {
                const auto status = database->DestroyColumnFamilyHandle(family);
                (void)status;  // can only fail for the default family's own handle, which we never pass
            }};
}

void Database::Opened::check(const rocksdb::Status& status) {
    if (status.ok() || status.IsNotFound()) return;
    if (status.IsCorruption() || status.severity() >= rocksdb::Status::kFatalError) {
        damaged = true;
        throw DatabaseDamaged(status.ToString());
    }
    throw DatabaseUnavailable(status.ToString());
}

Family Database::Opened::create(const std::string& name) {
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    check(db->CreateColumnFamily(options_of(name), name, &handle));
    return own(handle);
}

std::vector<Family> Database::Opened::create_next(const std::vector<std::string>& names) {
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const auto& name : names) {
        descriptors.emplace_back(name, options_of(name));
        auto& runs = descriptors.back().options.level0_file_num_compaction_trigger;
        runs = std::max(runs, runs_of_a_rebuild);
    }
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    const auto status = db->CreateColumnFamilies(descriptors, &handles);
    std::vector<Family> families;
    for (auto* const handle : handles) families.push_back(own(handle));
    check(status);
    return families;
}

void Database::Opened::merge_as_usual(std::span<const Family> families) {
    for (const auto& family : families) {
        const auto runs = options_of(family->GetName()).level0_file_num_compaction_trigger;
        const auto status =
            db->SetOptions(family.get(), {{"level0_file_num_compaction_trigger", std::to_string(runs)}});
        (void)status;  // refused, it is so from the next start on
    }
}

ProjectionPositions Database::Opened::adopt(std::vector<Family> found) {
    std::string bytes;
    const auto recorded_status = db->Get({}, positions_key, &bytes);
    check(recorded_status);
    const auto recorded = recorded_status.ok() ? decode_named_positions(bytes) : std::vector<NamedPosition>{};
    const auto take = [&found](const std::string& name) {
        const auto family = std::ranges::find(found, name, [](const Family& each) { return each->GetName(); });
        if (family == found.end()) return Family{};
        auto taken = std::move(*family);
        found.erase(family);
        return taken;
    };
    take(rocksdb::kDefaultColumnFamilyName);

    ProjectionPositions positions{};
    for (const auto& projection : all_projections()) {
        const auto index = index_of(projection.id);
        std::int64_t generation = 0;
        for (const auto& each : recorded) {
            const auto named = generation_of(projection.id, each.family);
            if (!named) continue;
            generation = *named;
            positions[index] = each.position;
        }
        const auto name = family_name(projection.id, generation);
        serving[index] = take(name);
        next[index] = take(family_name(projection.id, generation + 1));
        if (!serving[index]) positions[index] = {};
        if (positions[index].position > 0) continue;
        // Rows under position 0 are those of a reset that was killed on its way.
        if (serving[index]) check(db->DropColumnFamily(serving[index].get()));
        serving[index] = create(name);
    }
    for (const auto& family : found) check(db->DropColumnFamily(family.get()));
    check(db->Put({}, positions_key, encode_positions(positions, serving)));
    return positions;
}

std::filesystem::path bulk_directory(const DatabaseOptions& options) { return options.directory / "bulk"; }

Database::Database(DatabaseOptions options) : options_(std::move(options)) {
    open_or_replace();
    writer_ = std::thread([this] { keep_writing(); });
}

Database::~Database() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    must_write_.notify_all();
    writer_.join();
    try {
        flush();
    } catch (const std::exception& fault) {  // the log has it all
        options_.log(fmt::format("read models were not written at the end: {}", fault.what()));
    }
}

void Database::open_or_replace() {
    std::string damage;
    try {
        return open();
    } catch (const DatabaseDamaged& fault) {
        damage = fault.what();
    } catch (const RowFault& fault) {  // positions of another layout, or none at all
        damage = fault.what();
    }
    options_.log(fmt::format("read models in {} are damaged and are rebuilt: {}", options_.directory.string(), damage));
    std::filesystem::remove_all(options_.directory);
    open();
}

void Database::open() {
    std::filesystem::create_directories(options_.directory);
    const auto path = options_.directory.string();
    const auto database = database_options(options_);
    merge_behind_all_else(*database.env);
    const auto opened = std::make_shared<Opened>(options_.live);
    opened->family_options = family_options(options_, rocksdb::NewLRUCache(options_.block_cache_bytes));
    opened->appended_options = appended(opened->family_options);
    opened->file_options = rocksdb::EnvOptions(database);

    std::vector<std::string> names;
    if (!rocksdb::DB::ListColumnFamilies(database, path, &names).ok()) names = {rocksdb::kDefaultColumnFamilyName};
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const auto& name : names) descriptors.emplace_back(name, opened->options_of(name));

    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* raw = nullptr;
    const auto status = rocksdb::DB::Open(database, path, descriptors, &handles, &raw);
    if (is_lock_failure(status)) {
        throw DatabaseLocked(
            fmt::format("the read models in {} are open in another process; stop it, or name another "
                        "data directory ({})",
                        path, status.ToString()));
    }
    opened->db.reset(raw);
    opened->check(status);
    std::filesystem::remove_all(bulk_directory(options_));
    std::vector<Family> found;
    for (auto* handle : handles) found.push_back(opened->own(handle));
    const std::lock_guard lock(mutex_);
    positions_ = opened->adopt(std::move(found));
    for (const auto& projection : all_projections()) opened->forget(projection.id);
    opened_ = opened;
    write_fault_.reset();
}

const std::shared_ptr<Database::Opened>& Database::opened_or_throw() const {
    if (!opened_) throw DatabaseUnavailable("the read models are being replaced");
    return opened_;
}

std::shared_ptr<Database::Opened> Database::current() const {
    const std::lock_guard lock(mutex_);
    return opened_or_throw();
}

ProjectionPositions Database::positions() const {
    const std::lock_guard lock(mutex_);
    return positions_;
}

std::int64_t Database::served_position() const {
    const std::lock_guard lock(mutex_);
    return std::ranges::min_element(positions_, {}, &ProjectionPosition::position)->position;
}

bool Database::is_writing_refused() const {
    const std::lock_guard lock(mutex_);
    return write_fault_.has_value();
}

bool Database::is_damaged() const {
    const std::lock_guard lock(mutex_);
    return opened_ != nullptr && opened_->damaged;
}

/// Position first, then the rows: killed in between, the next start finds rows under position 0 and drops them.
void Database::reset(ProjectionId projection) {
    const auto opened = current();
    const std::lock_guard writing(writing_);
    write_live_rows(*opened);
    const std::lock_guard lock(mutex_);
    const auto index = index_of(projection);
    positions_[index] = {};
    opened->live.forget_written();
    opened->forget(projection);
    std::shared_ptr<const Pin> old;  // goes after the lock
    opened->check(opened->db->Put({}, positions_key, encode_positions(positions_, opened->serving)));
    old.swap(newest_pin_);
    const auto name = opened->serving[index]->GetName();
    opened->check(opened->db->DropColumnFamily(opened->serving[index].get()));
    try {
        opened->serving[index] = opened->create(name);
    } catch (...) {
        opened->damaged = true;  // there is nothing left to write to
        throw;
    }
}

void Database::recreate() {
    const std::lock_guard writing(writing_);
    std::weak_ptr<Opened> closing;
    {
        const std::lock_guard lock(mutex_);
        closing = opened_;
        opened_.reset();
        std::shared_ptr<const Pin> old;  // goes after the lock
        positions_ = {};
        old.swap(newest_pin_);
    }
    const auto give_up = std::chrono::steady_clock::now() + longest_pin;
    while (!closing.expired()) {
        if (std::chrono::steady_clock::now() > give_up)
            throw DatabaseUnavailable("a reader does not let its snapshot go");
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    std::filesystem::remove_all(options_.directory);
    open();
}

void Database::resume() {
    const auto opened = current();
    opened->check(opened->db->Resume());
    if (is_writing_refused()) flush();
}

}  // namespace suoledger::projections
