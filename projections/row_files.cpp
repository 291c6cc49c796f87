// SPDX-License-Identifier: Apache-2.0
// Changed rows on their way into RocksDB: in a batch, or in sorted files of their own.
#include "projections/database_parts.hpp"

namespace suoledger::projections {

namespace {

rocksdb::Slice slice_of(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace

void Database::Opened::put(rocksdb::WriteBatch& writes, rocksdb::ColumnFamilyHandle* family, ChangedRows changes) {
    for (const auto* row : changes) {
        const auto value = row->value();
        check(value ? writes.Put(family, slice_of(row->key()), slice_of(*value))
                    : writes.Delete(family, slice_of(row->key())));
    }
}

std::unique_ptr<rocksdb::SstFileWriter> Database::Opened::begin_file(const std::filesystem::path& path,
                                                                     rocksdb::ColumnFamilyHandle* family) {
    std::filesystem::create_directories(path.parent_path());
    constexpr bool drop_from_page_cache = false;  // it is read again soon
    const rocksdb::Options options(rocksdb::DBOptions(), options_of(family->GetName()));
    auto file = std::make_unique<rocksdb::SstFileWriter>(file_options, options, family, drop_from_page_cache);
    check(file->Open(path.string()));
    return file;
}

void Database::Opened::add(rocksdb::SstFileWriter& file, ChangedRows changes) {
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const auto early = i + RowOverlay::rows_ahead;
        if (early < changes.size()) changes[early]->prefetch();
        const auto* const row = changes[i];
        const auto value = row->value();
        check(value ? file.Put(slice_of(row->key()), slice_of(*value)) : file.Delete(slice_of(row->key())));
    }
}

rocksdb::IngestExternalFileArg Database::Opened::finish(rocksdb::SstFileWriter& file, const std::filesystem::path& path,
                                                        rocksdb::ColumnFamilyHandle* family) {
    check(file.Finish());
    rocksdb::IngestExternalFileArg taken;
    taken.column_family = family;
    taken.external_files = {path.string()};
    taken.options.move_files = true;
    taken.options.write_global_seqno = false;  // only versions of RocksDB before 5.16 look for it in the file
    return taken;
}

rocksdb::IngestExternalFileArg Database::Opened::write_file(const std::filesystem::path& path,
                                                            rocksdb::ColumnFamilyHandle* family,
                                                            const std::optional<FileRow>& first, ChangedRows changes) {
    const auto file = begin_file(path, family);
    if (first) check(file->Put(first->key, first->value));
    add(*file, changes);
    return finish(*file, path, family);
}

}  // namespace suoledger::projections
