// SPDX-License-Identifier: Apache-2.0
// Finding what is due, and doing it turn by turn.
#include "adapters/schedule/scheduler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "eventstore/thread_name.hpp"

namespace suoledger::adapters {
namespace {

/// How late a due time is noticed at most: tasks are due every few minutes at the shortest.
constexpr std::chrono::seconds look_every{5};

std::int64_t micros(std::chrono::seconds duration) { return std::chrono::microseconds(duration).count(); }

domain::Timestamp last_due(const TimedTask& task, domain::Timestamp now) {
    return {now.microseconds - now.microseconds % micros(task.every)};
}

}  // namespace

eventstore::ScheduledCommand command_of_turn(const std::string& task, const Turn& turn, const domain::Uuid& tenant,
                                             domain::Command command) {
    return {.tenant = tenant, .name = task, .instance = domain::to_string(turn.due), .command = std::move(command)};
}

Scheduler::Scheduler(SchedulerParts parts, std::vector<TimedTask> tasks)
    : parts_(std::move(parts)), tasks_(std::move(tasks)) {}

Scheduler::~Scheduler() {
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

domain::Timestamp Scheduler::done_until(const TimedTask& task, domain::Timestamp now) {
    if (const auto done = parts_.done.done_until(task.name)) {
        return *done;
    }
    return {last_due(task, now).microseconds - std::max(micros(task.first_look_back), micros(task.every))};
}

bool Scheduler::is_due(const TimedTask& task, domain::Timestamp now) {
    const auto failing = failing_.find(task.name);
    if (failing != failing_.end() && now < failing->second.retry_at) {
        return false;
    }
    return done_until(task, now) < last_due(task, now);
}

std::size_t Scheduler::run_due() {
    const domain::Timestamp now = parts_.now();
    std::vector<const TimedTask*> due;
    for (const TimedTask& task : tasks_) {
        if (is_due(task, now)) {
            due.push_back(&task);
        }
    }
    if (due.empty()) {
        return 0;
    }
    HeldLease lease{parts_.leases, std::string{lease_name}, parts_.holder, parts_.now,
                    [this] { return is_stopping(); }};
    if (!lease.holds()) {
        return 0;
    }
    std::size_t turns = 0;
    for (const TimedTask* task : due) {
        try {
            turns += run_turns(*task, now, lease);
            failing_.erase(task->name);
        } catch (const LeaseLost&) {
            return turns;  // whoever has it does the rest
        } catch (const std::exception& fault) {
            note_failure(*task, fault.what());
        }
        if (is_stopping()) {
            break;
        }
    }
    return turns;
}

std::size_t Scheduler::run_turns(const TimedTask& task, domain::Timestamp now, HeldLease& lease) {
    // Read again: another process may have done it before the lease was free.
    domain::Timestamp from = done_until(task, now);
    const domain::Timestamp last = last_due(task, now);
    std::size_t turns = 0;
    while (from < last && !is_stopping()) {
        domain::Timestamp due = last;
        if (task.catch_up == CatchUp::every_due) {
            due = std::min(last, last_due(task, {from.microseconds + micros(task.every)}));
        }
        lease.keep();
        task.run({from, due, lease});
        lease.require(parts_.done.finish(lease.lease(), task.name, due));
        from = due;
        ++turns;
    }
    return turns;
}

void Scheduler::note_failure(const TimedTask& task, std::string_view why) {
    Failing& failing = failing_[task.name];
    failing.wait = failing.wait.count() == 0 ? first_retry : std::min(2 * failing.wait, task.every);
    failing.retry_at = {parts_.now().microseconds + micros(failing.wait)};
    parts_.on_failure(task.name, why);
}

bool Scheduler::is_stopping() {
    const std::scoped_lock lock{mutex_};
    return stopping_;
}

void Scheduler::start() {
    thread_ = std::thread{[this] { run(); }};
}

void Scheduler::run() {
    eventstore::name_this_thread("schedule");
    do {
        try {
            run_due();
        } catch (const std::exception& fault) {
            parts_.on_failure(lease_name, fault.what());
        }
        std::unique_lock lock{mutex_};
        wake_.wait_for(lock, look_every, [this] { return stopping_; });
    } while (!is_stopping());
}

}  // namespace suoledger::adapters
