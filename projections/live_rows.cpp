// SPDX-License-Identifier: Apache-2.0
#include "projections/live_rows.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace suoledger::projections {

namespace {

/// A layer joins those that came after it unless it is so much larger than all of them: so each row is copied a few
/// times only until it is written.
constexpr std::size_t large = 4;

}  // namespace

RowLayers LiveRows::known() const {
    RowLayers layers = unwritten_;
    layers.insert(layers.end(), kept_.begin(), kept_.end());
    return layers;
}

void LiveRows::push(std::shared_ptr<const RowLayer> layer, std::chrono::steady_clock::time_point now) {
    if (unwritten_.size() == writing_) oldest_ = now;
    unwritten_.insert(unwritten_.begin(), std::move(layer));
    count();
}

RowLayers LiveRows::too_small() const {
    const auto free = unwritten_.size() - writing_;
    if (free <= limits_.layers) return {};
    std::size_t joined = 1, bytes = unwritten_.front()->bytes();
    while (joined < free && (joined < 2 || unwritten_[joined]->bytes() < large * bytes))
        bytes += unwritten_[joined++]->bytes();
    return {unwritten_.begin(), unwritten_.begin() + static_cast<std::ptrdiff_t>(joined)};
}

/// Meanwhile they may have been taken to be written: then they stay as they are.
void LiveRows::replace(const RowLayers& small, std::shared_ptr<const RowLayer> merged) {
    if (unwritten_.size() - writing_ < small.size() ||
        !std::ranges::equal(small, unwritten_ | std::views::take(small.size())))
        return;
    unwritten_.erase(unwritten_.begin() + 1, unwritten_.begin() + static_cast<std::ptrdiff_t>(small.size()));
    unwritten_.front() = std::move(merged);
    count();
}

LiveRows::Writing LiveRows::begin_writing() {
    writing_ = unwritten_.size();
    count();
    return {unwritten_, std::exchange(kept_, {})};
}

void LiveRows::written(RowLayers layers) {
    unwritten_.resize(unwritten_.size() - std::exchange(writing_, 0));
    kept_ = std::move(layers);
    count();
}

bool LiveRows::is_due(std::chrono::steady_clock::time_point now) const {
    return is_full() || (events_ > 0 && now - oldest_ >= limits_.age);
}

void LiveRows::count() {
    bytes_ = writing_bytes_ = 0;
    events_ = 0;
    const auto free = unwritten_.size() - writing_;
    for (std::size_t i = 0; i < unwritten_.size(); ++i) {
        (i < free ? bytes_ : writing_bytes_) += unwritten_[i]->bytes();
        if (i < free) events_ += unwritten_[i]->events;
    }
}

}  // namespace suoledger::projections
