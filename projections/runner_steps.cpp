// SPDX-License-Identifier: Apache-2.0
// The runner's steps: comparing rows with the log, choosing the next events, folding them, switching to rebuilt rows.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "eventstore/codec.hpp"
#include "eventstore/failpoints.hpp"
#include "projections/log_leaves.hpp"
#include "projections/runner.hpp"

namespace suoledger::projections {

namespace {

std::int64_t least_of(const ProjectionPositions& positions) {
    return std::ranges::min_element(positions, {}, &ProjectionPosition::position)->position;
}

}  // namespace

void Runner::compare_with_log() {
    const auto head = log_.head();
    const auto positions = database_.positions();
    LogLeaves leaves(log_);
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
    if (is_other_log) rebuilder_.start_over();
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
    report_positions();
    tell_reached();
}

void Runner::ask_head() {
    const auto head = log_.head();
    if (head.epoch != epoch_) {
        compare_with_log();
        return;
    }
    notify_head(head.position);
}

/// Between two batches, so that both stand at one position for as long as it takes. All that stand there already are
/// switched to at once; of others one, so that what is new waits for one only.
void Runner::switch_to_rebuilt() {
    auto rebuilt = open_rebuilt();
    if (rebuilt.empty()) return;
    try {
        const auto& [first, rows] = *rebuilt.begin();
        const auto until = database_.positions()[static_cast<std::size_t>(first)].position;
        if (until - rows->position().position > static_cast<std::int64_t>(limits_.batch_events)) {
            rebuilder_.go_on(first);
            return;
        }
        fold_last_events(*rows, until);
        eventstore::failpoint("projections.rebuild_before_switch");
        if (database_.serve(rebuilt)) {
            for (const auto& [projection, served] : rebuilt) rebuilder_.finish(projection, std::nullopt);
            return;
        }
        log_line_("what was rebuilt ends with another event than what serves: the log was replaced");
        rebuilder_.start_over();
        compare_with_log();
    } catch (const eventstore::StoreUnavailable&) {
        throw;
    } catch (const DatabaseDamaged&) {
        throw;
    } catch (const DatabaseUnavailable&) {
        throw;
    } catch (const std::exception& fault) {  // must not hold up what is folded live
        for (const auto& [projection, rows] : rebuilt) {
            database_.give_up_rebuild(projection);
            rebuilder_.finish(projection, RebuildFailure{.is_stop = false, .what = fault.what()});
        }
    }
}

/// All that lack no event, or else one that does.
RebuiltRows Runner::open_rebuilt() {
    RebuiltRows whole, lacking;
    for (const auto projection : rebuilder_.ready()) {
        auto rows = database_.next_rows(projection, epoch_, limits_.rebuild_bytes / projection_count);
        const auto served = database_.positions()[static_cast<std::size_t>(projection)].position;
        if (rows->position().position == served)
            whole.emplace(projection, std::move(rows));
        else if (lacking.empty())
            lacking.emplace(projection, std::move(rows));
    }
    return whole.empty() ? std::move(lacking) : std::move(whole);
}

void Runner::fold_last_events(BulkRows& rows, std::int64_t until) {
    while (rows.position().position < until) {
        const auto portion = read_portion(rows.position().position);
        if (portion.events.empty()) throw eventstore::StoreUnavailable("the log ends before what was folded from it");
        for (const auto* event : portion.events) {
            if (event->position > until) return;
            const auto decoded = eventstore::decode(event->event_type, event->schema_version, event->payload,
                                                    event->stream.tenant, event->event_id, nullptr);
            rows.fold({*event, decoded});
        }
    }
}

void Runner::fold_next() {
    const auto portion = next_portion(least_of(database_.positions()));
    if (!portion) return;
    folded_at_ = std::chrono::steady_clock::now();
    fold(*portion);
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
        log_.read_log({.after_position = after, .limit = limit, .epoch = epoch_})));
    for (const auto& event : *portion.batches.front()) portion.events.push_back(&event);
    return portion;
}

/// An event that cannot be folded holds up those after it, not those before it.
void Runner::fold(const Portion& portion) {
    const auto count = portion.events.size();
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
    on_committed(count);
}

void Runner::commit(const Portion& portion, std::size_t count) {
    const auto batch = database_.begin(epoch_);
    for (std::size_t i = 0; i < count; ++i) batch->fold(*portion.events[i]);
    batch->commit();
    on_committed(count);
}

/// Who is told that a position is reached finds it in the metrics.
void Runner::on_committed(std::size_t count) {
    metrics_.add(metric::batches);
    metrics_.add(metric::events, static_cast<double>(count));
    report_positions();
    tell_reached();
}

void Runner::report_positions() {
    const auto positions = database_.positions();
    for (const auto& projection : all_projections()) {
        const auto position = positions[static_cast<std::size_t>(projection.id)].position;
        metrics_.set(metric::position, static_cast<double>(position), {{"projection", projection.name}});
    }
    const auto lag = std::max<std::int64_t>(0, known_head() - database_.served_position());
    metrics_.set(metric::lag_events, static_cast<double>(lag));
}

}  // namespace suoledger::projections
