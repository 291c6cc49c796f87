// SPDX-License-Identifier: Apache-2.0
// Opening, replacing and rebuilding column families.
#include "projections/database.hpp"

#include <algorithm>
#include <thread>

#include <fmt/core.h>
#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "projections/database_parts.hpp"

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
    table.format_version = 5;
    rocksdb::ColumnFamilyOptions family;
    family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    family.write_buffer_size = options.memtable_bytes / 3;
    family.compression = rocksdb::kLZ4Compression;
    return family;
}

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
    database.max_open_files = 256;
    return database;
}

bool is_lock_failure(const rocksdb::Status& status) {
    return status.IsIOError() && status.ToString().find("lock") != std::string::npos;
}

}  // namespace

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

std::string encode_positions(const ProjectionPositions& positions) {
    std::vector<NamedPosition> named;
    for (const auto& projection : all_projections()) {
        named.push_back({column_family_of(projection), positions[index_of(projection.id)]});
    }
    return encode_row(named);
}

ProjectionPositions decode_positions(std::string_view bytes) {
    const auto named = decode_row<std::vector<NamedPosition>>(bytes);
    ProjectionPositions positions{};
    for (const auto& projection : all_projections()) {
        const auto found = std::ranges::find(named, column_family_of(projection), &NamedPosition::family);
        if (found != named.end()) positions[index_of(projection.id)] = found->position;
    }
    return positions;
}

Database::Database(DatabaseOptions options) : options_(std::move(options)) { open_or_replace(); }
Database::~Database() = default;

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
    const auto cache = rocksdb::NewLRUCache(options_.block_cache_bytes);
    const auto family = family_options(options_, cache);
    const auto database = database_options(options_);

    std::vector<std::string> existing;
    if (!rocksdb::DB::ListColumnFamilies(database, path, &existing).ok())
        existing = {rocksdb::kDefaultColumnFamilyName};
    auto names = existing;
    for (const auto& projection : all_projections()) {
        const auto name = column_family_of(projection);
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const auto& name : names) descriptors.emplace_back(name, family);

    const auto opened = std::make_shared<Opened>();
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

    std::vector<Family> families;
    for (auto* handle : handles) families.push_back(opened->own(handle));
    for (const auto& handle : families) {
        const auto& name = handle->GetName();
        const auto is_ours = [&](const Projection& projection) { return column_family_of(projection) == name; };
        const auto found = std::ranges::find_if(all_projections(), is_ours);
        if (found != all_projections().end()) {
            opened->serving[index_of(found->id)] = opened->writing[index_of(found->id)] = handle;
        } else if (name != rocksdb::kDefaultColumnFamilyName) {
            opened->check(opened->db->DropColumnFamily(handle.get()));  // a version that this binary does not serve
        }
    }

    std::string bytes;
    const auto found = opened->db->Get({}, positions_key, &bytes);
    opened->check(found);
    auto positions = found.ok() ? decode_positions(bytes) : ProjectionPositions{};
    const std::lock_guard lock(mutex_);
    positions_ = positions;
    rebuilding_ = {};
    // A rebuild that was killed between its first two steps left rows under position 0.
    for (const auto& projection : all_projections()) {
        const auto index = index_of(projection.id);
        const bool is_new = std::ranges::find(existing, column_family_of(projection)) == existing.end();
        if (is_new) positions_[index] = {};
        if (!is_new && positions_[index].position == 0) replace_family(*opened, projection.id, false);
    }
    opened->check(opened->db->Put({}, positions_key, encode_positions(positions_)));
    opened_ = opened;
}

std::shared_ptr<Database::Opened> Database::current() const {
    const std::lock_guard lock(mutex_);
    if (!opened_) throw DatabaseUnavailable("the read models are being replaced");
    return opened_;
}

ProjectionPositions Database::positions() const {
    const std::lock_guard lock(mutex_);
    return positions_;
}

const ProjectionPosition& Database::served_position_of(std::size_t index) const {
    return rebuilding_[index] ? before_rebuild_[index] : positions_[index];
}

std::int64_t Database::served_position() const {
    const std::lock_guard lock(mutex_);
    std::int64_t least = served_position_of(0).position;
    for (std::size_t i = 1; i < projection_count; ++i) least = std::min(least, served_position_of(i).position);
    return least;
}

bool Database::is_rebuilding(ProjectionId projection) const {
    const std::lock_guard lock(mutex_);
    return rebuilding_[index_of(projection)];
}

bool Database::is_damaged() const {
    const std::lock_guard lock(mutex_);
    return opened_ != nullptr && opened_->damaged;
}

/// Position first, then the rows: killed in between, the next start finds rows under position 0 and drops them.
void Database::replace_family(Opened& opened, ProjectionId projection, bool keep_serving) {
    const auto index = index_of(projection);
    positions_[index] = {};
    opened.check(opened.db->Put({}, positions_key, encode_positions(positions_)));
    rocksdb::ColumnFamilyDescriptor descriptor;
    const auto described = opened.writing[index]->GetDescriptor(&descriptor);
    opened.check(described);
    opened.check(opened.db->DropColumnFamily(opened.writing[index].get()));
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    const auto created = opened.db->CreateColumnFamily(descriptor.options, descriptor.name, &handle);
    opened.damaged = opened.damaged || !created.ok();  // there is nothing left to write to
    opened.check(created);
    opened.writing[index] = opened.own(handle);
    if (!keep_serving) opened.serving[index] = opened.writing[index];
}

void Database::reset(ProjectionId projection) {
    const auto opened = current();
    const std::lock_guard lock(mutex_);
    rebuilding_[index_of(projection)] = false;
    replace_family(*opened, projection, false);
}

void Database::start_rebuild(ProjectionId projection) {
    const auto opened = current();
    const std::lock_guard lock(mutex_);
    const auto index = index_of(projection);
    if (!rebuilding_[index]) before_rebuild_[index] = positions_[index];
    rebuilding_[index] = true;  // first: a pin must not take the new position for that of the old rows
    replace_family(*opened, projection, true);
}

void Database::finish_rebuild(ProjectionId projection) {
    const auto opened = current();
    const std::lock_guard lock(mutex_);
    const auto index = index_of(projection);
    opened->serving[index] = opened->writing[index];
    rebuilding_[index] = false;
}

void Database::recreate() {
    std::weak_ptr<Opened> closing;
    {
        const std::lock_guard lock(mutex_);
        closing = opened_;
        opened_.reset();
        positions_ = {};
        rebuilding_ = {};
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

void Database::resume() { current()->check(current()->db->Resume()); }

}  // namespace suoledger::projections
