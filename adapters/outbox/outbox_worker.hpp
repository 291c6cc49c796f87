// SPDX-License-Identifier: Apache-2.0
// Works off one channel of the outbox: claims what is due, has it performed, tells the log, says how it ended.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "adapters/outbox/effect.hpp"
#include "adapters/telemetry/log.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/metrics.hpp"

namespace suoledger::adapters {

/// Longer than any effect takes: a mail to a slow server, a refund that is looked up, asked for and answered late.
inline constexpr std::chrono::minutes outbox_lease{5};
/// What another side may ask us to wait at most.
inline constexpr std::chrono::hours longest_asked_pause{24};

/// What an outcome means for the entry, as long as the log did not object.
eventstore::WorkOutcome outcome_of(const eventstore::OutboxClaim& claim, const EffectOutcome& performed,
                                   domain::Timestamp now);

/// Thread-safe.
class OutboxWorker {
public:
    /// All of it outlives the worker.
    struct Parts {
        eventstore::OutboxTable& table;
        Effect& effect;
        eventstore::EventStore& store;
        eventstore::KeyVault& vault;
        eventstore::Metrics& metrics;
        std::function<domain::Timestamp()> now;
        std::chrono::milliseconds claim_lease = outbox_lease;
        TellLog log;
    };
    explicit OutboxWorker(Parts parts) : parts_(std::move(parts)) {}

    /// One entry; false when none is due, or nobody would answer. Throws StoreUnavailable.
    bool work_once();

private:
    EffectOutcome perform(const eventstore::OutboxClaim& claim);
    /// Of the log, to a fact.
    struct Objection {
        std::string code;
        bool may_pass = false;
    };
    /// nullopt: it is in the log, or was.
    std::optional<Objection> record(const eventstore::OutboxClaim& claim, const domain::Command& fact,
                                    std::string_view of);
    eventstore::WorkOutcome conclude(const eventstore::OutboxClaim& claim, EffectOutcome performed);
    void tell(const eventstore::OutboxClaim& claim, const eventstore::WorkOutcome& outcome);

    const Parts parts_;
};

}  // namespace suoledger::adapters
