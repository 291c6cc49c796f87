// SPDX-License-Identifier: Apache-2.0
// The runner's steps: comparing rows with the log, choosing the next events, folding them, rebuilding.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "eventstore/failpoints.hpp"
#include "projections/row_codec.hpp"
#include "projections/runner.hpp"

namespace suoledger::projections {

namespace {

const Projection& projection_of(ProjectionId id) { return all_projections()[static_cast<std::size_t>(id)]; }

std::int64_t least_of(const ProjectionPositions& positions) {
    return std::ranges::min_element(positions, {}, &ProjectionPosition::position)->position;
}
std::int64_t greatest_of(const ProjectionPositions& positions) {
    return std::ranges::max_element(positions, {}, &ProjectionPosition::position)->position;
}

/// The log's leaves at the positions that rows speak of, each read once.
class Leaves {
public:
    explicit Leaves(eventstore::EventStore& log) : log_(log) {}

    bool have(const ProjectionPosition& position) {
        auto found = leaves_.find(position.position);
        if (found == leaves_.end()) {
            const auto events = log_.read_log({.after_position = position.position - 1, .limit = 1});
            std::optional<eventstore::Hash> leaf;
            if (!events.empty() && events.front().position == position.position) leaf = events.front().leaf_hash;
            found = leaves_.emplace(position.position, leaf).first;
        }
        return found->second == position.leaf_hash;
    }

private:
    eventstore::EventStore& log_;
    std::map<std::int64_t, std::optional<eventstore::Hash>> leaves_;
};

}  // namespace

void Runner::compare_with_log() {
    const auto head = log_.head();
    const auto positions = database_.positions();
    Leaves leaves(log_);
    bool is_other_log = false;
    for (const auto& projection : all_projections()) {
        const auto& stands = positions[static_cast<std::size_t>(projection.id)];
        if (stands.position == 0 || (stands.epoch == head.epoch && leaves.have(stands))) continue;
        forget_reached();
        log_line_(
            fmt::format("{} stood at position {} of epoch {}, which is not in the log (epoch {}, position {}): "
                        "it is folded anew",
                        projection.name, stands.position, stands.epoch, head.epoch, head.position));
        database_.reset(projection.id);
        metrics_.add(metric::rebuilds, 1, {{"projection", projection.name}});
        is_other_log = true;
    }
    if (is_other_log && active_) {  // begins anew when all have caught up
        database_.reset(active_->projection);
        active_.reset();
    }
    epoch_ = head.epoch;
    if (!head_at_start_) head_at_start_ = head.position;
    {
        const std::lock_guard lock(mutex_);
        if (is_other_log) handed_.clear();
        known_head_ = is_other_log ? head.position : std::max(known_head_, head.position);
    }
    // Positions of another log were promised to nobody who asks this one.
    if (is_other_log) promised_ = std::min(promised_.load(), head.position);
    compared_ = true;
    tell_reached();
    report_positions();
}

void Runner::ask_head() {
    const auto head = log_.head();
    if (head.epoch != epoch_) {
        compare_with_log();
        return;
    }
    notify_head(head.position);
}

/// Only when all stand at one position: the old rows then are what a snapshot of that position shows, to the end.
void Runner::begin_rebuild() {
    if (!active_) {
        const auto positions = database_.positions();
        if (least_of(positions) != greatest_of(positions)) return;
        const std::lock_guard lock(mutex_);
        if (rebuilds_.empty()) return;
        active_ = ActiveRebuild{rebuilds_.begin()->first, least_of(positions)};
    }
    if (active_->started) return;
    database_.start_rebuild(active_->projection);
    active_->started = true;
    const auto name = projection_of(active_->projection).name;
    log_line_(fmt::format("{} is rebuilt up to position {}", name, active_->target));
    metrics_.add(metric::rebuilds, 1, {{"projection", name}});
    metrics_.set(metric::rebuild_progress, 0, {{"projection", name}});
    eventstore::failpoint("projections.rebuild_started");
}

void Runner::end_rebuild() {
    const auto ended = *std::exchange(active_, std::nullopt);
    database_.finish_rebuild(ended.projection);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - ended.began;
    const auto name = projection_of(ended.projection).name;
    log_line_(fmt::format("{} was rebuilt from {} events in {:.1f} s", name, ended.target, took.count()));
    metrics_.set(metric::rebuild_progress, 1, {{"projection", name}});
    tell_reached();
    std::optional<Rebuild> told;
    {
        const std::lock_guard lock(mutex_);
        // Absent when those who asked were told of a fault on the way.
        const auto rebuild = rebuilds_.find(ended.projection);
        if (rebuild != rebuilds_.end()) {
            told = std::move(rebuild->second);
            rebuilds_.erase(rebuild);
        }
    }
    if (told) told->promise.set_value();
}

void Runner::fold_next() {
    const auto least = least_of(database_.positions());
    if (active_ && least >= active_->target) {
        end_rebuild();
        return;
    }
    const auto portion = active_ ? read_portion(least) : next_portion(least);
    if (!portion) return;
    fold(*portion, active_ ? active_->target : portion->events.back()->position);
    report_positions();
}

/// From what was handed over, else from the log; nullopt when there is nothing.
std::optional<Portion> Runner::next_portion(std::int64_t after) {
    std::int64_t head = 0;
    {
        const std::lock_guard lock(mutex_);
        auto portion = handed_.take_after(after, limits_.batch_events);
        if (!portion.events.empty()) return portion;
        head = known_head_;
    }
    if (head <= after) return std::nullopt;
    auto portion = read_portion(after);
    if (!portion.events.empty()) return portion;
    disbelieve(head, after);
    return std::nullopt;
}

/// Whoever told of a later head was wrong; to believe it would be to ask without end.
void Runner::disbelieve(std::int64_t head, std::int64_t position) {
    const std::lock_guard lock(mutex_);
    if (known_head_ != head) return;
    handed_.clear();
    known_head_ = position;
}

Portion Runner::read_portion(std::int64_t after) {
    metrics_.add(metric::log_reads);
    const auto limit = static_cast<std::int64_t>(limits_.batch_events);
    Portion portion;
    portion.batches.push_back(std::make_shared<const std::vector<eventstore::RecordedEvent>>(
        log_.read_log({.after_position = after, .limit = limit})));
    for (const auto& event : *portion.batches.front()) portion.events.push_back(&event);
    return portion;
}

/// An event that cannot be folded holds up those after it, not those before it.
void Runner::fold(const Portion& portion, std::int64_t until) {
    const auto is_beyond = [until](const auto* event) { return event->position > until; };
    const auto count = static_cast<std::size_t>(
        std::distance(portion.events.begin(), std::ranges::find_if(portion.events, is_beyond)));
    std::size_t folded = 0;
    try {
        const auto batch = database_.begin(epoch_);
        for (; folded < count; ++folded) batch->fold(*portion.events[folded]);
        eventstore::failpoint("projections.before_commit");
        batch->commit();
    } catch (const DatabaseDamaged&) {
        throw;
    } catch (const DatabaseUnavailable&) {
        throw;
    } catch (const std::exception&) {
        if (folded > 0 && folded < count) commit(portion, folded);
        throw;
    }
    metrics_.add(metric::batches);
    metrics_.add(metric::events, static_cast<double>(count));
    tell_reached();
}

void Runner::commit(const Portion& portion, std::size_t count) {
    const auto batch = database_.begin(epoch_);
    for (std::size_t i = 0; i < count; ++i) batch->fold(*portion.events[i]);
    batch->commit();
    metrics_.add(metric::batches);
    metrics_.add(metric::events, static_cast<double>(count));
    tell_reached();
}

void Runner::report_positions() {
    const auto positions = database_.positions();
    for (const auto& projection : all_projections()) {
        const auto position = positions[static_cast<std::size_t>(projection.id)].position;
        metrics_.set(metric::position, static_cast<double>(position), {{"projection", projection.name}});
    }
    if (active_ && active_->target > 0) {
        const auto folded = positions[static_cast<std::size_t>(active_->projection)].position;
        metrics_.set(metric::rebuild_progress, static_cast<double>(folded) / static_cast<double>(active_->target),
                     {{"projection", projection_of(active_->projection).name}});
    }
    const auto lag = std::max<std::int64_t>(0, known_head() - database_.served_position());
    metrics_.set(metric::lag_events, static_cast<double>(lag));
}

}  // namespace suoledger::projections
