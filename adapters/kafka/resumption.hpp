// SPDX-License-Identifier: Apache-2.0
// Where a publisher goes on, from what lies at the end of the topic and where the log stands.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>

#include "adapters/kafka/log_record.hpp"
#include "eventstore/event_store.hpp"

namespace suoledger::adapters {

/// The topic holds what this log does not: it is another log's, or the log lost events and nobody declared it.
struct TopicContradiction : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The position after which to publish; `last` is the topic's last message, none when it is empty. A later epoch of the
/// log begins again at position 1. Throws TopicContradiction, StoreUnavailable.
std::int64_t resume_after(const std::optional<KafkaMessage>& last, const eventstore::LogHead& head,
                          eventstore::EventStore& log);

}  // namespace suoledger::adapters
