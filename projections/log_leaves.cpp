// SPDX-License-Identifier: Apache-2.0
// Reading single events for their leaves.
#include "projections/log_leaves.hpp"

namespace suoledger::projections {

bool LogLeaves::have(const ProjectionPosition& position) {
    if (position.position == 0) return true;
    auto found = leaves_.find(position.position);
    if (found == leaves_.end()) {
        const auto events = log_.read_log({.after_position = position.position - 1, .limit = 1});
        std::optional<eventstore::Hash> leaf;
        if (!events.empty() && events.front().position == position.position) leaf = events.front().leaf_hash;
        found = leaves_.emplace(position.position, leaf).first;
    }
    return found->second == position.leaf_hash;
}

}  // namespace suoledger::projections
