// SPDX-License-Identifier: Apache-2.0
// Timed work: one runner in a deployment, fenced by a lease; what was missed while none ran is caught up with.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "domain/time.hpp"
#include "domain/uuid.hpp"
#include "eventstore/lease.hpp"
#include "eventstore/scheduled_command.hpp"
#include "eventstore/timed_work.hpp"

namespace suoledger::adapters {

/// Another process does the work now, or this one is to end: it stops where it is and leaves the rest to the next.
struct LeaseLost : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A lease that is held and kept. Used by one thread.
class HeldLease {
public:
    /// `holds()` says whether it was free.
    /// `gives_up` makes `keep` throw: whoever holds it is to end soon.
    HeldLease(
        eventstore::LeaseTable& table, std::string name, const domain::Uuid& holder,
        std::function<domain::Timestamp()> now, std::function<bool()> gives_up = [] { return false; });
    ~HeldLease();
    HeldLease(const HeldLease&) = delete;
    HeldLease& operator=(const HeldLease&) = delete;

    [[nodiscard]] bool holds() const { return lease_.has_value(); }
    /// Only while it holds.
    [[nodiscard]] const eventstore::Lease& lease() const { return *lease_; }
    /// To be called at least every `lease_duration`; asks the table once in a third of that. Throws LeaseLost,
    /// StoreUnavailable.
    void keep();
    /// For the answer of a fenced write. Throws LeaseLost when it is false.
    void require(bool written);

    /// Longer than the longest call of a task between two `keep`: a page for which a slow provider is asked a hundred
    /// times.
    static constexpr std::chrono::seconds lease_duration{300};

private:
    eventstore::LeaseTable& table_;
    const std::function<domain::Timestamp()> now_;
    const std::function<bool()> gives_up_;
    std::optional<eventstore::Lease> lease_;
    domain::Timestamp renewed_at_;
};

/// One run of a task: everything after `from` up to `due`.
struct Turn {
    domain::Timestamp from, due;
    HeldLease& lease;
};
/// The same turn of the same work has the same command id, whoever runs it and however often.
eventstore::ScheduledCommand command_of_turn(const std::string& task, const Turn& turn, const domain::Uuid& tenant,
                                             domain::Command command);

enum class CatchUp : std::uint8_t {
    as_one,    // one turn over all that was missed
    every_due  // a turn for each due time, oldest first
};

struct TimedTask {
    std::string name;  // its key in the table: never reused for something else
    std::chrono::seconds every{};
    CatchUp catch_up = CatchUp::as_one;
    std::chrono::seconds first_look_back{};  // how far the very first turn reaches
    /// Throws what keeps it from being done; it is tried again later, for the same turn.
    std::function<void(const Turn&)> run;
};

struct SchedulerParts {
    eventstore::LeaseTable& leases;
    eventstore::TimedWorkTable& done;
    domain::Uuid holder;
    std::function<domain::Timestamp()> now;
    /// Of a task that failed, and why; nothing personal.
    std::function<void(std::string_view task, std::string_view why)> on_failure;
};

/// Due times are the multiples of a task's interval since 1970: all processes agree on them.
class Scheduler {
public:
    Scheduler(SchedulerParts parts, std::vector<TimedTask> tasks);
    /// Ends the thread when the task that runs, if any, next says that it keeps its lease.
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    /// Does what is due now, if no other process is at it; how many turns were done. Failures of tasks are told to
    /// `on_failure`. Throws StoreUnavailable.
    std::size_t run_due();
    /// Calls run_due now and then, on a thread of its own.
    void start();

    static constexpr std::string_view lease_name = "schedule";
    /// First wait after a failure; doubled with each, up to the task's interval.
    static constexpr std::chrono::seconds first_retry{30};

private:
    struct Failing {
        domain::Timestamp retry_at;
        std::chrono::seconds wait{};
    };
    [[nodiscard]] bool is_due(const TimedTask& task, domain::Timestamp now);
    [[nodiscard]] domain::Timestamp done_until(const TimedTask& task, domain::Timestamp now);
    std::size_t run_turns(const TimedTask& task, domain::Timestamp now, HeldLease& lease);
    void note_failure(const TimedTask& task, std::string_view why);
    [[nodiscard]] bool is_stopping();
    void run();

    const SchedulerParts parts_;
    const std::vector<TimedTask> tasks_;
    std::map<std::string, Failing> failing_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace suoledger::adapters
