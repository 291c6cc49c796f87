// SPDX-License-Identifier: Apache-2.0
// What every use of librdkafka begins with.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/kafka/kafka_settings.hpp"
#include "adapters/kafka/log_record.hpp"

// As rdkafka.h names them; it is included where they are used.
struct rd_kafka_s;
struct rd_kafka_conf_s;
struct rd_kafka_topic_s;
struct rd_kafka_queue_s;
struct rd_kafka_message_s;
struct rd_kafka_headers_s;
struct rd_kafka_error_s;
struct rd_kafka_op_s;  // an event
struct rd_kafka_NewTopic_s;
struct rd_kafka_topic_partition_list_s;
struct rd_kafka_metadata;

namespace suoledger::adapters {

struct KafkaCleanUp {
    void operator()(rd_kafka_s* handle) const;
    void operator()(rd_kafka_conf_s* conf) const;
    void operator()(rd_kafka_topic_s* topic) const;
    void operator()(rd_kafka_queue_s* queue) const;
    void operator()(rd_kafka_message_s* message) const;
    void operator()(rd_kafka_headers_s* headers) const;
    void operator()(rd_kafka_error_s* error) const;
    void operator()(rd_kafka_op_s* event) const;
    void operator()(rd_kafka_NewTopic_s* topic) const;
    void operator()(rd_kafka_topic_partition_list_s* list) const;
    void operator()(const struct rd_kafka_metadata* metadata) const;
};
template <class T>
using KafkaOwned = std::unique_ptr<T, KafkaCleanUp>;
using KafkaHandle = KafkaOwned<rd_kafka_s>;
using KafkaConf = KafkaOwned<rd_kafka_conf_s>;

/// Brokers, our name, short pauses between tries to connect; nothing of it is printed to standard error.
/// Throws KafkaFault when a property is none of librdkafka's or has no such value.
[[nodiscard]] KafkaConf make_kafka_conf(const KafkaSettings& settings);
void set(const KafkaConf& conf, const char* name, const std::string& value);
enum class KafkaClient : std::uint8_t { producer, consumer };
/// With the settings' own properties, which win. Throws KafkaFault.
[[nodiscard]] KafkaHandle make_kafka_handle(KafkaClient type, KafkaConf conf, const KafkaSettings& settings);
/// Reads nothing but what it is told to, from where it is told; records nothing about it unless asked.
[[nodiscard]] KafkaHandle make_kafka_consumer(const KafkaSettings& settings, const std::string& group);

/// `code` is librdkafka's. Throws KafkaFault with `what` in its text unless it says that there is no error.
void require_ok(int code, const char* what);

[[nodiscard]] KafkaMessage message_of(const rd_kafka_message_s& message);
/// One partition of one topic.
[[nodiscard]] KafkaOwned<rd_kafka_topic_partition_list_s> partition_at(std::string_view topic, std::int32_t partition,
                                                                       std::int64_t offset);

}  // namespace suoledger::adapters
