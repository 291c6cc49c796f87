// SPDX-License-Identifier: Apache-2.0
// Derives from `suoledger.log` a topic of invoices, one of payments and one of customers, keyed by stream: for
// consumers that want partitions, and no more than the order within one invoice.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "adapters/kafka/kafka_settings.hpp"
#include "adapters/kafka/publisher_turn.hpp"
#include "adapters/kafka/publishing.hpp"
#include "eventstore/metrics.hpp"

namespace suoledger::adapters {

/// Where it stands is the committed offset of its consumer group; it moves only once what was derived arrived, so that
/// whatever is killed repeats records and loses none.
class KeyedTopics {
public:
    /// All of it outlives this.
    struct Parts {
        KafkaSettings settings;
        PublisherTurn& turn;
        eventstore::Metrics& metrics;
        TellLog tell;
        PublisherPauses pauses;
        int partitions = 12;  // of a topic that is made here
    };
    explicit KeyedTopics(Parts parts) : parts_(std::move(parts)), retries_(parts_.pauses) {}
    ~KeyedTopics();
    KeyedTopics(const KeyedTopics&) = delete;
    KeyedTopics& operator=(const KeyedTopics&) = delete;

    /// Once.
    void start();

private:
    class Session;

    void run();
    std::chrono::milliseconds round();
    void derive();

    const Parts parts_;
    Retries retries_;
    bool from_the_beginning_ = false;  // the committed offset is none of this topic's
    std::atomic<bool> stopping_ = false;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace suoledger::adapters
