// SPDX-License-Identifier: Apache-2.0
// Each question on a client of its own, which is gone when it is answered.
#include "adapters/kafka/topics.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <array>
#include <string>

#include "adapters/kafka/kafka_handle.hpp"

namespace suoledger::adapters {
namespace {

using std::chrono::steady_clock;

constexpr const char* looking_group = "suoledger-looking";
/// A topic that was just made is led by somebody after a moment.
constexpr int tries_for_new_topic = 50;
constexpr std::chrono::milliseconds pause_for_new_topic{100};

int milliseconds_of(std::chrono::milliseconds duration) { return static_cast<int>(duration.count()); }

/// nullopt: there is no such topic, or nobody leads it yet.
std::optional<int> partitions_of(rd_kafka_t* handle, const std::string& topic, std::chrono::milliseconds limit) {
    const KafkaOwned<rd_kafka_topic_t> asked{rd_kafka_topic_new(handle, topic.c_str(), nullptr)};
    if (!asked) throw KafkaFault{"the topic cannot be asked for"};
    const rd_kafka_metadata_t* answer = nullptr;
    require_ok(rd_kafka_metadata(handle, 0, asked.get(), &answer, milliseconds_of(limit)),
               "topics cannot be asked for");
    const KafkaOwned<const rd_kafka_metadata_t> owned{answer};
    if (answer->topic_cnt != 1) return std::nullopt;
    const rd_kafka_metadata_topic_t& found = answer->topics[0];
    if (found.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || found.err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
        return std::nullopt;
    require_ok(found.err, "the topic cannot be asked for");
    return found.partition_cnt == 0 ? std::nullopt : std::optional{found.partition_cnt};
}

KafkaOwned<rd_kafka_NewTopic_t> wished_topic(const std::string& topic, const TopicShape& shape) {
    constexpr int replicas_as_brokers_say = -1;
    std::array<char, 256> reason{};
    KafkaOwned<rd_kafka_NewTopic_t> wished{
        rd_kafka_NewTopic_new(topic.c_str(), shape.partitions, replicas_as_brokers_say, reason.data(), reason.size())};
    if (!wished) throw KafkaFault{reason.data()};
    if (shape.keeps_all) {
        require_ok(rd_kafka_NewTopic_set_config(wished.get(), "retention.ms", "-1"), "retention");
        require_ok(rd_kafka_NewTopic_set_config(wished.get(), "retention.bytes", "-1"), "retention");
    }
    return wished;
}

/// Somebody else may be making it at the same time.
void make_topic(rd_kafka_t* handle, const std::string& topic, const TopicShape& shape,
                std::chrono::milliseconds limit) {
    const auto wished = wished_topic(topic, shape);
    const KafkaOwned<rd_kafka_queue_t> queue{rd_kafka_queue_new(handle)};
    rd_kafka_NewTopic_t* one = wished.get();
    rd_kafka_CreateTopics(handle, &one, 1, nullptr, queue.get());
    const KafkaOwned<rd_kafka_event_t> event{rd_kafka_queue_poll(queue.get(), milliseconds_of(limit))};
    if (!event) throw KafkaFault{"the topic cannot be made: no answer"};
    require_ok(rd_kafka_event_error(event.get()), "the topic cannot be made");
    std::size_t count = 0;
    const auto* const results =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto code = rd_kafka_topic_result_error(results[i]);
        if (code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) require_ok(code, "the topic cannot be made");
    }
}

}  // namespace

void require_topic(const KafkaSettings& settings, std::string_view topic, const TopicShape& shape) {
    const std::string name{topic};
    const KafkaHandle handle = make_kafka_consumer(settings, looking_group);
    std::optional<int> partitions = partitions_of(handle.get(), name, settings.answer_timeout);
    if (!partitions) make_topic(handle.get(), name, shape, settings.answer_timeout);
    for (int i = 0; !partitions && i < tries_for_new_topic; ++i) {
        rd_kafka_poll(handle.get(), milliseconds_of(pause_for_new_topic));
        partitions = partitions_of(handle.get(), name, settings.answer_timeout);
    }
    if (!partitions) throw KafkaFault{fmt::format("topic {} was made and is not led by anybody", topic)};
    if (shape.keeps_all && *partitions != shape.partitions)
        throw KafkaFault{fmt::format("topic {} has {} partitions; it must have {}, for it is in one order", topic,
                                     *partitions, shape.partitions)};
}

std::optional<KafkaMessage> last_message(const KafkaSettings& settings, std::string_view topic) {
    const KafkaHandle handle = make_kafka_consumer(settings, looking_group);
    std::int64_t low = 0, high = 0;
    require_ok(rd_kafka_query_watermark_offsets(handle.get(), std::string{topic}.c_str(), 0, &low, &high,
                                                milliseconds_of(settings.answer_timeout)),
               "the end of the topic cannot be found");
    if (high <= low) return std::nullopt;
    require_ok(rd_kafka_assign(handle.get(), partition_at(topic, 0, high - 1).get()), "the topic cannot be read");
    const auto deadline = steady_clock::now() + settings.answer_timeout;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
        if (left.count() <= 0) throw KafkaFault{"the last record of the topic did not come in time"};
        const KafkaOwned<rd_kafka_message_t> message{rd_kafka_consumer_poll(handle.get(), milliseconds_of(left))};
        if (!message) continue;
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return message_of(*message);
        // Other errors are those of a broker that is away for a moment.
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) throw KafkaFault{"the topic ends with what is no record"};
    }
}

}  // namespace suoledger::adapters
