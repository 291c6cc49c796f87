// SPDX-License-Identifier: Apache-2.0
// Roots are compared as the log passes by, so that no size is computed twice.
#include "eventstore/audit/tree_checks.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include <fmt/format.h>

namespace suoledger::eventstore {
namespace {

/// A checkpoint is signed at least every 10 s while there are new events; a start after an outage may take longer.
constexpr std::chrono::microseconds unsigned_limit = std::chrono::minutes(2);

/// Those of one size stay in the order in which they were given.
std::vector<KnownCheckpoint> by_size(std::vector<KnownCheckpoint> checkpoints) {
    std::multimap<std::int64_t, KnownCheckpoint> sorted;
    for (auto& known : checkpoints) {
        const std::int64_t size = known.checkpoint.size;
        sorted.emplace(size, std::move(known));
    }
    checkpoints.clear();
    for (auto& [size, known] : sorted) checkpoints.push_back(std::move(known));
    return checkpoints;
}

}  // namespace

TreeChecks::TreeChecks(std::vector<KnownCheckpoint> checkpoints, std::optional<OwnTiles> tiles)
    : checkpoints_(by_size(std::move(checkpoints))) {
    for (const KnownCheckpoint& known : checkpoints_) {
        if (known.is_own) {
            own_ = known.checkpoint;
        } else {
            newest_elsewhere_ = known.checkpoint;
            newest_elsewhere_source_ = known.source;
        }
    }
    if (tiles) tiles_.emplace(std::move(tiles->read), tiles->signed_size);
    while (next_ < checkpoints_.size() && checkpoints_[next_].checkpoint.size == 0)
        ++next_;  // of nothing: says nothing
}

void TreeChecks::append(const Hash& leaf, domain::Timestamp recorded_at, const CompactRange& tree) {
    size_ = tree.size();
    if (tiles_) tiles_->append(leaf);
    if (own_ && size_ == own_->size + 1) first_unsigned_at_ = recorded_at;
    last_recorded_at_ = recorded_at;
    for (; next_ < checkpoints_.size() && checkpoints_[next_].checkpoint.size == size_; ++next_) {
        const KnownCheckpoint& known = checkpoints_[next_];
        const bool fits = tree.root() == known.checkpoint.root;
        if (known.is_own) own_fits_ = fits;
        if (fits) {
            ++agreeing_;
            last_agreeing_size_ = size_;
        } else if (!root_differs_) {
            root_differs_ = Finding{FindingCode::root_differs, last_agreeing_size_ + 1, size_,
                                    fmt::format("the log does not lead to the root of {} at size {}: an event between "
                                                "positions {} and {} is not the one that was signed",
                                                known.source, size_, last_agreeing_size_ + 1, size_)};
        }
    }
}

std::optional<Finding> TreeChecks::tile_finding() const {
    if (!tiles_ || !tiles_->difference()) return std::nullopt;
    const auto& difference = *tiles_->difference();
    const std::int64_t up_to = difference.up_to == difference.position ? 0 : difference.up_to;
    if (difference.is_missing)
        return Finding{FindingCode::tile_missing, difference.position, difference.up_to,
                       fmt::format("{} is not there, though a checkpoint covers it", difference.path)};
    if (own_fits_ == true)
        return Finding{FindingCode::tile_differs, difference.position, up_to,
                       fmt::format("{} is not the tile of the log, which leads to the signed root", difference.path)};
    return Finding{FindingCode::leaf_differs_from_tile, difference.position, up_to,
                   fmt::format("the event is not the one that {} was written for", difference.path)};
}

std::optional<Finding> TreeChecks::fault_of_own() const {
    if (!own_) return std::nullopt;
    if (newest_elsewhere_ && newest_elsewhere_->size > own_->size)
        return Finding{FindingCode::checkpoint_replayed, 0, 0,
                       fmt::format("the log's own checkpoint is of size {}, older than {} of size {}", own_->size,
                                   newest_elsewhere_source_, newest_elsewhere_->size)};
    const std::chrono::microseconds unsigned_for(last_recorded_at_.microseconds - first_unsigned_at_.microseconds);
    if (size_ > own_->size && unsigned_for > unsigned_limit)
        return Finding{
            FindingCode::checkpoint_behind, own_->size + 1, 0,
            fmt::format("{} events lie behind the log's own checkpoint, the first of them {} s older than "
                        "the last: the checkpoint was replaced by an older one, or none is signed any more",
                        size_ - own_->size, std::chrono::duration_cast<std::chrono::seconds>(unsigned_for).count())};
    return std::nullopt;
}

std::vector<Finding> TreeChecks::findings(bool complete) {
    if (tiles_) tiles_->stop();
    std::vector<Finding> all;
    if (auto tile = tile_finding()) all.push_back(std::move(*tile));
    if (root_differs_) all.push_back(*root_differs_);
    if (!complete) return all;
    if (next_ < checkpoints_.size()) {
        const KnownCheckpoint& beyond = checkpoints_.back();
        all.push_back({FindingCode::checkpoint_beyond_log, size_ + 1, beyond.checkpoint.size,
                       fmt::format("{} is of size {}, and the log ends at {}: events were taken from its end",
                                   beyond.source, beyond.checkpoint.size, size_)});
    }
    if (auto own = fault_of_own()) all.push_back(std::move(*own));
    return all;
}

}  // namespace suoledger::eventstore
