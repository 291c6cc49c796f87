// SPDX-License-Identifier: Apache-2.0
// Keeping count of batches and bytes, and cutting out what follows a position.
#include "projections/handed_batches.hpp"

namespace suoledger::projections {

namespace {

/// Close enough for a bound.
std::size_t size_of(const EventBatch& batch) {
    std::size_t bytes = 0;
    for (const auto& event : *batch) bytes += sizeof(event) + event.payload.size() + event.metadata.size();
    return bytes;
}

}  // namespace

bool HandedBatches::push(const EventBatch& batch) {
    const std::size_t bytes = size_of(batch);
    if (batches_.size() >= max_batches_ || bytes_ + bytes > max_bytes_) {
        // The log is read from here on: what waits would be read twice.
        clear();
        return false;
    }
    batches_.push_back(batch);
    bytes_ += bytes;
    return true;
}

Portion HandedBatches::take_after(std::int64_t position, std::size_t max_events) {
    Portion portion;
    while (!batches_.empty() && portion.events.size() < max_events) {
        const EventBatch batch = batches_.front();
        portion.batches.push_back(batch);
        bool has_hole = false;
        for (const auto& event : *batch) {
            if (event.position <= position) continue;
            has_hole = event.position != position + 1;
            if (has_hole) break;
            portion.events.push_back(&event);
            position = event.position;
        }
        // Stays: the log may fill the hole before it.
        if (has_hole) break;
        pop();
    }
    return portion;
}

void HandedBatches::clear() {
    batches_.clear();
    bytes_ = 0;
}

void HandedBatches::pop() {
    bytes_ -= size_of(batches_.front());
    batches_.pop_front();
}

}  // namespace suoledger::projections
