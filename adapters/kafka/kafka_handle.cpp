// SPDX-License-Identifier: Apache-2.0
// Settings, handles, and messages as we know them.
#include "adapters/kafka/kafka_handle.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <array>
#include <utility>

namespace suoledger::adapters {
namespace {

/// librdkafka prints to standard error unless told otherwise. What matters comes as errors of what we asked for.
void keep_silent(const rd_kafka_t*, int, const char*, const char*) {}

std::string text_of(const void* bytes, std::size_t size) {
    return bytes == nullptr ? std::string{} : std::string{static_cast<const char*>(bytes), size};
}

}  // namespace

void KafkaCleanUp::operator()(rd_kafka_s* handle) const { rd_kafka_destroy(handle); }
void KafkaCleanUp::operator()(rd_kafka_conf_s* conf) const { rd_kafka_conf_destroy(conf); }
void KafkaCleanUp::operator()(rd_kafka_topic_s* topic) const { rd_kafka_topic_destroy(topic); }
void KafkaCleanUp::operator()(rd_kafka_queue_s* queue) const { rd_kafka_queue_destroy(queue); }
void KafkaCleanUp::operator()(rd_kafka_message_s* message) const { rd_kafka_message_destroy(message); }
void KafkaCleanUp::operator()(rd_kafka_headers_s* headers) const { rd_kafka_headers_destroy(headers); }
void KafkaCleanUp::operator()(rd_kafka_error_s* error) const { rd_kafka_error_destroy(error); }
void KafkaCleanUp::operator()(rd_kafka_op_s* event) const { rd_kafka_event_destroy(event); }
void KafkaCleanUp::operator()(rd_kafka_NewTopic_s* topic) const { rd_kafka_NewTopic_destroy(topic); }
void KafkaCleanUp::operator()(rd_kafka_topic_partition_list_s* list) const {
    rd_kafka_topic_partition_list_destroy(list);
}
void KafkaCleanUp::operator()(const struct rd_kafka_metadata* metadata) const { rd_kafka_metadata_destroy(metadata); }

void set(const KafkaConf& conf, const char* name, const std::string& value) {
    std::array<char, 256> reason{};
    if (rd_kafka_conf_set(conf.get(), name, value.c_str(), reason.data(), reason.size()) != RD_KAFKA_CONF_OK) {
        // Its words name the value, which may be a password.
        throw KafkaFault{fmt::format("the property {} is unknown to librdkafka or has no such value", name)};
    }
}

KafkaConf make_kafka_conf(const KafkaSettings& settings) {
    KafkaConf conf{rd_kafka_conf_new()};
    set(conf, "bootstrap.servers", settings.brokers);
    set(conf, "client.id", "suoledger");
    // A broker that comes back is found within 2 s, not 10.
    set(conf, "reconnect.backoff.max.ms", "2000");
    set(conf, "socket.keepalive.enable", "true");
    rd_kafka_conf_set_log_cb(conf.get(), &keep_silent);
    return conf;
}

KafkaHandle make_kafka_handle(KafkaClient type, KafkaConf conf, const KafkaSettings& settings) {
    for (const auto& [name, value] : settings.properties) set(conf, name.c_str(), value);
    std::array<char, 256> reason{};
    KafkaHandle handle{rd_kafka_new(type == KafkaClient::producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, conf.get(),
                                    reason.data(), reason.size())};
    if (!handle) throw KafkaFault{fmt::format("no client of Kafka can be made: {}", reason.data())};
    static_cast<void>(conf.release());  // the handle owns it now
    return handle;
}

KafkaHandle make_kafka_consumer(const KafkaSettings& settings, const std::string& group) {
    KafkaConf conf = make_kafka_conf(settings);
    set(conf, "group.id", group);
    set(conf, "enable.auto.commit", "false");
    set(conf, "enable.auto.offset.store", "false");
    set(conf, "auto.offset.reset", "error");
    set(conf, "enable.partition.eof", "true");
    set(conf, "allow.auto.create.topics", "false");
    set(conf, "check.crcs", "true");
    KafkaHandle handle = make_kafka_handle(KafkaClient::consumer, std::move(conf), settings);
    require_ok(rd_kafka_poll_set_consumer(handle.get()), "cannot consume");
    return handle;
}

void require_ok(int code, const char* what) {
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    throw KafkaFault{fmt::format("{}: {}", what, rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(code)))};
}

KafkaMessage message_of(const rd_kafka_message_t& message) {
    KafkaMessage result;
    if (message.key != nullptr) result.key = text_of(message.key, message.key_len);
    result.value = text_of(message.payload, message.len);
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return result;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i)
        result.headers.push_back({name, text_of(value, size)});
    return result;
}

KafkaOwned<rd_kafka_topic_partition_list_t> partition_at(std::string_view topic, std::int32_t partition,
                                                         std::int64_t offset) {
    KafkaOwned<rd_kafka_topic_partition_list_t> list{rd_kafka_topic_partition_list_new(1)};
    rd_kafka_topic_partition_list_add(list.get(), std::string{topic}.c_str(), partition)->offset = offset;
    return list;
}

}  // namespace suoledger::adapters
