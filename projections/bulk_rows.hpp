// SPDX-License-Identifier: Apache-2.0
// The rows of a rebuild: folded beside those that serve, gathered in memory, written as sorted files.
#pragma once

#include <cstddef>
#include <span>

#include "projections/projection.hpp"
#include "projections/read_models.hpp"

namespace suoledger::projections {

/// The position is a row of the same files, so that rows and position are there together or not at all: folding an
/// event twice would not give the same rows. What is not written is lost with the object; nothing of it is ever served.
/// Thread-compatible. Everything but the two getters throws DatabaseUnavailable, also once the rows were given up.
class BulkRows {
public:
    virtual ~BulkRows() = default;
    /// Of what was folded here; what is written may be less.
    [[nodiscard]] virtual const ProjectionPosition& position() const = 0;
    /// What a killed process would go on from.
    [[nodiscard]] virtual std::int64_t written_position() const = 0;
    /// Held in memory; after `fold` and `flush` less than the limit.
    [[nodiscard]] virtual std::size_t bytes() const = 0;
    /// The events after `position()`. Throws FoldFault, and is of no use after that.
    virtual void fold(std::span<const Fact> facts) = 0;
    void fold(const Fact& fact) { fold(std::span(&fact, 1)); }
    virtual void flush() = 0;
    /// Files wait to be merged: more of them would make every writer wait.
    [[nodiscard]] virtual bool is_congested() const = 0;
    /// For the one who writes the rows that serve, between two batches: from here on these serve. False, and nothing is
    /// changed, unless both stand at exactly the same position.
    [[nodiscard]] virtual bool serve() = 0;
};

}  // namespace suoledger::projections
