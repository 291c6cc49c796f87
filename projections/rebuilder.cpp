// SPDX-License-Identifier: Apache-2.0
// Who asks, who is told, and the rebuilder's thread with what it does about failures.
#include "projections/rebuilder.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "eventstore/thread_name.hpp"
#include "eventstore/thread_priority.hpp"

namespace suoledger::projections {

std::optional<std::chrono::seconds> time_left(std::int64_t folded, std::int64_t left,
                                              std::chrono::duration<double> elapsed) {
    if (left <= 0) return std::chrono::seconds(0);
    if (folded <= 0) return std::nullopt;
    const auto seconds = elapsed.count() * static_cast<double>(left) / static_cast<double>(folded);
    return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(seconds)));
}

Rebuilder::Rebuilder(Database& database, eventstore::EventStore& log, eventstore::Metrics& metrics, LogLine log_line,
                     const RunnerLimits& limits, Callbacks callbacks)
    : database_(database),
      log_(log),
      metrics_(metrics),
      log_line_(std::move(log_line)),
      limits_(limits),
      callbacks_(std::move(callbacks)),
      portions_(log, limits.rebuild_portion_events, limits.rebuild_bytes_ahead) {}

Rebuilder::~Rebuilder() { stop(); }

void Rebuilder::start() {
    const std::lock_guard lock(mutex_);
    for (const auto projection : database_.unfinished_rebuilds()) rebuilds_.try_emplace(projection);
    running_ = true;
    thread_ = std::thread([this] { run(); });
}

void Rebuilder::stop() {
    std::thread ending;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        running_ = false;
        ending = std::move(thread_);
    }
    wake_.notify_all();
    if (ending.joinable()) ending.join();
    std::map<ProjectionId, Rebuild> told;
    {
        const std::lock_guard lock(mutex_);
        told.swap(rebuilds_);
    }
    for (auto& [projection, rebuild] : told) {
        rebuild.promise.set_value(RebuildFailure{.is_stop = true, .what = "the read models are stopping"});
    }
}

RebuildOutcome Rebuilder::begin(ProjectionId projection) {
    RebuildOutcome outcome;
    {
        const std::lock_guard lock(mutex_);
        if (!running_) throw DatabaseUnavailable("nothing folds the log just now");
        outcome = rebuilds_.try_emplace(projection).first->second.outcome;
    }
    wake_.notify_all();
    return outcome;
}

std::optional<RebuildProgress> Rebuilder::progress(ProjectionId projection) const {
    const auto target = database_.positions()[static_cast<std::size_t>(projection)].position;
    const std::lock_guard lock(mutex_);
    const auto found = rebuilds_.find(projection);
    if (found == rebuilds_.end()) return std::nullopt;
    const auto& rebuild = found->second;
    RebuildProgress progress{.position = rebuild.position, .target_position = target};
    if (!rebuild.began) return progress;
    const auto elapsed = std::chrono::steady_clock::now() - *rebuild.began;
    progress.elapsed = std::chrono::duration_cast<std::chrono::seconds>(elapsed);
    progress.remaining = time_left(rebuild.position - rebuild.began_at, target - rebuild.position, elapsed);
    return progress;
}

std::vector<ProjectionId> Rebuilder::ready() const {
    const std::lock_guard lock(mutex_);
    std::vector<ProjectionId> found;
    for (const auto& [projection, rebuild] : rebuilds_) {
        if (rebuild.stage == Stage::ready) found.push_back(projection);
    }
    return found;
}

void Rebuilder::go_on(ProjectionId projection) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = rebuilds_.find(projection);
        if (found != rebuilds_.end()) found->second.stage = Stage::folding;
    }
    wake_.notify_all();
}

void Rebuilder::finish(ProjectionId projection, const std::optional<RebuildFailure>& failure) {
    const auto name = all_projections()[static_cast<std::size_t>(projection)].name;
    std::string line;
    {
        const std::lock_guard lock(mutex_);
        const auto found = rebuilds_.find(projection);
        if (found == rebuilds_.end()) return;
        const auto& ending = found->second;
        const auto now = std::chrono::steady_clock::now();
        const std::chrono::duration<double> took = now - ending.began.value_or(now);
        line = failure ? fmt::format("{} is not rebuilt: {}", name, failure->what)
                       : fmt::format("{} was rebuilt from {} events in {:.1f} s", name,
                                     ending.position - ending.began_at, took.count());
    }
    // All of it before it is over: who sees that finds it whole and said, and the next of its name begins at 0 behind.
    if (!failure) metrics_.set(metric::rebuild_progress, 1, {{"projection", name}});
    log_line_(line);
    std::map<ProjectionId, Rebuild>::node_type ended;
    {
        const std::lock_guard lock(mutex_);
        ended = rebuilds_.extract(projection);
    }
    if (ended.empty()) return;  // stopped meanwhile
    ended.mapped().promise.set_value(failure);
    wake_.notify_all();
}

void Rebuilder::start_over() {
    for (const auto& projection : all_projections()) database_.give_up_rebuild(projection.id);
    {
        const std::lock_guard lock(mutex_);
        forget_ = true;
        for (auto& [projection, rebuild] : rebuilds_) {
            if (rebuild.stage == Stage::ready) rebuild.stage = Stage::folding;
        }
    }
    wake_.notify_all();
}

void Rebuilder::run() {
    eventstore::name_this_thread("rebuilder");
    eventstore::set_priority_of_this_thread(eventstore::ThreadPriority::background);
    while (wait()) round();
    portions_.forget();  // nothing reads the log once this is stopped
}

/// False: it is over.
bool Rebuilder::wait() {
    std::unique_lock lock(mutex_);
    if (pause_ > pause_.zero()) wake_.wait_for(lock, pause_, [this] { return stopping_; });
    const auto has_work = [this] {
        const auto is_ours = [](const auto& entry) { return entry.second.stage != Stage::ready; };
        return stopping_ || std::ranges::any_of(rebuilds_, is_ours);
    };
    while (!has_work()) {
        if (rebuilds_.empty() && std::exchange(has_worked_, false)) {
            lock.unlock();
            portions_.forget();  // its thread keeps memory that it freed
            callbacks_.on_over();
            database_.drop_replaced();  // large files take the system a while
            lock.lock();
        } else {
            wake_.wait(lock);
        }
    }
    return !stopping_;
}

void Rebuilder::round() {
    has_worked_ = true;
    try {
        database_.drop_replaced();
        begin_queued();
        open_rows();
        if (is_congested()) {
            pause_ = limits_.shortest_pause;
            return;
        }
        fold_portions();
        hand_over();
        pause_ = pause_.zero();
    } catch (const eventstore::StoreUnavailable& fault) {
        keep_what_is_folded();
        pause_after("log", fault.what());
    } catch (const DatabaseDamaged& fault) {  // the runner replaces all of it
        drop_rows();
        pause_after("rows", fault.what());
    } catch (const DatabaseUnavailable& fault) {
        drop_rows();
        pause_after("rows", fault.what());
    } catch (const std::exception& fault) {
        fail_all(fault.what());
    }
}

void Rebuilder::pause_after(std::string_view kind, std::string_view what) {
    pause_ = std::clamp(2 * pause_, limits_.shortest_pause, limits_.longest_pause);
    metrics_.add(metric::faults, 1, {{"kind", kind}});
    log_line_(fmt::format("rebuilding pauses for {} ms: {}", pause_.count(), what));
}

/// What answers next may be another log, so the rows are opened anew and compared with it.
void Rebuilder::keep_what_is_folded() {
    try {
        for (const auto& [projection, rows] : rows_) rows->flush();
    } catch (const std::exception& fault) {
        log_line_(fmt::format("rebuilding goes back to what was written last: {}", fault.what()));
    }
    drop_rows();
}

void Rebuilder::drop_rows() {
    rows_.clear();
    portions_.forget();
}

void Rebuilder::fail(ProjectionId projection, const std::string& what) {
    rows_.erase(projection);
    metrics_.add(metric::faults, 1, {{"kind", "fold"}});
    try {
        database_.give_up_rebuild(projection);
    } catch (const std::exception& fault) {
        log_line_(fmt::format("what was rebuilt stays on disk: {}", fault.what()));
    }
    finish(projection, RebuildFailure{.is_stop = false, .what = what});
}

/// Those at hand; none is lost that was asked for while they were.
void Rebuilder::fail_all(const std::string& what) {
    std::vector<ProjectionId> failing;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [projection, rebuild] : rebuilds_) {
            if (rebuild.stage == Stage::folding) failing.push_back(projection);
        }
    }
    for (const auto projection : failing) fail(projection, what);
}

bool Rebuilder::is_stopping() const {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

}  // namespace suoledger::projections
