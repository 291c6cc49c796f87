// SPDX-License-Identifier: Apache-2.0
// One portion ahead, no more: memory is bounded by two of them.
#include "projections/decoded_portions.hpp"

#include "eventstore/codec.hpp"

namespace suoledger::projections {

std::unique_ptr<const DecodedPortion> DecodedPortions::after(std::int64_t position, std::int64_t until) {
    if (next_.valid() && next_after_ != position) forget();
    auto portion = next_.valid() ? next_.get() : read(position);
    const auto last = portion->events.back().position;
    if (last < until) {
        next_after_ = last;
        next_ = std::async(std::launch::async, [this, last] { return read(last); });
    }
    return portion;
}

void DecodedPortions::forget() {
    if (next_.valid()) next_.wait();
    next_ = {};
}

std::unique_ptr<const DecodedPortion> DecodedPortions::read(std::int64_t after) const {
    auto portion = std::make_unique<DecodedPortion>();
    portion->events = log_.read_log({.after_position = after, .limit = most_events_, .with_metadata = false});
    if (portion->events.empty()) throw eventstore::StoreUnavailable("the log ends before what was folded from it");
    portion->decoded.reserve(portion->events.size());
    portion->facts.reserve(portion->events.size());
    for (const auto& event : portion->events) {
        portion->decoded.push_back(eventstore::decode(event.event_type, event.schema_version, event.payload,
                                                      event.stream.tenant, event.event_id, nullptr));
        portion->facts.push_back({event, portion->decoded.back()});
    }
    return portion;
}

}  // namespace suoledger::projections
