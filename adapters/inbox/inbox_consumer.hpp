// SPDX-License-Identifier: Apache-2.0
// Works off the inbox: claims what is due, has it booked, says how it ended. Never on the way of a command.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "adapters/inbox/booking.hpp"
#include "adapters/telemetry/log.hpp"
#include "adapters/work/work_threads.hpp"
#include "eventstore/inbox.hpp"
#include "eventstore/metrics.hpp"

namespace suoledger::adapters {

/// Attempts wait for providers far longer than for our own processor; more of them would only ask a provider that is
/// slow for more at once.
inline constexpr int inbox_threads = 4;
/// What an attempt's result means for the entry.
eventstore::InboxOutcome outcome_of(const eventstore::InboxClaim& claim, const Booked& result, domain::Timestamp now);

class InboxConsumer {
public:
    /// All of it outlives the consumer.
    struct Parts {
        eventstore::InboxTable& table;
        const eventstore::InboxSealing& sealing;
        std::map<std::string, InboxBooking*, std::less<>> providers;
        eventstore::Metrics& metrics;
        std::function<domain::Timestamp()> now;
        std::chrono::milliseconds claim_lease;  // longer than any attempt takes
        TellLog log;
    };
    explicit InboxConsumer(Parts parts);
    InboxConsumer(const InboxConsumer&) = delete;
    InboxConsumer& operator=(const InboxConsumer&) = delete;

    void start() { threads_.start(inbox_threads); }
    /// Something new is there. Any thread; does not block.
    void notify() { threads_.notify(); }
    /// One entry, on this thread; false when none is due. Throws StoreUnavailable.
    bool work_once();
    /// Depth, age and dead letters as metrics; what was done with long ago goes. Throws StoreUnavailable.
    void keep_house();

private:
    Booked attempt(const eventstore::InboxClaim& claim);

    const Parts parts_;
    WorkThreads threads_;  // last: they use the rest
};

}  // namespace suoledger::adapters
