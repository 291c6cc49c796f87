// SPDX-License-Identifier: Apache-2.0
// One broker, and a consumer that reads topics from their beginning to their end.
#include "tests/adapters/kafka/mock_kafka.hpp"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <stdexcept>

#include "adapters/kafka/kafka_handle.hpp"

namespace suoledger::tests {
namespace {

using namespace adapters;

constexpr int broker = 1, derived_partitions = 3;
constexpr std::int16_t produce_request = 0;
constexpr std::chrono::seconds safety_net{60};

struct EndCluster {
    void operator()(rd_kafka_mock_cluster_t* cluster) const { rd_kafka_mock_cluster_destroy(cluster); }
};

void consume(rd_kafka_t* consumer, std::vector<KafkaMessage>& into) {
    constexpr auto patience_ms = static_cast<int>(std::chrono::milliseconds{safety_net}.count());
    for (;;) {
        const KafkaOwned<rd_kafka_message_t> message{rd_kafka_consumer_poll(consumer, patience_ms)};
        if (!message) throw std::runtime_error("the mock cluster does not answer");
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return;
        require_ok(message->err, "cannot read");
        into.push_back(message_of(*message));
        into.back().timestamp_ms = rd_kafka_message_timestamp(message.get(), nullptr);
    }
}

}  // namespace

struct MockKafka::Parts {
    KafkaHandle handle;
    std::unique_ptr<rd_kafka_mock_cluster_t, EndCluster> cluster;
};

MockKafka::MockKafka() : parts_(std::make_unique<Parts>()) {
    parts_->handle = make_kafka_handle(KafkaClient::producer, make_kafka_conf({}), {});
    parts_->cluster.reset(rd_kafka_mock_cluster_new(parts_->handle.get(), 1));
    rd_kafka_mock_topic_create(parts_->cluster.get(), "suoledger.log", 1, 1);
    rd_kafka_mock_topic_create(parts_->cluster.get(), "suoledger.checkpoints", 1, 1);
    for (const char* topic : {"suoledger.invoices", "suoledger.payments", "suoledger.customers"})
        rd_kafka_mock_topic_create(parts_->cluster.get(), topic, derived_partitions, 1);
}

MockKafka::~MockKafka() = default;

KafkaSettings MockKafka::settings() const {
    return {.brokers = rd_kafka_mock_cluster_bootstraps(parts_->cluster.get()),
            .message_timeout = std::chrono::seconds{20},
            .answer_timeout = std::chrono::seconds{2}};
}

void MockKafka::go_away() { rd_kafka_mock_broker_set_down(parts_->cluster.get(), broker); }
void MockKafka::come_back() { rd_kafka_mock_broker_set_up(parts_->cluster.get(), broker); }

void MockKafka::refuse_to_produce(int times, int error) {
    const std::vector<rd_kafka_resp_err_t> errors(static_cast<std::size_t>(times),
                                                  static_cast<rd_kafka_resp_err_t>(error));
    rd_kafka_mock_push_request_errors_array(parts_->cluster.get(), produce_request, errors.size(), errors.data());
}

std::vector<std::vector<KafkaMessage>> MockKafka::read(std::string_view topic, int partitions) {
    std::vector<std::vector<KafkaMessage>> all(static_cast<std::size_t>(partitions));
    for (int partition = 0; partition < partitions; ++partition) {
        const KafkaHandle consumer = make_kafka_consumer(settings(), "tests");
        require_ok(rd_kafka_assign(consumer.get(), partition_at(topic, partition, RD_KAFKA_OFFSET_BEGINNING).get()),
                   "cannot read");
        consume(consumer.get(), all.at(static_cast<std::size_t>(partition)));
    }
    return all;
}

void WatchedMetrics::add(std::string_view counter, double by, eventstore::Labels) {
    {
        const std::scoped_lock lock{mutex_};
        values_[std::string{counter}] += by;
    }
    changed_.notify_all();
}

void WatchedMetrics::set(std::string_view gauge, double value, eventstore::Labels) {
    {
        const std::scoped_lock lock{mutex_};
        values_[std::string{gauge}] = value;
    }
    changed_.notify_all();
}

bool WatchedMetrics::wait_for(std::string_view name, double at_least) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, safety_net, [&] { return values_[std::string{name}] >= at_least; });
}

bool WatchedMetrics::wait_until_is(std::string_view name, double value) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, safety_net, [&] {
        const auto found = values_.find(name);
        return found != values_.end() && found->second == value;
    });
}

double WatchedMetrics::value(std::string_view name) {
    const std::scoped_lock lock{mutex_};
    return values_[std::string{name}];
}

}  // namespace suoledger::tests
