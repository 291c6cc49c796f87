// SPDX-License-Identifier: Apache-2.0
// In order, one at a time; after a failure the newest is tried again, later and later.
#include "eventstore/merkle/checkpoint_publisher.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "eventstore/thread_name.hpp"

namespace suoledger::eventstore {

CheckpointPublisher::CheckpointPublisher(std::unique_ptr<CheckpointSink> sink, Metrics& metrics,
                                         std::function<void(std::string_view)> on_alarm, PublisherLimits limits)
    : sink_(std::move(sink)), metrics_(metrics), on_alarm_(std::move(on_alarm)), limits_(limits), thread_([this] {
          run();
      }) {
    metrics_.add(metric::checkpoint_sink_failures, 0, {{"sink", sink_->name()}});
}

CheckpointPublisher::~CheckpointPublisher() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void CheckpointPublisher::publish(SignedCheckpoint checkpoint) {
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() >= limits_.queued) queue_.clear();
        queue_.push_back(std::move(checkpoint));
    }
    wake_.notify_one();
}

void CheckpointPublisher::run() {
    name_this_thread("checkpoint-sink");
    while (true) {
        {
            std::unique_lock lock(mutex_);
            if (pause_ > std::chrono::milliseconds{0}) wake_.wait_for(lock, pause_, [this] { return stopping_; });
            wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty() || (stopping_ && pause_ > std::chrono::milliseconds{0})) return;
            // Older ones that were missed are not repeated: the newest says more.
            if (stopping_ || pause_ > std::chrono::milliseconds{0}) queue_.erase(queue_.begin(), queue_.end() - 1);
        }
        if (!publish_first()) continue;
        pause_ = std::chrono::milliseconds{0};
    }
}

/// The first stays in the queue while it fails, so that there is something to try again.
bool CheckpointPublisher::publish_first() {
    SignedCheckpoint checkpoint;
    {
        const std::lock_guard lock(mutex_);
        checkpoint = queue_.front();
    }
    try {
        sink_->publish(checkpoint);
    } catch (const std::exception& fault) {
        on_failure(fault);
        return false;
    }
    metrics_.set(metric::checkpoint_sink_size, static_cast<double>(checkpoint.checkpoint.size),
                 {{"sink", sink_->name()}});
    const std::lock_guard lock(mutex_);
    // It may have gone, with all before the newest, while the sink took its time.
    if (!queue_.empty() && queue_.front().checkpoint == checkpoint.checkpoint) queue_.pop_front();
    return true;
}

void CheckpointPublisher::on_failure(const std::exception& fault) {
    metrics_.add(metric::checkpoint_sink_failures, 1, {{"sink", sink_->name()}});
    // Once for each time that it goes away, not for each try.
    if (pause_ == std::chrono::milliseconds{0} && on_alarm_)
        on_alarm_(fmt::format("checkpoints do not reach the sink {}: {}", sink_->name(), fault.what()));
    pause_ = std::clamp(2 * pause_, limits_.first_pause, limits_.longest_pause);
}

}  // namespace suoledger::eventstore
