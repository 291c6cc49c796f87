// SPDX-License-Identifier: Apache-2.0
// The rebuilder's steps: opening rows, folding a portion of the log into them, handing them over.
#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "eventstore/failpoints.hpp"
#include "projections/due_rows.hpp"
#include "projections/log_leaves.hpp"
#include "projections/rebuilder.hpp"
#include "projections/side_by_side.hpp"

namespace suoledger::projections {

namespace {

/// Ten seconds at the shortest pause.
constexpr int most_congested_rounds = 500;

/// Whether it is over is asked between them.
constexpr std::size_t events_between_looks = 500;

std::string_view name_of(ProjectionId id) { return all_projections()[static_cast<std::size_t>(id)].name; }

}  // namespace

/// Those that have come far do not wait for what is asked for now, which begins with the first event.
void Rebuilder::begin_queued() {
    const std::lock_guard lock(mutex_);
    if (std::exchange(forget_, false)) drop_rows();
    const auto has_come_far = [this](const auto& entry) {
        const Rebuild& rebuild = entry.second;
        return rebuild.stage == Stage::ready || rebuild.position > limits_.rebuild_joined_events;
    };
    if (std::ranges::any_of(rebuilds_, has_come_far)) return;
    for (auto& [projection, rebuild] : rebuilds_) rebuild.stage = Stage::folding;
}

void Rebuilder::open_rows() {
    std::vector<ProjectionId> missing;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [projection, rebuild] : rebuilds_)
            if (rebuild.stage == Stage::folding && !rows_.contains(projection)) missing.push_back(projection);
    }
    if (missing.empty()) return;
    epoch_ = log_.head().epoch;
    database_.make_next_families(missing);
    for (const auto projection : missing) open_rows_of(projection);
}

void Rebuilder::open_rows_of(ProjectionId projection) {
    auto rows = database_.next_rows(projection, epoch_, limits_.rebuild_bytes);
    const auto stands = rows->position();
    const auto serving = database_.positions()[static_cast<std::size_t>(projection)].position;
    const bool is_of_log = stands.position == 0 || (stands.epoch == epoch_ && LogLeaves(log_).have(stands));
    if (!is_of_log || stands.position > serving) {
        log_line_(fmt::format("{} is rebuilt from the first event again: position {} of epoch {} is not in the log",
                              name_of(projection), stands.position, stands.epoch));
        database_.give_up_rebuild(projection);
        rows = database_.next_rows(projection, epoch_, limits_.rebuild_bytes);
    }
    const auto position = rows->position().position;
    rows_[projection] = std::move(rows);
    bool is_first_time = false;
    {
        const std::lock_guard lock(mutex_);
        auto& rebuild = rebuilds_.at(projection);
        is_first_time = !rebuild.began;
        if (is_first_time) rebuild.began = std::chrono::steady_clock::now();
        if (is_first_time || position < rebuild.began_at) rebuild.began_at = position;
        rebuild.position = position;
    }
    if (!is_first_time) return;
    log_line_(fmt::format("{} is rebuilt from position {} up to {}", name_of(projection), position, serving));
    metrics_.add(metric::rebuilds, 1, {{"projection", name_of(projection)}});
    metrics_.set(metric::rebuild_progress, 0, {{"projection", name_of(projection)}});
    eventstore::failpoint("projections.rebuild_started");
}

/// Only what those that serve reflect: then both can come to stand at one position.
void Rebuilder::fold_portions() {
    const auto serving = database_.positions();
    std::optional<std::int64_t> after;
    std::int64_t until = 0;
    for (const auto& [projection, rows] : rows_) {
        const auto position = rows->position().position;
        const auto served = serving[static_cast<std::size_t>(projection)].position;
        if (position >= served) continue;
        after = std::min(after.value_or(position), position);
        until = std::max(until, served);
    }
    if (!after) return;
    const auto portions = portions_.after(*after, until);
    metrics_.add(metric::log_reads, static_cast<double>(portions.size()));
    const auto writing = due();
    with_rows(longest_first(writing), [&](ProjectionId projection, BulkRows& rows) {
        if (writing.contains(projection)) rows.flush();
        const auto begun = std::chrono::steady_clock::now();
        for (const auto& portion : portions)
            fold_into(rows, portion->facts, serving[static_cast<std::size_t>(projection)].position);
        took_.at(projection) = std::chrono::steady_clock::now() - begun;
    });
    if (is_stopping()) return;
    for (const auto& portion : portions) metrics_.add(metric::events, static_cast<double>(portion->facts.size()));
    report_progress();
    eventstore::failpoint("projections.rebuild_folded");
}

/// Those behind where the rows stand, up to `until`.
void Rebuilder::fold_into(BulkRows& rows, std::span<const Fact> facts, std::int64_t until) const {
    const auto is_behind = [](std::int64_t position) {
        return [position](const Fact& fact) { return fact.recorded.position <= position; };
    };
    const auto first = std::ranges::partition_point(facts, is_behind(rows.position().position));
    const auto last = std::ranges::partition_point(facts, is_behind(until));
    if (first >= last) return;
    for (auto rest = std::span(first, last); !rest.empty() && !is_stopping();) {
        const auto some = rest.first(std::min(rest.size(), events_between_looks));
        rows.fold(some);
        rest = rest.subspan(some.size());
    }
}

std::set<ProjectionId> Rebuilder::due() const {
    std::vector<GatheredRows> gathered;
    for (const auto& [projection, rows] : rows_)
        gathered.push_back({projection, rows->bytes(), rows->position().position - rows->written_position()});
    return due_to_be_written(std::move(gathered), limits_, cores());
}

/// So that nothing long is left for the end.
std::vector<ProjectionId> Rebuilder::longest_first(const std::set<ProjectionId>& writing) {
    std::vector<ProjectionId> order;
    for (const auto& [projection, rows] : rows_) {
        order.push_back(projection);
        took_.try_emplace(projection);
    }
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](ProjectionId projection) {
        return std::pair(writing.contains(projection) ? rows_.at(projection)->bytes() : 0, took_.at(projection));
    });
    return order;
}

/// Projections share nothing, so each is folded and written beside the others.
void Rebuilder::with_rows(const std::vector<ProjectionId>& order,
                          const std::function<void(ProjectionId, BulkRows&)>& act) {
    std::vector<std::exception_ptr> faults(order.size());
    side_by_side(order.size(), [&](std::size_t i) {
        try {
            act(order[i], *rows_.at(order[i]));
        } catch (...) {
            faults[i] = std::current_exception();
        }
    });
    for (std::size_t i = 0; i < order.size(); ++i)
        if (faults[i]) settle(order[i], faults[i]);
}

/// A fold that cannot go on is the failure of its own rebuild; what the database refuses concerns all of them.
void Rebuilder::settle(ProjectionId projection, const std::exception_ptr& fault) {
    try {
        std::rethrow_exception(fault);
    } catch (const DatabaseDamaged&) {
        throw;
    } catch (const DatabaseUnavailable&) {
        throw;
    } catch (const std::exception& failure) {
        fail(projection, failure.what());
    }
}

void Rebuilder::hand_over() {
    std::set<ProjectionId> near;
    for (const auto& [projection, rows] : rows_)
        if (is_near(projection, *rows)) near.insert(projection);
    if (near.empty()) return;
    with_rows(longest_first(near), [&](ProjectionId projection, BulkRows& rows) {
        if (near.contains(projection)) rows.flush();
    });
    // Where the log moved on meanwhile there is less to write the next time.
    std::erase_if(near, [this](ProjectionId projection) {
        const auto rows = rows_.find(projection);
        return rows == rows_.end() || !is_near(projection, *rows->second);
    });
    for (const auto projection : near) rows_.erase(projection);
    if (mark_ready(near)) callbacks_.on_ready();
}

/// False: there is none, or all were given up meanwhile.
bool Rebuilder::mark_ready(const std::set<ProjectionId>& projections) {
    const std::lock_guard lock(mutex_);
    if (forget_) return false;
    for (const auto projection : projections) rebuilds_.at(projection).stage = Stage::ready;
    return !projections.empty();
}

bool Rebuilder::is_near(ProjectionId projection, const BulkRows& rows) const {
    const auto serving = database_.positions()[static_cast<std::size_t>(projection)].position;
    return serving - rows.position().position <= static_cast<std::int64_t>(limits_.batch_events);
}

/// Files that wait to be merged slow live folding down as well. Bounded: an engine that merges none any more refuses
/// the next one and says why.
bool Rebuilder::is_congested() {
    const bool is_one = std::ranges::any_of(rows_, [](const auto& entry) { return entry.second->is_congested(); });
    congested_rounds_ = is_one ? (congested_rounds_ + 1) % most_congested_rounds : 0;
    return congested_rounds_ > 0;
}

void Rebuilder::report_progress() {
    const auto serving = database_.positions();
    for (const auto& [projection, rows] : rows_) {
        const auto position = rows->position().position;
        const auto target = std::max<std::int64_t>(serving[static_cast<std::size_t>(projection)].position, 1);
        metrics_.set(metric::rebuild_progress, static_cast<double>(position) / static_cast<double>(target),
                     {{"projection", name_of(projection)}});
        const std::lock_guard lock(mutex_);
        rebuilds_.at(projection).position = position;
    }
}

}  // namespace suoledger::projections
