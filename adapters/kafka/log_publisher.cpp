// SPDX-License-Identifier: Apache-2.0
// One producer at a time. When anything is wrong with it the next one begins where the topic says.
#include "adapters/kafka/log_publisher.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "adapters/kafka/resumption.hpp"
#include "adapters/kafka/topics.hpp"
#include "eventstore/failpoints.hpp"
#include "eventstore/thread_name.hpp"

namespace suoledger::adapters {
namespace {

using std::chrono::steady_clock;

/// What is handed over waits here while the broker is asked; what does not fit is read from the log.
constexpr std::size_t handed_batches = 256, handed_bytes = 8U << 20U;
constexpr std::int64_t events_at_a_time = 500;
constexpr TopicShape log_shape{.partitions = 1, .keeps_all = true};

/// The log is another one than it was: what was sent is compared with it again.
struct LogChanged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace

LogPublisher::LogPublisher(Parts parts)
    : parts_(std::move(parts)), retries_(parts_.pauses), handed_(handed_batches, handed_bytes) {}

LogPublisher::~LogPublisher() {
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void LogPublisher::start() {
    thread_ = std::thread{[this] { run(); }};
}

void LogPublisher::committed(const projections::EventBatch& batch) {
    if (batch->empty()) return;
    {
        const std::scoped_lock lock{mutex_};
        handed_.push(batch);
        known_head_ = std::max(known_head_, batch->back().position);
    }
    wake_.notify_one();
}

void LogPublisher::notify_head(std::int64_t position) {
    {
        const std::scoped_lock lock{mutex_};
        known_head_ = std::max(known_head_, position);
    }
    wake_.notify_one();
}

/// False: the end was asked for.
bool LogPublisher::wait(Pause at_most, bool for_events) {
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, at_most, [&] { return stopping_ || has_arrived_ || (for_events && known_head_ > sent_); });
    has_arrived_ = false;
    return !stopping_;
}

void LogPublisher::run() {
    eventstore::name_this_thread("kafka-log");
    for (Pause rest{0};;) {
        {
            std::unique_lock lock{mutex_};
            if (wake_.wait_for(lock, rest, [this] { return stopping_; })) break;
        }
        rest = round();
    }
    parts_.turn.give_back();
}

LogPublisher::Pause LogPublisher::round() {
    try {
        if (!parts_.turn.take()) return parts_.pauses.look;
        publish();
        return Pause{0};
    } catch (const LogChanged& changed) {
        parts_.tell("info", "the log changed; the topic is looked at again", {{"reason", changed.what()}});
        return Pause{0};
    } catch (const TopicContradiction& contradiction) {
        if (retries_.is_news(contradiction.what()))
            parts_.tell("error", "nothing is published: the topic contradicts the log",
                        {{"topic", std::string{kafka_topic::log}}, {"reason", contradiction.what()}});
        parts_.metrics.set(kafka_metric::contradiction, 1, {});  // whoever it alarms finds the reason in the log
        return parts_.pauses.contradiction;
    } catch (const std::exception& fault) {
        if (retries_.is_news(fault.what()))
            parts_.tell("warning", "publishing waits; it is tried again", {{"reason", fault.what()}});
        return retries_.next_pause();
    }
}

ProducerHooks LogPublisher::hooks() {
    return {.on_event =
                [this] {
                    {
                        const std::scoped_lock lock{mutex_};
                        has_arrived_ = true;
                    }
                    wake_.notify_one();
                },
            .on_figures =
                [this](const ProducerFigures& figures) {
                    parts_.metrics.set(kafka_metric::waiting, static_cast<double>(figures.waiting_messages), {});
                    parts_.metrics.set(kafka_metric::waiting_bytes, static_cast<double>(figures.waiting_bytes), {});
                    parts_.metrics.set(kafka_metric::round_trip, figures.round_trip_seconds, {});
                },
            .on_reachable =
                [this](bool is_reachable) { parts_.metrics.set(kafka_metric::reachable, is_reachable ? 1 : 0, {}); }};
}

/// Returns when it is to stop or it is another's turn.
void LogPublisher::publish() {
    require_topic(parts_.settings, kafka_topic::log, log_shape);
    const auto last = last_message(parts_.settings, kafka_topic::log);
    // Asked afterwards: what another process published meanwhile is in it.
    const eventstore::LogHead head = parts_.log.head();
    const std::int64_t begin = resume_after(last, head, parts_.log);
    epoch_ = {head.epoch, head.epoch_id};
    sent_ = reported_ = begin;
    portion_ = {};
    next_ = 0;
    notify_head(head.position);
    parts_.metrics.set(kafka_metric::contradiction, 0, {});
    parts_.metrics.add(kafka_metric::producers, 1, {});
    parts_.tell("info", "publishing", {{"after_position", std::to_string(begin)}});
    eventstore::failpoint("publisher.resumed");
    KafkaProducer producer{parts_.settings, hooks()};
    auto looked_at = steady_clock::now();
    for (bool has_room = true; wait(parts_.pauses.look, has_room);) {
        producer.serve();
        report(begin + producer.delivered());
        if (steady_clock::now() - looked_at >= parts_.pauses.look) {
            if (!parts_.turn.take()) return;
            notify_head(ask_head());
            looked_at = steady_clock::now();
        }
        has_room = send_next(producer);
    }
    producer.flush(parts_.pauses.farewell);
    report(begin + producer.delivered());
}

/// A restored database under a running service has another epoch, or fewer events.
std::int64_t LogPublisher::ask_head() {
    const eventstore::LogHead head = parts_.log.head();
    if (LogEpoch{head.epoch, head.epoch_id} != epoch_) throw LogChanged{"it has another epoch"};
    if (head.position < sent_) throw LogChanged{"it is shorter than it was"};
    return head.position;
}

bool LogPublisher::send_next(KafkaProducer& producer) {
    if (next_ == portion_.events.size()) fetch();
    for (; next_ < portion_.events.size(); ++next_) {
        const eventstore::RecordedEvent& event = *portion_.events[next_];
        if (!producer.send(kafka_topic::log, to_log_record(event, epoch_))) return false;
        sent_ = event.position;
        eventstore::failpoint("publisher.sent");
    }
    return true;
}

void LogPublisher::fetch() {
    next_ = 0;
    bool is_behind = false;
    {
        const std::scoped_lock lock{mutex_};
        portion_ = handed_.take_after(sent_, events_at_a_time);
        is_behind = portion_.events.empty() && known_head_ > sent_;
    }
    if (!is_behind) return;
    // What was heard of the head was a hint; the log itself says how far it goes.
    if (ask_head() == sent_) {
        const std::scoped_lock lock{mutex_};
        known_head_ = sent_;
        return;
    }
    auto events = std::make_shared<std::vector<eventstore::RecordedEvent>>(
        parts_.log.read_log({.after_position = sent_, .limit = events_at_a_time}));
    if (events->empty() || events->front().position != sent_ + 1) throw LogChanged{"an event that was there is not"};
    for (const auto& event : *events) portion_.events.push_back(&event);
    portion_.batches.push_back(std::move(events));
}

void LogPublisher::report(std::int64_t arrived) {
    if (arrived > reported_) {
        eventstore::failpoint("publisher.arrived");
        parts_.metrics.add(kafka_metric::published, static_cast<double>(arrived - reported_),
                           {{"topic", kafka_topic::log}});
        retries_.went_well();
        reported_ = arrived;
    }
    {
        const std::scoped_lock lock{mutex_};
        const auto lag = std::max<std::int64_t>(0, known_head_ - arrived);
        parts_.metrics.set(kafka_metric::lag, static_cast<double>(lag), {});
    }
    parts_.metrics.set(kafka_metric::position, static_cast<double>(arrived), {});  // last: it is what is waited for
}

}  // namespace suoledger::adapters
