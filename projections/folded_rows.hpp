// SPDX-License-Identifier: Apache-2.0
// Rows of all projections in memory, made by the folds that RocksDB's rows are made by: what a position looked like.
#pragma once

#include <array>
#include <functional>
#include <map>

#include "projections/database.hpp"

namespace suoledger::projections {

/// Thread-compatible; copied to go on from.
class FoldedRows final : public PinnedRows {
public:
    /// In position order, events of one business or of all.
    void fold(const eventstore::RecordedEvent& event);
    /// What the rows reflect, though the event may be another business's.
    void stand_at(const ProjectionPosition& position) { position_ = position; }
    /// Of keys and values and what a map adds to each; an estimate.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

    std::optional<std::string> get(ProjectionId projection, const std::string& key) const override;
    std::vector<std::optional<std::string>> get_many(ProjectionId projection,
                                                     const std::vector<std::string>& keys) const override;
    std::unique_ptr<RowCursor> cursor(ProjectionId projection) const override;
    void scan_down(ProjectionId projection, const std::string& from, const std::string& until,
                   const Visit& visit) const override;
    [[nodiscard]] const ProjectionPosition& position_of(ProjectionId) const override { return position_; }
    [[nodiscard]] ProjectionPosition position() const override { return position_; }

private:
    using Map = std::map<std::string, std::string, std::less<>>;
    class Changing;
    class Cursor;

    [[nodiscard]] const Map& of(ProjectionId projection) const { return maps_[static_cast<std::size_t>(projection)]; }

    std::array<Map, projection_count> maps_;
    std::size_t bytes_ = 0;
    ProjectionPosition position_;
};

}  // namespace suoledger::projections
