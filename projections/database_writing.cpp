// SPDX-License-Identifier: Apache-2.0
// From memory into RocksDB: what gathered is written all at once with its positions, much of it as sorted files.
#include <chrono>
#include <utility>

#include <rocksdb/sst_file_writer.h>
#include <rocksdb/write_batch.h>

#include "eventstore/failpoints.hpp"
#include "eventstore/thread_name.hpp"
#include "projections/database_parts.hpp"

namespace suoledger::projections {

namespace {

constexpr auto age_is_looked_at = std::chrono::seconds(1);

rocksdb::Slice slice_of(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

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
    const auto layers = [&] {
        const std::lock_guard lock(mutex_);
        return opened.live.begin_writing();
    }();
    if (layers.empty()) return;
    try {
        const auto rows = merged(layers);
        eventstore::failpoint("projections.before_write");
        if (rows->bytes() < options_.live.file_bytes)
            write(opened, *rows);
        else
            ingest(opened, *rows);
        const std::lock_guard lock(mutex_);
        opened.live.written(rows);
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

void Database::write(Opened& opened, const RowLayer& rows) const {
    rocksdb::WriteBatch writes;
    for (const auto& projection : all_projections()) {
        auto* const family = opened.serving[index_of(projection.id)].get();
        for (const auto* row : rows.changes(projection.id)) {
            const auto value = row->value();
            opened.check(value ? writes.Put(family, slice_of(row->key()), slice_of(*value))
                               : writes.Delete(family, slice_of(row->key())));
        }
    }
    opened.check(writes.Put(positions_key, encode_positions(rows.positions, opened.serving)));
    opened.check(opened.db->Write({}, &writes));
}

/// One file for each family, taken in together with one that holds the positions.
void Database::ingest(Opened& opened, const RowLayer& rows) const {
    const auto directory = bulk_directory(options_);
    std::filesystem::create_directories(directory);
    std::vector<rocksdb::IngestExternalFileArg> files;
    const rocksdb::Options options(rocksdb::DBOptions(), opened.family_options);
    const auto write_file = [&](rocksdb::ColumnFamilyHandle* family, const auto& put_rows) {
        const auto path = (directory / (family->GetName() + ".live")).string();
        constexpr bool drop_from_page_cache = false;  // it is read again soon
        rocksdb::SstFileWriter file(rocksdb::EnvOptions(), options, family, drop_from_page_cache);
        opened.check(file.Open(path));
        put_rows(file);
        opened.check(file.Finish());
        rocksdb::IngestExternalFileArg taken;
        taken.column_family = family;
        taken.external_files = {path};
        taken.options.move_files = true;
        taken.options.write_global_seqno = false;  // only versions of RocksDB before 5.16 look for it in the file
        files.push_back(std::move(taken));
    };
    for (const auto& projection : all_projections()) {
        const auto changes = rows.changes(projection.id);
        if (changes.empty()) continue;
        write_file(opened.serving[index_of(projection.id)].get(), [&](rocksdb::SstFileWriter& file) {
            for (const auto* row : changes) {
                const auto value = row->value();
                opened.check(value ? file.Put(slice_of(row->key()), slice_of(*value))
                                   : file.Delete(slice_of(row->key())));
            }
        });
    }
    write_file(opened.db->DefaultColumnFamily(), [&](rocksdb::SstFileWriter& file) {
        opened.check(file.Put(positions_key, encode_positions(rows.positions, opened.serving)));
    });
    opened.check(opened.db->IngestExternalFiles(files));
}

}  // namespace suoledger::projections
