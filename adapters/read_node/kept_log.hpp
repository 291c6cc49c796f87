// SPDX-License-Identifier: Apache-2.0
// The log as its topic told it, kept on this node's disk: what read models are folded from, what reads of the log get.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "adapters/kafka/record_checks.hpp"
#include "eventstore/event_store.hpp"

namespace suoledger::adapters {

/// Holds what was checked and nothing else; disposable, as the topic has all of it. Every answer is of one epoch: a
/// later one replaces everything at once. Epoch 0 until the first record. Thread-safe, one thread at a time appends.
class KeptLog final : public eventstore::EventStore {
public:
    /// The directory is made when absent; damaged files in it are thrown away. Throws
    /// StoreUnavailable, also when another process has it.
    explicit KeptLog(const std::filesystem::path& directory);
    ~KeptLog() override;
    KeptLog(const KeptLog&) = delete;
    KeptLog& operator=(const KeptLog&) = delete;

    /// In the order and with the verdicts of a LogTopicReader that goes on behind `reached`. On the disk when it
    /// returns, all of it or nothing. Throws StoreUnavailable.
    void append(const std::vector<CheckedRecord>& records);
    /// Where a reader of the topic goes on.
    [[nodiscard]] ReachedRecord reached();

    /// Refused: Unavailable `read_only_node`.
    void submit(eventstore::Submission submission, eventstore::OnOutcome on_outcome) override;
    std::vector<eventstore::RecordedEvent> read_stream(const eventstore::StreamQuery& query) override;
    std::vector<eventstore::RecordedEvent> read_log(const eventstore::LogQuery& query) override;
    eventstore::LogHead head() override;
    /// Throws StoreUnavailable: reservations are in no event.
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) override;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace suoledger::adapters
