// SPDX-License-Identifier: Apache-2.0
// Follows `suoledger.log` and keeps what it tells. A record that the log cannot have written ends it until a person
// looks: what was kept is served on, and nothing behind it is believed.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/kafka/kafka_settings.hpp"
#include "adapters/kafka/publishing.hpp"
#include "adapters/read_node/kept_log.hpp"
#include "eventstore/metrics.hpp"

namespace suoledger::adapters {

namespace read_node_metric {
inline constexpr std::string_view position = "read_node_position";              // gauge: kept
inline constexpr std::string_view epoch = "read_node_epoch";                    // gauge
inline constexpr std::string_view reads_topic = "read_node_reads_topic";        // gauge: 1 while the topic can be read
inline constexpr std::string_view bad_record = "read_node_bad_record";          // gauge: 1 while nothing is believed
inline constexpr std::string_view starts_over = "read_node_starts_over_total";  // later epochs
}  // namespace read_node_metric

/// Thread-safe.
class TopicFollower {
public:
    /// All of it outlives the follower.
    struct Parts {
        KafkaSettings settings;
        KeptLog& log;
        eventstore::Metrics& metrics;
        TellLog tell;
        /// On the follower's thread, once they can be read.
        std::function<void(const std::vector<CheckedRecord>&)> on_kept;
        PublisherPauses pauses;
    };
    explicit TopicFollower(Parts parts) : parts_(std::move(parts)), retries_(parts_.pauses) {}
    ~TopicFollower();
    TopicFollower(const TopicFollower&) = delete;
    TopicFollower& operator=(const TopicFollower&) = delete;

    /// Once.
    void start();
    /// It came to the end of the topic once.
    [[nodiscard]] bool caught_up() const { return caught_up_; }
    /// What is wrong with the record at which it stopped; empty: it follows.
    [[nodiscard]] std::string bad_record() const;

private:
    void run();
    std::chrono::milliseconds round();
    void follow();
    void keep(const std::vector<CheckedRecord>& records);
    void note_bad_record(const std::string& what);

    const Parts parts_;
    Retries retries_;
    std::atomic<bool> caught_up_ = false;
    std::atomic<bool> stopping_ = false;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::string bad_record_;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace suoledger::adapters
