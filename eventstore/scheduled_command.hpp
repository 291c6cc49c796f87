// SPDX-License-Identifier: Apache-2.0
// Commands that the service gives itself: the same work has the same command id, so that it is done once.
#pragma once

#include <optional>
#include <string>

#include "eventstore/event_store.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::eventstore {

struct ScheduledCommand {
    domain::Uuid tenant;
    std::string name;      // "destroy_subject_key"
    std::string instance;  // what tells it from others of that name
    domain::Command command;
    bool dry_run = false;
    std::string principal_class = "schedule";  // "consumer" for what an inbox told
    std::optional<Origin> origin = {};         // none: the system itself, by the command's name
};

/// Waits for the outcome; Unknown when none comes in a minute.
AppendOutcome submit_scheduled(EventStore& store, KeyVault& vault, domain::Timestamp now, ScheduledCommand command);

/// For outcomes that mean that nothing was decided. Throws StoreUnavailable for those that a later attempt may mend,
/// std::runtime_error for a fault; returns the refusal, if it is one.
std::optional<domain::Rejection> refusal_in(const AppendOutcome& outcome);

}  // namespace suoledger::eventstore
