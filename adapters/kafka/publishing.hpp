// SPDX-License-Identifier: Apache-2.0
// What everything that publishes shares: how it is counted, and how it is tried again.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/telemetry/log.hpp"

namespace suoledger::adapters {

namespace kafka_metric {
inline constexpr std::string_view position = "kafka_published_position";    // gauge
inline constexpr std::string_view lag = "kafka_lag_events";                 // gauge
inline constexpr std::string_view published = "kafka_published_total";      // label topic
inline constexpr std::string_view producers = "kafka_producers_total";      // made
inline constexpr std::string_view reachable = "kafka_reachable";            // gauge
inline constexpr std::string_view contradiction = "kafka_contradiction";    // gauge
inline constexpr std::string_view waiting = "kafka_waiting_messages";       // gauge
inline constexpr std::string_view waiting_bytes = "kafka_waiting_bytes";    // gauge
inline constexpr std::string_view round_trip = "kafka_round_trip_seconds";  // gauge
inline constexpr std::string_view keyed_offset = "kafka_keyed_offset";      // gauge: of the log's topic
}  // namespace kafka_metric

struct PublisherPauses {
    std::chrono::milliseconds first{250}, longest{2000};  // after a fault; it doubles in between
    std::chrono::milliseconds contradiction{30'000};      // a person has to help
    std::chrono::milliseconds look{1000};                 // at the turn and the head, while all is well
    std::chrono::milliseconds farewell{1000};             // for what is under way when it stops
};

/// One fault is told once, and tried again after pauses that double. Used by one thread.
class Retries {
public:
    explicit Retries(const PublisherPauses& pauses) : pauses_(pauses) {}
    bool is_news(std::string_view what) { return std::exchange(told_, what) != what; }
    std::chrono::milliseconds next_pause() { return pause_ = std::clamp(2 * pause_, pauses_.first, pauses_.longest); }
    /// The next fault is news, and is tried again soon.
    void went_well() {
        told_.clear();
        pause_ = {};
    }

private:
    const PublisherPauses pauses_;
    std::string told_;
    std::chrono::milliseconds pause_{0};
};

}  // namespace suoledger::adapters
