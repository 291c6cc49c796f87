// SPDX-License-Identifier: Apache-2.0
// What a reader of `suoledger.log` believes: dense positions within an epoch, and leaf hashes that are those of the
// rest.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "adapters/kafka/log_record.hpp"

namespace suoledger::adapters {

/// A record that the log cannot have written there. Nothing behind it is read.
struct BadRecord : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Position 0: nothing was read.
struct ReachedRecord {
    LogEpoch epoch{0, {}};
    std::int64_t position = 0;
    eventstore::Hash leaf_hash{};
    bool operator==(const ReachedRecord&) const = default;
};

enum class RecordVerdict : std::uint8_t {
    next,        // it follows what was read
    repeat,      // read before, or of an epoch that ended
    starts_over  // the first of a later epoch: what was read before is of a log that lost events
};

struct CheckedRecord {
    RecordVerdict verdict = RecordVerdict::next;
    LogRecord record;
};

class RecordChecks {
public:
    explicit RecordChecks(const ReachedRecord& reached = {}) : reached_(reached) {}

    /// Throws BadRecord, and from then on always the same one.
    CheckedRecord check(const KafkaMessage& message);
    [[nodiscard]] const ReachedRecord& reached() const { return reached_; }

private:
    [[nodiscard]] RecordVerdict verdict_of(const LogRecord& record) const;

    ReachedRecord reached_;
    std::string fault_;
};

}  // namespace suoledger::adapters
