// SPDX-License-Identifier: Apache-2.0
// Over librdkafka's C interface: its callbacks note what happened, and `serve` throws it.
#include "adapters/kafka/producer.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "adapters/kafka/kafka_handle.hpp"

namespace suoledger::adapters {
namespace {

/// What is under way is in memory twice for a moment; a payload has 640 KiB at most.
constexpr const char* max_messages = "10000";
constexpr const char* max_kilobytes = "16384";
constexpr double microseconds_per_second = 1e6;

ProducerFigures figures_in(std::string_view json) {
    ProducerFigures figures;
    const boost::json::object all = boost::json::parse(json).as_object();
    figures.waiting_messages = all.at("msg_cnt").to_number<std::int64_t>();
    figures.waiting_bytes = all.at("msg_size").to_number<std::int64_t>();
    for (const auto& broker : all.at("brokers").as_object())
        figures.round_trip_seconds =
            std::max(figures.round_trip_seconds,
                     broker.value().at("rtt").at("p99").to_number<double>() / microseconds_per_second);
    return figures;
}

KafkaOwned<rd_kafka_headers_t> headers_of(const KafkaMessage& message) {
    KafkaOwned<rd_kafka_headers_t> headers{rd_kafka_headers_new(message.headers.size())};
    for (const KafkaHeader& header : message.headers)
        require_ok(rd_kafka_header_add(headers.get(), header.name.data(), static_cast<ssize_t>(header.name.size()),
                                       header.value.data(), static_cast<ssize_t>(header.value.size())),
                   "a header cannot be sent");
    return headers;
}

rd_kafka_vu_t value_of(rd_kafka_vtype_t type) {
    rd_kafka_vu_t value{};
    value.vtype = type;
    return value;
}

rd_kafka_vu_t bytes_of(rd_kafka_vtype_t type, const std::string& text) {
    rd_kafka_vu_t value = value_of(type);
    value.u.mem.ptr = const_cast<char*>(text.data());  // copied by librdkafka, RD_KAFKA_MSG_F_COPY
    value.u.mem.size = text.size();
    return value;
}

}  // namespace

struct KafkaProducer::Parts {
    ProducerHooks hooks;
    std::int64_t sent = 0, delivered = 0;
    bool is_reachable = false;
    std::string failure;  // of the first message that did not arrive
    KafkaHandle handle;   // last: its callbacks use the rest
    KafkaOwned<rd_kafka_queue_t> queue;

    static Parts& of(void* opaque) { return *static_cast<Parts*>(opaque); }
    static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
        Parts& parts = of(opaque);
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            ++parts.delivered;
            if (!std::exchange(parts.is_reachable, true)) parts.hooks.on_reachable(true);
        } else if (parts.failure.empty()) {
            parts.failure = rd_kafka_err2str(message->err);
        }
    }
    static void on_error(rd_kafka_t*, int code, const char*, void* opaque) {
        if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;
        of(opaque).is_reachable = false;
        of(opaque).hooks.on_reachable(false);
    }
    static int on_statistics(rd_kafka_t*, char* json, std::size_t size, void* opaque) {
        try {
            of(opaque).hooks.on_figures(figures_in({json, size}));
        } catch (const std::exception&) {
            // Figures of another shape are no reason to stop, and nothing may be thrown through C.
        }
        return 0;  // librdkafka frees the text
    }
    static void on_queue(rd_kafka_t*, void* opaque) { of(opaque).hooks.on_event(); }
};

KafkaProducer::KafkaProducer(const KafkaSettings& settings, ProducerHooks hooks)
    : parts_(std::make_unique<Parts>(Parts{.hooks = std::move(hooks)})) {
    KafkaConf conf = make_kafka_conf(settings);
    set(conf, "enable.idempotence", "true");
    set(conf, "acks", "all");
    set(conf, "compression.type", "zstd");
    set(conf, "linger.ms", "5");
    set(conf, "message.timeout.ms", fmt::to_string(settings.message_timeout.count()));
    set(conf, "partitioner", "murmur2_random");  // the same places as the clients in Java
    set(conf, "queue.buffering.max.messages", max_messages);
    set(conf, "queue.buffering.max.kbytes", max_kilobytes);
    set(conf, "statistics.interval.ms", "15000");
    rd_kafka_conf_set_opaque(conf.get(), parts_.get());
    rd_kafka_conf_set_dr_msg_cb(conf.get(), &Parts::on_delivery);
    rd_kafka_conf_set_error_cb(conf.get(), &Parts::on_error);
    rd_kafka_conf_set_stats_cb(conf.get(), &Parts::on_statistics);
    parts_->handle = make_kafka_handle(KafkaClient::producer, std::move(conf), settings);
    parts_->queue.reset(rd_kafka_queue_get_main(parts_->handle.get()));
    rd_kafka_queue_cb_event_enable(parts_->queue.get(), &Parts::on_queue, parts_.get());
}

KafkaProducer::~KafkaProducer() {
    rd_kafka_queue_cb_event_enable(parts_->queue.get(), nullptr, nullptr);
    parts_->queue.reset();
    rd_kafka_purge(parts_->handle.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    parts_->handle.reset();  // before what its callbacks use
}

bool KafkaProducer::send(std::string_view topic, const KafkaMessage& message) {
    const std::string name{topic}, nothing;
    const std::string& key = message.key ? *message.key : nothing;
    auto headers = headers_of(message);
    rd_kafka_vu_t to = value_of(RD_KAFKA_VTYPE_TOPIC);
    to.u.cstr = name.c_str();
    rd_kafka_vu_t flags = value_of(RD_KAFKA_VTYPE_MSGFLAGS);
    flags.u.i = RD_KAFKA_MSG_F_COPY;
    rd_kafka_vu_t named = value_of(RD_KAFKA_VTYPE_HEADERS);
    named.u.headers = headers.get();
    rd_kafka_vu_t time = value_of(RD_KAFKA_VTYPE_TIMESTAMP);
    time.u.i64 = message.timestamp_ms;
    const std::array values{to,   flags, bytes_of(RD_KAFKA_VTYPE_VALUE, message.value),
                            time, named, bytes_of(RD_KAFKA_VTYPE_KEY, key)};
    const KafkaOwned<rd_kafka_error_t> error{
        rd_kafka_produceva(parts_->handle.get(), values.data(), values.size() - (message.key ? 0 : 1))};
    if (!error) {
        static_cast<void>(headers.release());  // librdkafka's now
        ++parts_->sent;
        return true;
    }
    if (rd_kafka_error_code(error.get()) == RD_KAFKA_RESP_ERR__QUEUE_FULL) return false;
    throw KafkaFault{fmt::format("a record cannot be sent: {}", rd_kafka_error_string(error.get()))};
}

void KafkaProducer::serve(std::chrono::milliseconds at_most) {
    rd_kafka_poll(parts_->handle.get(), static_cast<int>(at_most.count()));
    while (rd_kafka_poll(parts_->handle.get(), 0) > 0) {
    }
    std::array<char, 256> reason{};
    if (rd_kafka_fatal_error(parts_->handle.get(), reason.data(), reason.size()) != RD_KAFKA_RESP_ERR_NO_ERROR)
        throw KafkaFault{fmt::format("the producer cannot go on: {}", reason.data())};
    if (!parts_->failure.empty()) throw KafkaFault{fmt::format("a record did not arrive: {}", parts_->failure)};
}

void KafkaProducer::flush(std::chrono::milliseconds limit) {
    rd_kafka_flush(parts_->handle.get(), static_cast<int>(limit.count()));
    serve();
}

std::int64_t KafkaProducer::delivered() const { return parts_->delivered; }
std::int64_t KafkaProducer::under_way() const { return parts_->sent - parts_->delivered; }

}  // namespace suoledger::adapters
