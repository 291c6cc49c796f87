// SPDX-License-Identifier: Apache-2.0
// One record against what came before it.
#include "adapters/kafka/record_checks.hpp"

#include <fmt/format.h>

#include <utility>

#include "eventstore/leaf.hpp"

namespace suoledger::adapters {

CheckedRecord RecordChecks::check(const KafkaMessage& message) {
    try {
        if (!fault_.empty()) throw BadRecord{fault_};
        auto read = read_log_record(message);
        if (!read) throw BadRecord{fmt::format("behind position {}: {}", reached_.position, read.error())};
        CheckedRecord checked{.verdict = verdict_of(*read), .record = *std::move(read)};
        if (checked.verdict != RecordVerdict::repeat)
            reached_ = {checked.record.epoch, checked.record.event.position, checked.record.event.leaf_hash};
        return checked;
    } catch (const BadRecord& bad) {
        fault_ = bad.what();
        throw;
    }
}

RecordVerdict RecordChecks::verdict_of(const LogRecord& record) const {
    const std::int64_t position = record.event.position;
    if (eventstore::leaf_hash_of(record.event) != record.event.leaf_hash)
        throw BadRecord{fmt::format("position {} does not have its leaf hash", position)};
    if (record.epoch.number < reached_.epoch.number) return RecordVerdict::repeat;
    if (record.epoch.number > reached_.epoch.number) {
        if (position != 1)
            throw BadRecord{fmt::format("epoch {} begins at position {}", record.epoch.number, position)};
        return reached_.position == 0 ? RecordVerdict::next : RecordVerdict::starts_over;
    }
    if (record.epoch.id != reached_.epoch.id)
        throw BadRecord{fmt::format("there are two epochs {}, {} and {}", record.epoch.number,
                                    domain::to_string(reached_.epoch.id), domain::to_string(record.epoch.id))};
    if (position > reached_.position + 1)
        throw BadRecord{fmt::format("position {} follows {}", position, reached_.position)};
    if (position == reached_.position && record.event.leaf_hash != reached_.leaf_hash)
        throw BadRecord{fmt::format("there are two events at position {}", position)};
    return position <= reached_.position ? RecordVerdict::repeat : RecordVerdict::next;
}

}  // namespace suoledger::adapters
