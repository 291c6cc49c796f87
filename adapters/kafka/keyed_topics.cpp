// SPDX-License-Identifier: Apache-2.0
// Consumes, produces, and commits what arrived, in this order.
#include "adapters/kafka/keyed_topics.hpp"

#include <librdkafka/rdkafka.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "adapters/kafka/kafka_handle.hpp"
#include "adapters/kafka/producer.hpp"
#include "adapters/kafka/topics.hpp"
#include "eventstore/failpoints.hpp"
#include "eventstore/thread_name.hpp"

namespace suoledger::adapters {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* group = "suoledger-keyed";
/// Between two commits, while there is more.
constexpr std::int64_t records_at_a_time = 1000;
constexpr milliseconds time_at_a_time{1000}, poll{100};

constexpr auto topics_by_stream = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"invoice", kafka_topic::invoices}, {"payment", kafka_topic::payments}, {"customer", kafka_topic::customers}});

/// nullopt: it belongs to none of them.
std::optional<std::string_view> topic_of(const KafkaMessage& message) {
    const std::string* type = find_header(message, stream_type_header);
    if (type == nullptr || find_header(message, subject_header) == nullptr) return std::nullopt;
    for (const auto& [name, topic] : topics_by_stream)
        if (*type == name) return topic;
    return std::nullopt;
}

/// The committed offset is not one of this topic: it was made anew.
struct OffsetLost : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace

/// One consumer and one producer, until either fails.
class KeyedTopics::Session {
public:
    Session(const Parts& parts, const std::atomic<bool>& stopping, bool from_the_beginning)
        : parts_(parts),
          stopping_(stopping),
          consumer_(make_kafka_consumer(parts.settings, group)),
          producer_(parts.settings) {
        const auto asked = partition_at(kafka_topic::log, 0, RD_KAFKA_OFFSET_INVALID);
        require_ok(
            rd_kafka_committed(consumer_.get(), asked.get(), static_cast<int>(parts.settings.answer_timeout.count())),
            "the committed offset cannot be found");
        const std::int64_t committed = asked->elems[0].offset;
        next_ = from_the_beginning || committed < 0 ? RD_KAFKA_OFFSET_BEGINNING : committed;
        require_ok(rd_kafka_assign(consumer_.get(), partition_at(kafka_topic::log, 0, next_).get()),
                   "the log's topic cannot be read");
    }

    void step() {
        const KafkaOwned<rd_kafka_message_t> message{
            rd_kafka_consumer_poll(consumer_.get(), static_cast<int>(poll.count()))};
        const bool is_record = message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
        if (is_record) {
            pass_on(*message);
        } else if (message && message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
            throw OffsetLost{"the offset that was reached is none of the log's topic"};
        }
        producer_.serve();
        const bool is_time = steady_clock::now() - settled_at_ >= time_at_a_time;
        if (unsettled_ > 0 && (!is_record || is_time || unsettled_ >= records_at_a_time)) settle();
    }

private:
    void pass_on(const rd_kafka_message_t& record) {
        KafkaMessage message = message_of(record);
        message.timestamp_ms = rd_kafka_message_timestamp(&record, nullptr);
        if (const auto topic = topic_of(message)) {
            message.key = *find_header(message, subject_header);
            while (!producer_.send(*topic, message)) {
                if (stopping_) return;
                producer_.serve(poll);
            }
            counts_.at(topic_index(*topic)) += 1;
        }
        next_ = record.offset + 1;
        ++unsettled_;
    }

    void settle() {
        while (producer_.under_way() > 0) {  // a record that does not arrive in time ends this
            if (stopping_) return;
            producer_.flush(poll);
        }
        eventstore::failpoint("publisher.keyed_arrived");
        require_ok(rd_kafka_commit(consumer_.get(), partition_at(kafka_topic::log, 0, next_).get(), 0),
                   "the offset cannot be committed");
        for (std::size_t i = 0; i < topics_by_stream.size(); ++i)
            parts_.metrics.add(kafka_metric::published, static_cast<double>(std::exchange(counts_.at(i), 0)),
                               {{"topic", topics_by_stream.at(i).second}});
        parts_.metrics.set(kafka_metric::keyed_offset, static_cast<double>(next_), {});
        unsettled_ = 0;
        settled_at_ = steady_clock::now();
    }

    static std::size_t topic_index(std::string_view topic) {
        std::size_t i = 0;
        while (topics_by_stream.at(i).second != topic) ++i;
        return i;
    }

    const Parts& parts_;
    const std::atomic<bool>& stopping_;
    KafkaHandle consumer_;
    KafkaProducer producer_;
    std::int64_t next_ = 0;  // offset
    std::int64_t unsettled_ = 0;
    std::array<std::int64_t, topics_by_stream.size()> counts_{};
    steady_clock::time_point settled_at_ = steady_clock::now();
};

KeyedTopics::~KeyedTopics() {
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void KeyedTopics::start() {
    thread_ = std::thread{[this] { run(); }};
}

void KeyedTopics::run() {
    eventstore::name_this_thread("kafka-keyed");
    for (milliseconds rest{0};;) {
        {
            std::unique_lock lock{mutex_};
            if (wake_.wait_for(lock, rest, [this] { return stopping_.load(); })) break;
        }
        rest = round();
    }
    parts_.turn.give_back();
}

milliseconds KeyedTopics::round() {
    try {
        if (!parts_.turn.take()) return parts_.pauses.look;
        derive();
        return milliseconds{0};
    } catch (const OffsetLost& lost) {
        from_the_beginning_ = true;
        parts_.tell("warning", "keyed topics are derived again from the first record", {{"reason", lost.what()}});
        return parts_.pauses.first;
    } catch (const std::exception& fault) {
        if (retries_.is_news(fault.what()))
            parts_.tell("warning", "keyed topics wait; they are tried again", {{"reason", fault.what()}});
        return retries_.next_pause();
    }
}

/// Returns when it is to stop or it is another's turn.
void KeyedTopics::derive() {
    require_topic(parts_.settings, kafka_topic::log, {.partitions = 1, .keeps_all = true});
    for (const auto& [stream, topic] : topics_by_stream)
        require_topic(parts_.settings, topic, {.partitions = parts_.partitions, .keeps_all = false});
    Session session{parts_, stopping_, std::exchange(from_the_beginning_, false)};
    auto looked_at = steady_clock::now();
    while (!stopping_) {
        session.step();
        if (steady_clock::now() - looked_at < parts_.pauses.look) continue;
        if (!parts_.turn.take()) return;
        retries_.went_well();
        looked_at = steady_clock::now();
    }
}

}  // namespace suoledger::adapters
