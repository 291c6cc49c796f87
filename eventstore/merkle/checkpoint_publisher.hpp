// SPDX-License-Identifier: Apache-2.0
// One sink and the thread that feeds it, so that a sink that is slow or away holds up neither the signer nor another.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "eventstore/merkle/merkle_log.hpp"

namespace suoledger::eventstore {

struct PublisherLimits {
    /// A sink that falls behind further is given the newest and none of those between.
    std::size_t queued = 64;
    std::chrono::milliseconds first_pause{1000}, longest_pause{60'000};
};

/// Thread-safe.
class CheckpointPublisher {
public:
    CheckpointPublisher(std::unique_ptr<CheckpointSink> sink, Metrics& metrics,
                        std::function<void(std::string_view)> on_alarm, PublisherLimits limits = {});
    /// The newest of what is still queued gets one try, unless the sink failed the last time.
    ~CheckpointPublisher();
    CheckpointPublisher(const CheckpointPublisher&) = delete;
    CheckpointPublisher& operator=(const CheckpointPublisher&) = delete;

    void publish(SignedCheckpoint checkpoint);

private:
    void run();
    bool publish_first();
    void on_failure(const std::exception& fault);
    const std::unique_ptr<CheckpointSink> sink_;
    Metrics& metrics_;
    const std::function<void(std::string_view)> on_alarm_;
    const PublisherLimits limits_;
    std::chrono::milliseconds pause_{0};  // of the thread alone
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<SignedCheckpoint> queue_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses everything above
};

}  // namespace suoledger::eventstore
