// SPDX-License-Identifier: Apache-2.0
// What the parts of Database share and no one else includes: the opened files and the handling of RocksDB's answers.
#pragma once

#include <rocksdb/db.h>

#include "projections/database.hpp"
#include "projections/row_fields.hpp"

namespace suoledger::projections {

// Shared by the database, pins and batches: RocksDB frees a dropped family's files with its last handle.
using Family = std::shared_ptr<rocksdb::ColumnFamilyHandle>;

struct NamedPosition {
    std::string family;
    ProjectionPosition position;
};
template <class Archive>
void fields(Archive& a, Like<Archive, NamedPosition>& v) {
    a(v.family, v.position);
}

/// Bookkeeping lives in the default column family under this key, so that one look-up names a snapshot's positions.
inline constexpr const char* positions_key = "positions";

struct Database::Opened {
    std::unique_ptr<rocksdb::DB> db;
    std::array<Family, projection_count> serving;  // what readers see
    std::array<Family, projection_count> writing;  // differs from `serving` only during a rebuild
    std::atomic<bool> damaged = false;

    [[nodiscard]] Family own(rocksdb::ColumnFamilyHandle* handle) const;
    /// Throws DatabaseDamaged (and remembers it) or DatabaseUnavailable; passes ok and not found.
    void check(const rocksdb::Status& status);
};

std::string encode_positions(const ProjectionPositions& positions);
/// Projections that are not named stand at 0. Throws RowFault.
ProjectionPositions decode_positions(std::string_view bytes);

inline std::size_t index_of(ProjectionId projection) { return static_cast<std::size_t>(projection); }

}  // namespace suoledger::projections
