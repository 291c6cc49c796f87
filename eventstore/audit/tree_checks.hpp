// SPDX-License-Identifier: Apache-2.0
// Whether the log is still the one that was signed: roots at the sizes of known checkpoints, and the tiles.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/audit/finding.hpp"
#include "eventstore/audit/tile_checks.hpp"
#include "eventstore/merkle/checkpoint.hpp"

namespace suoledger::eventstore {

/// One whose signature was verified.
struct KnownCheckpoint {
    std::string source;  // as a person would name it, e.g. its file
    Checkpoint checkpoint;
    bool is_own = false;  // the log keeper's newest, beside its tiles; others were kept elsewhere
};

struct OwnTiles {
    ReadTile read;
    std::int64_t signed_size = 0;
};

class TreeChecks {
public:
    TreeChecks(std::vector<KnownCheckpoint> checkpoints, std::optional<OwnTiles> tiles);

    /// `tree` is that of all leaves so far, `leaf` the last of them.
    void append(const Hash& leaf, domain::Timestamp recorded_at, const CompactRange& tree);
    /// All that was found. `complete`: the whole log was shown; else nothing is said of what lies behind.
    [[nodiscard]] std::vector<Finding> findings(bool complete);
    /// Checkpoints that the log was shown to continue.
    [[nodiscard]] std::int64_t agreeing() const { return agreeing_; }

private:
    [[nodiscard]] std::optional<Finding> tile_finding() const;
    [[nodiscard]] std::optional<Finding> fault_of_own() const;

    std::vector<KnownCheckpoint> checkpoints_;  // by size
    std::size_t next_ = 0;
    std::optional<TileChecks> tiles_;
    std::optional<Finding> root_differs_;  // of the smallest checkpoint that does not fit
    std::optional<Checkpoint> own_, newest_elsewhere_;
    std::string newest_elsewhere_source_;
    std::optional<bool> own_fits_;
    std::int64_t size_ = 0, agreeing_ = 0, last_agreeing_size_ = 0;
    domain::Timestamp first_unsigned_at_, last_recorded_at_;
};

}  // namespace suoledger::eventstore
