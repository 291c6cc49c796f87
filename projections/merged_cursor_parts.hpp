// SPDX-License-Identifier: Apache-2.0
// Going over rows in files and over what lies over them in memory as if they were one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <rocksdb/iterator.h>

#include "projections/database.hpp"
#include "projections/row_layer.hpp"

namespace suoledger::projections {

/// Layers and files must outlive it. Whether the files could be read is for the caller to ask of `status`.
class MergedCursor {
public:
    using Visit = RowCursor::Visit;

    MergedCursor(std::unique_ptr<rocksdb::Iterator> files, const RowLayers& layers, ProjectionId projection);
    /// Keys in [from, until); an empty `until` means to the end.
    void scan(const std::string& from, const std::string& until, const Visit& visit);
    void scan_down(const std::string& from, const std::string& until, const Visit& visit);
    [[nodiscard]] rocksdb::Status status() const { return files_->status(); }

private:
    /// Sorted changes of one layer, and where we stand.
    struct Changes {
        std::span<const RowOverlay::Row* const> rows;
        std::size_t at = 0;  // of the next one; going down of the one before

        [[nodiscard]] bool is_at_end(bool is_down) const { return is_down ? at == 0 : at == rows.size(); }
        [[nodiscard]] const RowOverlay::Row& row(bool is_down) const { return *rows[is_down ? at - 1 : at]; }
        void step(bool is_down) { is_down ? --at : ++at; }
        void seek(std::string_view key);
    };
    void go(bool is_down, const std::string& from, const std::string& until, const Visit& visit);

    std::unique_ptr<rocksdb::Iterator> files_;
    std::vector<Changes> layers_;  // newest first
};

}  // namespace suoledger::projections
