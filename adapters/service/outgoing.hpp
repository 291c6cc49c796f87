// SPDX-License-Identifier: Apache-2.0
// Where effects leave the service: the outbox, who reads the log for it, and a worker for each channel.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/outbox/intent_reader.hpp"
#include "adapters/outbox/outbox_worker.hpp"
#include "adapters/outbox/provider_refund.hpp"
#include "adapters/work/work_threads.hpp"
#include "eventstore/postgres/postgres_outbox_table.hpp"
#include "http/outbox_services.hpp"

namespace suoledger::adapters {

/// All must outlive it.
struct OutgoingParts {
    eventstore::EventStore& store;
    eventstore::KeyVault& vault;
    eventstore::ReadPool& pool;
    PaymentProvider* provider = nullptr;  // none: refunds wait until there is one
    std::chrono::seconds claim_lease;
    eventstore::Metrics& metrics;
    Log& log;
};

class Outgoing {
public:
    explicit Outgoing(const OutgoingParts& parts);
    Outgoing(const Outgoing&) = delete;
    Outgoing& operator=(const Outgoing&) = delete;

    /// Before `start`. It outlives this. `threads`: how many at once.
    void add(Effect& effect, int threads);
    /// The log can be read and appended to now.
    void start();
    /// Something was committed that implies an effect. Any thread; does not block. What others commit is noticed by
    /// itself.
    void notify() { reading_.notify(); }
    /// For handlers.
    [[nodiscard]] const http::OutboxServices& outbox() const { return services_; }

private:
    struct Channel {
        Channel(OutboxWorker::Parts parts, int count, std::function<void(std::string_view)> on_fault);
        const std::string name;
        const int thread_count;
        OutboxWorker worker;
        WorkThreads threads;  // last: they use the worker
    };
    void notify_channels();
    void keep_house();

    const OutgoingParts parts_;
    eventstore::PostgresOutboxTable table_;
    ProviderRefund provider_refund_;
    IntentReader reader_;
    const http::OutboxServices services_;
    std::vector<std::unique_ptr<Channel>> channels_;
    WorkThreads reading_;  // last: it notifies the channels
};

}  // namespace suoledger::adapters
