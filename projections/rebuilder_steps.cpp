// SPDX-License-Identifier: Apache-2.0
// The rebuilder's steps: opening rows, folding a portion of the log into them, handing them over.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "eventstore/codec.hpp"
#include "eventstore/failpoints.hpp"
#include "projections/log_leaves.hpp"
#include "projections/rebuilder.hpp"

namespace suoledger::projections {

namespace {

/// Ten seconds at the shortest pause.
constexpr int most_congested_rounds = 500;

std::string_view name_of(ProjectionId id) { return all_projections()[static_cast<std::size_t>(id)].name; }

}  // namespace

void Rebuilder::begin_queued() {
    const std::lock_guard lock(mutex_);
    if (std::exchange(forget_, false)) rows_.clear();
    const auto is_at_hand = [](const auto& entry) { return entry.second.stage != Stage::queued; };
    if (std::ranges::any_of(rebuilds_, is_at_hand)) return;
    for (auto& [projection, rebuild] : rebuilds_) rebuild.stage = Stage::folding;
}

void Rebuilder::open_rows() {
    std::vector<ProjectionId> missing;
    std::size_t at_hand = 0;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [projection, rebuild] : rebuilds_) {
            if (rebuild.stage != Stage::queued) ++at_hand;
            if (rebuild.stage == Stage::folding && !rows_.contains(projection)) missing.push_back(projection);
        }
    }
    if (missing.empty()) return;
    epoch_ = log_.head().epoch;
    for (const auto projection : missing) open_rows_of(projection, limits_.rebuild_bytes / at_hand);
}

void Rebuilder::open_rows_of(ProjectionId projection, std::size_t limit_bytes) {
    auto rows = database_.next_rows(projection, epoch_, limit_bytes);
    const auto stands = rows->position();
    const auto serving = database_.positions()[static_cast<std::size_t>(projection)].position;
    const bool is_of_log = stands.position == 0 || (stands.epoch == epoch_ && LogLeaves(log_).have(stands));
    if (!is_of_log || stands.position > serving) {
        log_line_(fmt::format("{} is rebuilt from the first event again: position {} of epoch {} is not in the log",
                              name_of(projection), stands.position, stands.epoch));
        database_.give_up_rebuild(projection);
        rows = database_.next_rows(projection, epoch_, limit_bytes);
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
void Rebuilder::fold_portion() {
    const auto serving = database_.positions();
    std::optional<std::int64_t> after;
    for (const auto& [projection, rows] : rows_) {
        const auto position = rows->position().position;
        if (position >= serving[static_cast<std::size_t>(projection)].position) continue;
        after = std::min(after.value_or(position), position);
    }
    if (!after) return;
    metrics_.add(metric::log_reads);
    const auto events = log_.read_log({.after_position = *after, .limit = limits_.rebuild_portion_events});
    if (events.empty()) throw eventstore::StoreUnavailable("the log ends before what was folded from it");
    for (const auto& event : events) {
        if (is_stopping()) return;
        const auto decoded = eventstore::decode(event.event_type, event.schema_version, event.payload,
                                                event.stream.tenant, event.event_id, nullptr);
        fold_into_all({event, decoded}, serving);
    }
    metrics_.add(metric::events, static_cast<double>(events.size()));
    report_progress();
    eventstore::failpoint("projections.rebuild_folded");
}

/// A fold that cannot go on is the failure of its own rebuild.
void Rebuilder::fold_into_all(const Fact& fact, const ProjectionPositions& serving) {
    std::vector<std::pair<ProjectionId, std::string>> failed;
    for (const auto& [projection, rows] : rows_) {
        const auto position = fact.recorded.position;
        if (position <= rows->position().position) continue;
        if (position > serving[static_cast<std::size_t>(projection)].position) continue;
        try {
            rows->fold(fact);
        } catch (const DatabaseDamaged&) {
            throw;
        } catch (const DatabaseUnavailable&) {
            throw;
        } catch (const std::exception& fault) {
            failed.emplace_back(projection, fault.what());
        }
    }
    for (const auto& [projection, what] : failed) fail(projection, what);
}

void Rebuilder::hand_over() {
    bool is_any_ready = false;
    for (auto entry = rows_.begin(); entry != rows_.end();) {
        const auto& [projection, rows] = *entry;
        if (!is_near(projection, *rows)) {
            ++entry;
            continue;
        }
        rows->flush();
        if (!is_near(projection, *rows)) {  // the log moved on meanwhile; the next time there is less to write
            ++entry;
            continue;
        }
        const auto ready = projection;
        entry = rows_.erase(entry);
        const std::lock_guard lock(mutex_);
        if (forget_) continue;
        rebuilds_.at(ready).stage = Stage::ready;
        is_any_ready = true;
    }
    if (is_any_ready) on_ready_();
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
