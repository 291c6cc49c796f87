// SPDX-License-Identifier: Apache-2.0
// Reads `suoledger.log` from where a fold stands, checks every record, and passes over what was read before.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "adapters/kafka/kafka_settings.hpp"
#include "adapters/kafka/record_checks.hpp"

namespace suoledger::adapters {

/// Used by one thread.
class LogTopicReader {
public:
    /// Goes on behind `reached`. `recorded_at`, of the event there, is how its record is found: records bear that time,
    /// which never falls. Without it the topic is read from its beginning. Throws KafkaFault.
    LogTopicReader(const KafkaSettings& settings, const ReachedRecord& reached,
                   std::optional<domain::Timestamp> recorded_at);
    ~LogTopicReader();
    LogTopicReader(const LogTopicReader&) = delete;
    LogTopicReader& operator=(const LogTopicReader&) = delete;

    /// New records in order, none of them a repeat; fewer than `most`, or none, when `at_most` is over or the end of
    /// the topic is reached. Throws BadRecord, once what came before it was returned, and KafkaFault; after either the
    /// reader is of no use.
    std::vector<CheckedRecord> read(std::size_t most, std::chrono::milliseconds at_most);
    [[nodiscard]] const ReachedRecord& reached() const;
    /// The last `read` came to the end of the topic.
    [[nodiscard]] bool is_at_end() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace suoledger::adapters
