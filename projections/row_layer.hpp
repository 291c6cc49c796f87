// SPDX-License-Identifier: Apache-2.0
// Rows of all projections that some events changed, in memory, and how several of them are one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "projections/projection.hpp"
#include "projections/read_models.hpp"
#include "projections/row_overlay.hpp"

namespace suoledger::projections {

using ProjectionPositions = std::array<ProjectionPosition, projection_count>;

/// What lies over the rows in the files, or over an older layer. Filled by one thread, and not changed any more once
/// others have it.
class RowLayer {
public:
    [[nodiscard]] const RowOverlay& of(ProjectionId projection) const { return rows_[index_of(projection)]; }
    RowOverlay& of(ProjectionId projection) { return rows_[index_of(projection)]; }
    /// As `RowOverlay::changes`, sorted when it is first asked for. Any thread.
    [[nodiscard]] std::span<const RowOverlay::Row* const> changes(ProjectionId projection) const;
    [[nodiscard]] std::size_t bytes() const;

    ProjectionPositions positions{};  // with its rows
    std::int64_t events = 0;

private:
    struct Sorted {
        std::once_flag made;
        std::vector<const RowOverlay::Row*> rows;
    };
    std::array<RowOverlay, projection_count> rows_;
    mutable std::array<Sorted, projection_count> sorted_;
};

/// Newest first.
using RowLayers = std::vector<std::shared_ptr<const RowLayer>>;

/// What all of them change, as one; at least one.
std::shared_ptr<const RowLayer> merged(std::span<const std::shared_ptr<const RowLayer>> layers);

/// What all of them change of one projection, by key; of a row that several change, what the newest says.
std::vector<const RowOverlay::Row*> changes_of(const RowLayers& layers, ProjectionId projection);
std::size_t bytes_of(const RowLayers& layers);

/// nullptr: none of them knows the row.
const RowOverlay::Row* find_row(const RowLayers& layers, ProjectionId projection, std::string_view key,
                                std::uint32_t hash);
inline const RowOverlay::Row* find_row(const RowLayers& layers, ProjectionId projection, std::string_view key) {
    return layers.empty() ? nullptr : find_row(layers, projection, key, RowOverlay::hash_of(key));
}

}  // namespace suoledger::projections
