// SPDX-License-Identifier: Apache-2.0
// From memory into RocksDB: what gathered is written all at once with its positions, much of it as sorted files.
#include <chrono>
#include <utility>

#include "eventstore/failpoints.hpp"
#include "eventstore/thread_name.hpp"
#include "projections/database_parts.hpp"

namespace suoledger::projections {

namespace {

constexpr auto age_is_looked_at = std::chrono::seconds(1);

}  // namespace

/// The writer's thread. After a failure it is the folding thread that tries again: see `resume`.
void Database::keep_writing() {
    eventstore::name_this_thread("rows-writer");
    const auto now = [] { return std::chrono::steady_clock::now(); };
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto is_due = [&] { return opened_ != nullptr && !write_fault_ && opened_->live.is_due(now()); };
        must_write_.wait_for(lock, age_is_looked_at, [&] { return stopping_ || is_due(); });
        if (stopping_ || !is_due()) continue;
        lock.unlock();
        try {
            flush();
        } catch (const std::exception& fault) {
            options_.log(std::string("read models are not written: ") + fault.what());
        }
        lock.lock();
    }
}

void Database::flush() {
    const std::lock_guard writing(writing_);
    write_live_rows(*current());
}

void Database::write_live_rows(Opened& opened) {
    count_nothing_on_this_thread();
    options_.on_full();
    auto [layers, behind] = [&] {
        const std::lock_guard lock(mutex_);
        return opened.live.begin_writing();
    }();
    behind.clear();
    if (layers.empty()) return;
    try {
        eventstore::failpoint("projections.before_write");
        if (bytes_of(layers) < options_.live.file_bytes)
            write(opened, layers);
        else
            ingest(opened, layers);
        const std::lock_guard lock(mutex_);
        opened.live.written(std::move(layers));
        write_fault_.reset();
    } catch (const std::exception& fault) {
        const std::lock_guard lock(mutex_);
        opened.live.not_written();
        write_fault_ = fault.what();
        written_.notify_all();
        throw;
    }
    written_.notify_all();
}

void Database::write(Opened& opened, const RowLayers& layers) const {
    rocksdb::WriteBatch writes;
    for (const auto& projection : all_projections())
        opened.put(writes, opened.serving[index_of(projection.id)].get(), changes_of(layers, projection.id));
    opened.check(writes.Put(positions_key, encode_positions(layers.front()->positions, opened.serving)));
    opened.check(opened.db->Write({}, &writes));
}

/// One file for each family, taken in together with one that holds the positions.
void Database::ingest(Opened& opened, const RowLayers& layers) const {
    const auto path_of = [this](const rocksdb::ColumnFamilyHandle& family) {
        return bulk_directory(options_) / (family.GetName() + ".live");
    };
    std::vector<rocksdb::IngestExternalFileArg> files;
    for (const auto& projection : all_projections()) {
        const auto changes = changes_of(layers, projection.id);
        if (changes.empty()) continue;
        auto* const family = opened.serving[index_of(projection.id)].get();
        files.push_back(opened.write_file(path_of(*family), family, std::nullopt, changes));
    }
    auto* const family = opened.db->DefaultColumnFamily();
    const FileRow positions{positions_key, encode_positions(layers.front()->positions, opened.serving)};
    files.push_back(opened.write_file(path_of(*family), family, positions, {}));
    opened.check(opened.db->IngestExternalFiles(files));
}

}  // namespace suoledger::projections
