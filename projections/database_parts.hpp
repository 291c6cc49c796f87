// SPDX-License-Identifier: Apache-2.0
// What the parts of Database share and no one else includes: the opened files and the handling of RocksDB's answers.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/write_batch.h>

#include "projections/database.hpp"
#include "projections/live_rows.hpp"
#include "projections/row_fields.hpp"
#include "projections/row_memo.hpp"

namespace suoledger::projections {

// Shared by the database, pins and batches: RocksDB frees a dropped family's files with its last handle.
using Family = std::shared_ptr<rocksdb::ColumnFamilyHandle>;
using Families = std::array<Family, projection_count>;

struct NamedPosition {
    std::string family;
    ProjectionPosition position;
};
template <class Archive>
void fields(Archive& a, Like<Archive, NamedPosition>& v) {
    a(v.family, v.position);
}

using Memos = std::array<std::shared_ptr<RowMemo>, projection_count>;

/// Read with every request, few, and changed by hand.
constexpr bool is_remembered(ProjectionId projection) {
    return projection == ProjectionId::businesses || projection == ProjectionId::api_keys;
}

/// Bookkeeping lives in the default column family under this key, so that one look-up names a snapshot's positions, and
/// which families they speak of.
inline constexpr const char* positions_key = "positions";

/// By key.
using ChangedRows = std::span<const RowOverlay::Row* const>;

struct FileRow {
    std::string key, value;
};

struct Database::Opened {
    explicit Opened(LiveLimits limits) : live(limits) {}

    std::unique_ptr<rocksdb::DB> db;
    rocksdb::ColumnFamilyOptions family_options;    // of most
    rocksdb::ColumnFamilyOptions appended_options;  // of those whose rows come in the order of their keys
    rocksdb::EnvOptions file_options;               // of files written for it to take in
    Families serving;                               // what readers see and batches write
    Families next;                                  // what a rebuild fills; null when there is none
    std::vector<Family> replaced;                   // by rebuilds, and not dropped yet; guarded likewise
    std::vector<Family> rebuilt;                    // that serve since, and are not merged as such yet; likewise
    LiveRows live;                                  // over those that serve; guarded by the database's mutex
    Memos memos;                                    // of those that serve; likewise, as is `serving`
    std::atomic<bool> damaged = false;

    /// Under the database's mutex, in one with the change, so that no pin sees one without the other.
    void forget(ProjectionId projection) {
        if (is_remembered(projection)) memos[index_of(projection)] = std::make_shared<RowMemo>();
    }

    /// By a family's name.
    [[nodiscard]] const rocksdb::ColumnFamilyOptions& options_of(std::string_view family) const;
    [[nodiscard]] Family own(rocksdb::ColumnFamilyHandle* handle) const;
    Family create(const std::string& name);
    /// For rebuilds.
    std::vector<Family> create_next(const std::vector<std::string>& names);
    /// What was made so serves: it is merged as others are from now on.
    void merge_as_usual(std::span<const Family> families);
    /// Takes of every projection the family that the record names, and the one after it, which a rebuild left; makes
    /// what is missing. Drops others: of versions that this binary does not serve, or replaced by a rebuild.
    ProjectionPositions adopt(std::vector<Family> found);
    /// Throws DatabaseDamaged (and remembers it) or DatabaseUnavailable; passes ok and not found.
    void check(const rocksdb::Status& status);

    void put(rocksdb::WriteBatch& writes, rocksdb::ColumnFamilyHandle* family, ChangedRows changes);
    // A sorted file, for RocksDB to take in. What is there under its path goes.
    std::unique_ptr<rocksdb::SstFileWriter> begin_file(const std::filesystem::path& path,
                                                       rocksdb::ColumnFamilyHandle* family);
    void add(rocksdb::SstFileWriter& file, ChangedRows changes);
    rocksdb::IngestExternalFileArg finish(rocksdb::SstFileWriter& file, const std::filesystem::path& path,
                                          rocksdb::ColumnFamilyHandle* family);
    /// All of that; `first` sorts before all rows.
    rocksdb::IngestExternalFileArg write_file(const std::filesystem::path& path, rocksdb::ColumnFamilyHandle* family,
                                              const std::optional<FileRow>& first, ChangedRows changes);
};

/// RocksDB counts keys compared and blocks hit for each thread, at a sixth of what a write costs, and nobody looks.
inline void count_nothing_on_this_thread() { rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable); }

/// "invoices.v1", and after n rebuilds "invoices.v1.n": RocksDB cannot rename a family.
std::string family_name(ProjectionId projection, std::int64_t generation);
/// nullopt: it is not of this projection, or not of this version of it.
std::optional<std::int64_t> generation_of(ProjectionId projection, std::string_view family);

/// Throws RowFault.
std::vector<NamedPosition> decode_named_positions(std::string_view bytes);
std::string encode_positions(const ProjectionPositions& positions, const Families& serving);

/// Of files on their way into a family; what a killed process left there is of no use.
std::filesystem::path bulk_directory(const DatabaseOptions& options);

}  // namespace suoledger::projections
