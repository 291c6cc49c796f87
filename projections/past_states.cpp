// SPDX-License-Identifier: Apache-2.0
// Folding, waiting for a turn, and keeping the last few.
#include "projections/past_states.hpp"

#include <algorithm>
#include <utility>

#include "projections/past_positions.hpp"

namespace suoledger::projections {

namespace {

constexpr std::int64_t events_at_a_time = 1000;

}  // namespace

/// The right to fold, while it lives.
class PastStates::Turn {
public:
    explicit Turn(PastStates& states) : states_(states) {
        std::unique_lock lock(states_.mutex_);
        if (states_.waiting_ >= states_.limits_.waiting) throw PastBusy("too many wait for rows of the past");
        ++states_.waiting_;
        states_.turn_ended_.wait(lock, [this] { return !states_.folding_; });
        --states_.waiting_;
        states_.folding_ = true;
    }
    ~Turn() {
        const std::lock_guard lock(states_.mutex_);
        states_.folding_ = false;
        states_.turn_ended_.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    PastStates& states_;
};

PastStates::PastStates(eventstore::EventStore& log, PastLimits limits) : log_(log), limits_(limits) {}

std::size_t PastStates::folded_events() const {
    const std::lock_guard lock(mutex_);
    return folded_events_;
}

std::shared_ptr<const FoldedRows> PastStates::at(const domain::Uuid& tenant, std::int64_t position) {
    const auto described = described_position(log_, position);
    auto kept = newest_kept(tenant, described);
    if (kept && kept->position() == described) return kept;
    kept = nullptr;  // what is dropped meanwhile must not stay in memory for us
    const Turn turn(*this);
    kept = newest_kept(tenant, described);
    if (kept && kept->position() == described) return kept;
    // Where the log was replaced below it, what was kept is another log's.
    if (kept && described_position(log_, kept->position().position) != kept->position()) kept = nullptr;
    auto rows = fold(tenant, described, kept);
    keep({tenant, described, rows});
    return rows;
}

std::shared_ptr<const FoldedRows> PastStates::newest_kept(const domain::Uuid& tenant,
                                                          const ProjectionPosition& position) {
    const std::lock_guard lock(mutex_);
    auto best = kept_.end();
    for (auto state = kept_.begin(); state != kept_.end(); ++state) {
        if (state->tenant != tenant || state->position.epoch != position.epoch) continue;
        if (state->position.position > position.position) continue;
        if (best == kept_.end() || state->position.position > best->position.position) best = state;
    }
    if (best == kept_.end()) return nullptr;
    // The same position with another leaf is another log's.
    if (best->position.position == position.position && best->position != position) return nullptr;
    kept_.splice(kept_.begin(), kept_, best);
    return best->rows;
}

std::shared_ptr<const FoldedRows> PastStates::fold(const domain::Uuid& tenant, const ProjectionPosition& position,
                                                   const std::shared_ptr<const FoldedRows>& older) {
    auto rows = older ? std::make_shared<FoldedRows>(*older) : std::make_shared<FoldedRows>();
    eventstore::LogQuery query;
    query.tenant = tenant;
    query.epoch = position.epoch;
    query.limit = events_at_a_time;
    query.after_position = rows->position().position;
    while (query.after_position < position.position) {
        const auto events = log_.read_log(query);
        if (events.empty()) break;
        for (const auto& event : events) {
            if (event.position > position.position) break;
            rows->fold(event);
            if (rows->bytes() > limits_.state_bytes)
                throw PastTooLarge("the rows of that position are more than is held in memory");
            const std::lock_guard lock(mutex_);
            ++folded_events_;
        }
        query.after_position = events.back().position;
    }
    rows->stand_at(position);
    return rows;
}

void PastStates::keep(const Kept& state) {
    const std::lock_guard lock(mutex_);
    kept_.push_front(state);
    kept_bytes_ += state.rows->bytes();
    while (kept_.size() > limits_.kept_states || (kept_bytes_ > limits_.kept_bytes && kept_.size() > 1)) {
        kept_bytes_ -= kept_.back().rows->bytes();
        kept_.pop_back();
    }
}

}  // namespace suoledger::projections
