// SPDX-License-Identifier: Apache-2.0
// A command whose states are cached is prepared at once; others go to the pool, so that the caller never waits for
// reads.
#include "eventstore/append_path.hpp"
#include "eventstore/thread_name.hpp"

namespace suoledger::eventstore {

namespace {

/// Thrown by the cached source only, and caught right here.
struct NotCached {};

/// A fresh stream is taken for empty and a command's own states from the cache; the lock checks both.
class CachedStates final : public StateSource {
public:
    CachedStates(const domain::Command& command, AggregateCache& cache, KeyVault& vault)
        : command_(command), cache_(cache), vault_(vault) {}

    std::shared_ptr<const domain::State> load(const domain::StreamId& stream) override {
        auto state = cache_.find(stream);
        if (!state && !creates(command_, stream)) throw NotCached{};
        return state;
    }
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey&) override { throw NotCached{}; }
    std::shared_ptr<const SecretKey> key_of(const domain::Uuid& tenant, const domain::Uuid& key_id) override {
        return vault_.find(tenant, key_id);
    }

private:
    const domain::Command& command_;
    AggregateCache& cache_;
    KeyVault& vault_;
};

class StoredStates final : public StateSource {
public:
    StoredStates(const domain::Command& command, AggregateCache& cache, EventStore& reads, KeyVault& vault)
        : command_(command), cache_(cache), reads_(reads), vault_(vault) {}

    std::shared_ptr<const domain::State> load(const domain::StreamId& stream) override {
        const std::uint64_t generation = cache_.generation();
        auto state = cache_.find(stream);
        if (state || creates(command_, stream)) return state;
        for (;;) {
            const StreamQuery query{stream, version_of(state)};
            const auto rows = reads_.read_stream(query);
            state = fold(stream, state, rows, vault_);
            if (static_cast<std::int64_t>(rows.size()) < query.limit) break;
        }
        cache_.put(stream, state, generation);
        return state;
    }
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) override { return reads_.owner_of(key); }
    std::shared_ptr<const SecretKey> key_of(const domain::Uuid& tenant, const domain::Uuid& key_id) override {
        return vault_.find(tenant, key_id);
    }

private:
    const domain::Command& command_;
    AggregateCache& cache_;
    EventStore& reads_;
    KeyVault& vault_;
};

}  // namespace

AppendPath::AppendPath(AppendPathOptions options, LogTransaction& transaction, EventStore& reads, KeyVault& vault,
                       Metrics& metrics, OnCommitted on_committed)
    : options_(std::move(options)),
      reads_(reads),
      vault_(vault),
      cache_(options_.cache_bytes),
      preparer_(vault, options_.software_version),
      planner_(vault, cache_, preparer_, options_.clock),
      sequencer_(options_.limits, transaction, planner_, metrics, std::move(on_committed)) {
    for (std::size_t i = 0; i < options_.preparing_threads; ++i) threads_.emplace_back([this] { prepare_cold_ones(); });
}

AppendPath::~AppendPath() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
    for (auto& pending : cold_) pending.on_outcome(Unavailable{"shutting_down"});
}

/// False: its states are not cached. A fault is left to the batch, where the retry of a success is recognised first.
bool AppendPath::try_prepare(PendingCommand& pending, StateSource& source) const {
    pending.generation = cache_.generation();
    try {
        pending.prepared = preparer_.prepare(pending.submission, source);
    } catch (const NotCached&) {
        return false;
    } catch (const std::exception&) {
        pending.prepared.reset();
    }
    return true;
}

void AppendPath::submit(Submission submission, OnOutcome on_outcome) {
    PendingCommand pending{std::move(submission), std::move(on_outcome), std::nullopt, 0};
    CachedStates cached{pending.submission.command, cache_, vault_};
    if (try_prepare(pending, cached)) return sequencer_.enqueue(std::move(pending));
    {
        const std::lock_guard lock{mutex_};
        if (!stopping_ && cold_.size() < options_.limits.queued_commands) {
            cold_.push_back(std::move(pending));
            wake_.notify_one();
            return;
        }
    }
    sequencer_.enqueue(std::move(pending));
}

void AppendPath::prepare_cold_ones() {
    name_this_thread("preparer");
    for (;;) {
        std::unique_lock lock{mutex_};
        wake_.wait(lock, [this] { return stopping_ || !cold_.empty(); });
        if (stopping_) return;
        PendingCommand pending = std::move(cold_.front());
        cold_.pop_front();
        lock.unlock();
        StoredStates stored{pending.submission.command, cache_, reads_, vault_};
        try_prepare(pending, stored);
        sequencer_.enqueue(std::move(pending));
    }
}

}  // namespace suoledger::eventstore
