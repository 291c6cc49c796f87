// SPDX-License-Identifier: Apache-2.0
// What this process knows of the log's heads as long as nobody else appends, so that a batch need not read them.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "eventstore/log_transaction.hpp"

namespace suoledger::eventstore {

/// A bounded map in two generations: what was not asked for while the younger one filled up leaves first.
template <class Key, class Value>
class RecentMap {
public:
    explicit RecentMap(std::size_t generation_size) : generation_size_(generation_size) {}
    /// nullptr: not known here. Valid until the next call.
    Value* find(const Key& key) {
        if (const auto found = young_.find(key); found != young_.end()) return &found->second;
        const auto found = old_.find(key);
        if (found == old_.end()) return nullptr;
        return &put(key, Value(std::move(found->second)));
    }
    Value& put(const Key& key, Value value) {
        if (young_.size() >= generation_size_ && !young_.contains(key)) {
            young_.swap(old_);
            young_.clear();  // its memory is kept
        }
        return young_.insert_or_assign(key, std::move(value)).first->second;
    }
    void clear() {
        young_.clear();
        old_.clear();
    }

private:
    const std::size_t generation_size_;
    FlatMap<Key, Value> young_, old_;
};

/// What a batch that was answered from memory rests on and nobody knows: to be compared under the lock.
struct Presumed {
    FlatMap<domain::StreamId, std::int64_t> versions;
    std::map<domain::ReservationKey, std::optional<domain::Uuid>> owners;
    FlatSet<CommandId> absent_commands;
};

/// All of it holds while the log head is the remembered one, for whoever writes any of it moves the head in the same
/// transaction. Used by one thread.
class RememberedFacts {
public:
    /// What the head was when it was last seen.
    [[nodiscard]] const LogHead& head() const { return *head_; }
    /// Facts from memory and from what is presumed; nullopt: somebody else appends, or something is neither.
    std::optional<BatchFacts> answer(const Wanted& wanted, Presumed& presumed);
    /// Adds what planning turned out to need; false: not all of it is known.
    bool complete(const Wanted& wanted, BatchFacts& facts);

    /// Read under the lock. Everything else is forgotten if the head is not where this process left it.
    void learn(const BatchFacts& facts);
    /// Compared under the lock, and found to be so.
    void learn(const Presumed& presumed);
    /// Committed by this process, on top of the remembered head.
    void learn(const BatchWrites& writes);
    void forget();

private:
    struct Tenant {
        std::int64_t sequence = 0;
        std::map<domain::Series, std::int64_t> series_numbers;
    };
    struct Known {};
    // About 10 MB at most, together; a batch names 512 commands and a few thousand streams at most.
    static constexpr std::size_t streams_per_generation = 16'384, tenants_per_generation = 8'192,
                                 commands_per_generation = 32'768;

    std::optional<LogHead> head_;
    bool is_alone_ = false;  // the last two transactions on the log were this process'
    RecentMap<domain::StreamId, std::int64_t> streams_{streams_per_generation};
    RecentMap<domain::Uuid, Tenant> tenants_{tenants_per_generation};
    // Ids that are stored. A hint that their kept replies must be read; it is never forgotten, for it is never wrong.
    RecentMap<CommandId, Known> commands_{commands_per_generation};
};

}  // namespace suoledger::eventstore
