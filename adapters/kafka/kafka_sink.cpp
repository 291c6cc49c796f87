// SPDX-License-Identifier: Apache-2.0
// A checkpoint has arrived when the brokers that must have it do.
#include "adapters/kafka/kafka_sink.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "adapters/kafka/producer.hpp"
#include "adapters/kafka/topics.hpp"

namespace suoledger::adapters {
namespace {

/// A service that ends waits for the one under way.
constexpr std::chrono::milliseconds whole_limit{5000};

class KafkaSink final : public eventstore::CheckpointSink {
public:
    explicit KafkaSink(KafkaSettings settings) : settings_(std::move(settings)) {}

    [[nodiscard]] std::string_view name() const override { return "kafka"; }

    void publish(const eventstore::SignedCheckpoint& checkpoint) override {
        send({{"kind", "checkpoint"},
              {"epoch", fmt::to_string(checkpoint.epoch)},
              {"size", fmt::to_string(checkpoint.checkpoint.size)}},
             checkpoint.note);
    }
    void publish_loss(std::int64_t epoch, std::string_view declaration) override {
        send({{"kind", "loss_declaration"}, {"epoch", fmt::to_string(epoch)}}, declaration);
    }

private:
    void send(std::vector<KafkaHeader> headers, std::string_view note) {
        headers.push_back({"content-type", "text/plain; charset=utf-8"});
        KafkaMessage message;
        message.headers = std::move(headers);
        message.value = note;
        try {
            if (!producer_) {
                require_topic(settings_, kafka_topic::checkpoints, {.partitions = 1, .keeps_all = true});
                producer_.emplace(settings_);
            }
            if (!producer_->send(kafka_topic::checkpoints, message)) throw KafkaFault{"too much is under way"};
            producer_->flush(whole_limit);
            if (producer_->under_way() > 0) throw KafkaFault{"no broker took it in time"};
        } catch (const KafkaFault&) {
            producer_.reset();  // what may still arrive is a repeat, and no harm
            throw;
        }
    }

    const KafkaSettings settings_;
    std::optional<KafkaProducer> producer_;  // made with the first checkpoint
};

}  // namespace

std::unique_ptr<eventstore::CheckpointSink> make_kafka_sink(KafkaSettings settings) {
    return std::make_unique<KafkaSink>(std::move(settings));
}

}  // namespace suoledger::adapters
