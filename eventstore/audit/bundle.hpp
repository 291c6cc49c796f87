// SPDX-License-Identifier: Apache-2.0
// An exported bundle, verified with nothing but itself and the keys that the auditor trusts (docs/audit-format.md).
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "eventstore/audit/audit.hpp"
#include "eventstore/audit/bundle_files.hpp"

namespace suoledger::eventstore {

struct BundleInput {
    AuditDepth depth = AuditDepth::double_entry;
    std::vector<NoteVerifier> trusted;         // empty: those that the bundle brings, which proves less
    std::vector<KnownCheckpoint> checkpoints;  // kept elsewhere
    // What the auditor asked for: a bundle cannot be believed about what it leaves out.
    std::int64_t from = 1;
    std::optional<std::int64_t> to;  // nullopt: to the end
    std::function<void(std::int64_t)> on_progress;
};

struct BundleReport : AuditReport {
    Checkpoint checkpoint;  // of the bundle
    bool is_of_one_business = false;
    /// Older checkpoints at whose size the bundle does not show how the tree splits: nothing can be said of them.
    std::int64_t undecided_checkpoints = 0;
};

/// Throws BundleFault when it cannot be read at all.
BundleReport audit_bundle(const std::filesystem::path& bundle, BundleInput input);

}  // namespace suoledger::eventstore
