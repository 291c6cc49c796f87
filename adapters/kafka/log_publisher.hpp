// SPDX-License-Identifier: Apache-2.0
// Follows the log and puts every event into `suoledger.log`, in order, at least once. Never in a command's way: it
// takes what was committed from memory while that is bounded, and reads the log only to catch up.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "adapters/kafka/kafka_settings.hpp"
#include "adapters/kafka/log_record.hpp"
#include "adapters/kafka/producer.hpp"
#include "adapters/kafka/publisher_turn.hpp"
#include "adapters/kafka/publishing.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/metrics.hpp"
#include "projections/handed_batches.hpp"

namespace suoledger::adapters {

/// Thread-safe.
class LogPublisher {
public:
    /// All of it outlives the publisher.
    struct Parts {
        KafkaSettings settings;
        eventstore::EventStore& log;
        PublisherTurn& turn;
        eventstore::Metrics& metrics;
        TellLog tell;
        PublisherPauses pauses;
    };
    explicit LogPublisher(Parts parts);
    ~LogPublisher();
    LogPublisher(const LogPublisher&) = delete;
    LogPublisher& operator=(const LogPublisher&) = delete;

    /// Once: the log can be read now.
    void start();
    void committed(const projections::EventBatch& batch);
    void notify_head(std::int64_t position);

private:
    using Pause = std::chrono::milliseconds;

    void run();
    Pause round();
    void publish();
    std::int64_t ask_head();
    /// False: nothing more can be sent for now.
    bool send_next(KafkaProducer& producer);
    void fetch();
    void report(std::int64_t arrived);
    bool wait(Pause at_most, bool for_events);
    ProducerHooks hooks();

    const Parts parts_;
    // Of the publisher's thread alone.
    LogEpoch epoch_;
    std::int64_t sent_ = 0;      // position
    std::int64_t reported_ = 0;  // likewise
    projections::Portion portion_;
    std::size_t next_ = 0;  // of the portion
    Retries retries_;

    std::mutex mutex_;
    std::condition_variable wake_;
    // Guarded by mutex_.
    projections::HandedBatches handed_;
    std::int64_t known_head_ = 0;
    bool has_arrived_ = false, stopping_ = false;

    std::thread thread_;  // last: it uses everything above
};

}  // namespace suoledger::adapters
