// SPDX-License-Identifier: Apache-2.0
// The runner's thread: what wakes it, what it does in a round, and what it does about failures.
#include "projections/runner.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "eventstore/codec.hpp"
#include "eventstore/failpoints.hpp"
#include "eventstore/thread_name.hpp"
#include "projections/row_codec.hpp"

namespace suoledger::projections {

Runner::Runner(Database& database, eventstore::EventStore& log, eventstore::Metrics& metrics, LogLine log_line,
               RunnerLimits limits, std::function<void()> on_rebuilds_over)
    : database_(database),
      log_(log),
      metrics_(metrics),
      log_line_(std::move(log_line)),
      limits_(limits),
      handed_(limits.queued_batches, limits.queued_bytes),
      rebuilder_(database, log, metrics, log_line_, limits,
                 {.on_ready = [this] { on_rebuilt(); }, .on_over = std::move(on_rebuilds_over)}) {}

Runner::~Runner() { stop(); }

void Runner::start() {
    rebuilder_.start();
    const std::lock_guard lock(mutex_);
    thread_ = std::thread([this] { run(); });
}

void Runner::stop() {
    std::thread ending;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        ending = std::move(thread_);
    }
    wake_.notify_all();
    if (ending.joinable()) ending.join();
    std::vector<PositionWaiters::Callback> refused;
    {
        const std::lock_guard lock(mutex_);
        refused = waiters_.take_all();
    }
    for (const auto& callback : refused) callback(false);
    rebuilder_.stop();  // may have a portion of the log to finish
}

void Runner::committed(EventBatch batch) {
    if (!batch || batch->empty()) return;
    bool dropped = false, must_wake = false;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return;
        known_head_ = std::max(known_head_, batch->back().position);
        dropped = !handed_.push(batch);
        must_wake = !is_gathering_ || is_enough();
    }
    if (must_wake) wake_.notify_one();
    if (dropped) metrics_.add(metric::dropped_batches);
}

void Runner::notify_head(std::int64_t position) {
    {
        const std::lock_guard lock(mutex_);
        if (position <= known_head_) return;
        known_head_ = position;
    }
    wake_.notify_one();
}

void Runner::when_reached(std::int64_t position, std::function<void(bool)> callback, Hurry hurry) {
    bool reached = false;
    {
        const std::lock_guard lock(mutex_);
        reached = position <= reached_;
        if (!reached && !stopping_ && waiters_.size() < limits_.waiters) {
            waiters_.add(position, std::move(callback), hurry);
            if (hurry == Hurry::yes && is_gathering_) wake_.notify_one();
            return;
        }
    }
    callback(reached);
}

void Runner::rebuild(ProjectionId projection) {
    const auto outcome = start_rebuild(projection);
    const auto& failure = outcome.get();
    if (!failure) return;
    if (failure->is_stop) throw DatabaseUnavailable(failure->what);
    throw FoldFault(failure->what);
}

/// On the rebuilder's thread, and on the runner's while there are more.
void Runner::on_rebuilt() {
    {
        const std::lock_guard lock(mutex_);
        is_rebuilt_ = true;
    }
    wake_.notify_one();
}

std::int64_t Runner::known_head() const {
    const std::lock_guard lock(mutex_);
    return known_head_;
}

void Runner::run() {
    eventstore::name_this_thread("runner");
    while (wait(pause_)) pause_ = round();
}

/// False: it is over. After a failure only rebuilt rows, which may mend it, cut the pause short: batches come all the
/// time.
bool Runner::wait(Pause pause) {
    std::unique_lock lock(mutex_);
    if (pause > Pause{0}) {
        wake_.wait_for(lock, pause, [this] { return stopping_ || is_rebuilt_; });
    } else {
        const auto has_work = [this] { return stopping_ || !compared_ || is_rebuilt_ || known_head_ > reached_; };
        poll_ = !wake_.wait_for(lock, limits_.head_poll, has_work);
        if (compared_ && !poll_) gather(lock);
    }
    is_rebuilt_ = false;
    return !stopping_;
}

/// What comes alone is folded at once; what comes soon after something else waits for company.
void Runner::gather(std::unique_lock<std::mutex>& lock) {
    is_gathering_ = true;
    wake_.wait_until(lock, folded_at_ + limits_.gathering, [this] { return is_enough(); });
    is_gathering_ = false;
}

/// Under the mutex.
bool Runner::is_enough() const {
    return stopping_ || is_rebuilt_ || waiters_.is_any_in_a_hurry() ||
           known_head_ - reached_ >= limits_.gathered_events;
}

/// One step, however small; what is to do after it is asked anew. Returns how long to leave things alone.
Runner::Pause Runner::round() {
    try {
        repair();
        if (!compared_) compare_with_log();
        if (std::exchange(poll_, false)) ask_head();
        switch_to_rebuilt();
        fold_next();
        if (!rebuilder_.ready().empty()) on_rebuilt();  // in its turn, so that what is new waits for one only
        return Pause{0};
    } catch (const eventstore::StoreUnavailable& fault) {
        compared_ = false;  // what answers next may be another log
        return longer_pause("log", fault.what());
    } catch (const DatabaseDamaged& damage) {
        must_recreate_ = true;
        return longer_pause("rows", damage.what());
    } catch (const DatabaseUnavailable& fault) {
        return longer_pause("rows", fault.what());
    } catch (const DatabaseLocked& fault) {
        return longer_pause("rows", fault.what());
    } catch (const RowFault& fault) {
        // Bytes that we did not write. Should the new rows be as bad, it is the fold that is wrong.
        if (distrusted_rows_) return on_fold_fault(fault);
        distrusted_rows_ = must_recreate_ = true;
        return longer_pause("rows", fault.what());
    } catch (const std::exception& fault) {
        return on_fold_fault(fault);
    }
}

Runner::Pause Runner::longer_pause(std::string_view kind, std::string_view what) {
    const auto pause = std::clamp(2 * pause_, limits_.shortest_pause, limits_.longest_pause);
    metrics_.add(metric::faults, 1, {{"kind", kind}});
    log_line_(fmt::format("read models pause for {} ms at position {}: {}", pause.count(), database_.served_position(),
                          what));
    return pause;
}

/// What is served stays; nothing behind the event is folded, for it would not be the fold of the log.
Runner::Pause Runner::on_fold_fault(const std::exception& fault) {
    metrics_.add(metric::faults, 1, {{"kind", "fold"}});
    log_line_(fmt::format("read models stop at position {}, the event after it cannot be folded: {}",
                          database_.served_position(), fault.what()));
    return limits_.fault_pause;
}

/// Throws DatabaseUnavailable while readers hold on to what is to be replaced.
void Runner::repair() {
    if (must_recreate_ || database_.is_damaged()) {
        must_recreate_ = true;
        forget_reached();
        database_.recreate();
        must_recreate_ = false;
        log_line_("read models were damaged and are folded anew");
        compared_ = false;
        return;
    }
    if (pause_ > Pause{0}) database_.resume();
}

/// Before rows go that were served: nobody may be told that they are there.
void Runner::forget_reached() {
    const std::lock_guard lock(mutex_);
    reached_ = 0;
}

void Runner::tell_reached() {
    std::vector<PositionWaiters::Callback> reached;
    {
        const std::lock_guard lock(mutex_);
        reached_ = database_.served_position();
        promised_ = std::max(promised_.load(), reached_);
        reached = waiters_.take_reached(reached_);
        if (head_at_start_ && reached_ >= *head_at_start_) caught_up_ = true;
    }
    for (const auto& callback : reached) callback(true);
}

}  // namespace suoledger::projections
