// SPDX-License-Identifier: Apache-2.0
// A log of nothing but leaves, which a test may cut, rewrite, put out of reach and give another epoch.
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "eventstore/event_store.hpp"
#include "eventstore/leaf.hpp"

namespace suoledger::eventstore {

class LeafStore final : public EventStore {
public:
    using Batch = std::shared_ptr<const std::vector<RecordedEvent>>;

    /// So many leaves more, those of numbered_leaves(); returns them as a batch to be handed over.
    Batch append(std::int64_t count) {
        const std::lock_guard lock(mutex_);
        auto batch = std::make_shared<std::vector<RecordedEvent>>();
        for (std::int64_t i = 0; i < count; ++i) {
            leaves_.push_back(leaf_hash(std::to_string(leaves_.size())));
            batch->push_back(event_at(static_cast<std::int64_t>(leaves_.size())));
        }
        return batch;
    }
    void cut(std::int64_t size) {
        const std::lock_guard lock(mutex_);
        leaves_.resize(static_cast<std::size_t>(size));
    }
    void rewrite(std::int64_t position) {
        const std::lock_guard lock(mutex_);
        leaves_[static_cast<std::size_t>(position - 1)] = leaf_hash("rewritten");
    }
    void set_epoch(std::int64_t epoch) {
        const std::lock_guard lock(mutex_);
        epoch_ = epoch;
    }
    /// The row at that position is gone, those behind it are not.
    void hide(std::int64_t position) { hidden_ = position; }
    void be_out_of_reach(bool is_out) { out_of_reach_ = is_out; }
    [[nodiscard]] int refused_reads() const { return refused_reads_; }

    std::vector<RecordedEvent> read_log(const LogQuery& query) override {
        reach();
        const std::lock_guard lock(mutex_);
        std::vector<RecordedEvent> events;
        for (auto position = query.after_position + 1; position <= static_cast<std::int64_t>(leaves_.size());
             ++position) {
            if (static_cast<std::int64_t>(events.size()) == query.limit) break;
            if (position != hidden_) events.push_back(event_at(position));
        }
        return events;
    }
    LogHead head() override {
        reach();
        const std::lock_guard lock(mutex_);
        LogHead head;
        head.epoch = epoch_;
        head.position = static_cast<std::int64_t>(leaves_.size());
        if (!leaves_.empty()) head.leaf_hash = leaves_.back();
        return head;
    }
    void submit(Submission, OnOutcome on_outcome) override { on_outcome(Unavailable{"nothing is decided here"}); }
    std::vector<RecordedEvent> read_stream(const StreamQuery&) override { return {}; }
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey&) override { return std::nullopt; }

private:
    void reach() {
        if (!out_of_reach_) return;
        ++refused_reads_;
        throw StoreUnavailable("out of reach");
    }
    [[nodiscard]] RecordedEvent event_at(std::int64_t position) const {
        RecordedEvent event;
        event.position = position;
        event.leaf_hash = leaves_[static_cast<std::size_t>(position - 1)];
        return event;
    }

    std::mutex mutex_;
    std::vector<Hash> leaves_;
    std::int64_t epoch_ = 1;
    std::atomic<std::int64_t> hidden_ = 0;
    std::atomic<bool> out_of_reach_ = false;
    std::atomic<int> refused_reads_ = 0;
};

}  // namespace suoledger::eventstore
