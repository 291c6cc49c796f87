// SPDX-License-Identifier: Apache-2.0
// A consumer without a group of its own: where it stands is for whoever folds to remember.
#include "adapters/kafka/log_topic_reader.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <string>
#include <utility>

#include "adapters/kafka/kafka_handle.hpp"
#include "adapters/kafka/log_record.hpp"

namespace suoledger::adapters {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// The first record that is not older. A topic that has none lost what was read: it is gone through from its beginning.
std::int64_t offset_at(rd_kafka_t* consumer, domain::Timestamp recorded_at, milliseconds limit) {
    const auto asked = partition_at(kafka_topic::log, 0, record_time_of(recorded_at));
    require_ok(rd_kafka_offsets_for_times(consumer, asked.get(), static_cast<int>(limit.count())),
               "the place in the log's topic cannot be found");
    require_ok(asked->elems[0].err, "the place in the log's topic cannot be found");
    return asked->elems[0].offset < 0 ? RD_KAFKA_OFFSET_BEGINNING : asked->elems[0].offset;
}

/// A broker that is away for a moment is librdkafka's to wait for.
bool ends_reading(rd_kafka_resp_err_t error) {
    return error == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET || error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
           error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED || error == RD_KAFKA_RESP_ERR__FATAL;
}

}  // namespace

struct LogTopicReader::Parts {
    RecordChecks checks;
    KafkaHandle consumer;
    bool is_at_end = false;
    std::string bad_record;  // told once what came before it was handed out
};

LogTopicReader::LogTopicReader(const KafkaSettings& settings, const ReachedRecord& reached,
                               std::optional<domain::Timestamp> recorded_at)
    : parts_(std::make_unique<Parts>(
          Parts{.checks = RecordChecks{reached}, .consumer = make_kafka_consumer(settings, "suoledger-read-node")})) {
    const std::int64_t offset = recorded_at && reached.position > 0
                                    ? offset_at(parts_->consumer.get(), *recorded_at, settings.answer_timeout)
                                    : RD_KAFKA_OFFSET_BEGINNING;
    require_ok(rd_kafka_assign(parts_->consumer.get(), partition_at(kafka_topic::log, 0, offset).get()),
               "the log's topic cannot be read");
}

LogTopicReader::~LogTopicReader() = default;

std::vector<CheckedRecord> LogTopicReader::read(std::size_t most, milliseconds at_most) {
    if (!parts_->bad_record.empty()) throw BadRecord{parts_->bad_record};
    std::vector<CheckedRecord> records;
    const auto deadline = steady_clock::now() + at_most;
    while (records.size() < most) {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
        const KafkaOwned<rd_kafka_message_t> message{
            rd_kafka_consumer_poll(parts_->consumer.get(), static_cast<int>(std::max(milliseconds{0}, left).count()))};
        if (!message) break;
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            parts_->is_at_end = true;
            break;
        }
        if (ends_reading(message->err)) require_ok(message->err, "the log's topic cannot be read");
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
        parts_->is_at_end = false;
        try {
            CheckedRecord checked = parts_->checks.check(message_of(*message));
            if (checked.verdict != RecordVerdict::repeat) records.push_back(std::move(checked));
        } catch (const BadRecord& bad) {
            if (records.empty()) throw;
            parts_->bad_record = bad.what();
            break;
        }
    }
    return records;
}

const ReachedRecord& LogTopicReader::reached() const { return parts_->checks.reached(); }
bool LogTopicReader::is_at_end() const { return parts_->is_at_end; }

}  // namespace suoledger::adapters
