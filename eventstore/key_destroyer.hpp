// SPDX-License-Identifier: Apache-2.0
// Destroys the keys of erased customers: named in the list, then appended to the log, then forgotten; whatever is
// killed between, the next pass goes on. Takes over what other processes destroyed, and what a restore brought back.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>

#include "eventstore/clock.hpp"
#include "eventstore/destroyed_keys.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/kek_schedule.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::eventstore {

/// All must outlive the destroyer.
struct KeyDestroyerParts {
    EventStore& store;
    WrappedKeySource& keys;
    WrappedKeyTable& table;
    KeyVault& vault;
    DestroyedKeys& list;
    KekPolicy policy;
    Clock clock = system_now;
    std::function<void()> forget_states = [] {};  // of the store: they hold what the keys opened
};

/// Used by one thread. Everything may throw StoreUnavailable; then it is tried again later.
class KeyDestroyer {
public:
    explicit KeyDestroyer(KeyDestroyerParts parts) : parts_(std::move(parts)) {}

    /// Before anything is served. Compares the list with the log, tells the vault, takes away keys that a restore
    /// brought back. Entries that the log has behind `followed` were destroyed by others meanwhile, and are taken over.
    /// Throws DestroyedKeysFault where the list is missing or lacks a key that it named.
    void open(std::int64_t followed);
    /// Takes over what the log says since. Returns the position up to which the list holds all of it.
    std::int64_t follow();
    /// Returns how many were destroyed.
    std::size_t destroy_due();

private:
    struct Pending {
        domain::Uuid contact_key, record_key;
        domain::Date record_key_due_on;
        std::optional<domain::Date> last_document_on;
    };
    struct Destruction {
        domain::StreamId customer;
        domain::Uuid key_id;
        domain::DestructionReason reason{};
        std::optional<domain::Date> last_document_on;
    };

    void read_log(const std::function<void(const RecordedEvent&, const domain::SubjectKeyDestroyed&)>& on_destroyed);
    void compare_with_log(std::int64_t followed);
    void take_away_what_came_back();
    bool destroy_record_key(const domain::StreamId& customer, Pending& pending);
    bool destroy(const Destruction& destruction);
    std::optional<domain::Rejection> append(const Destruction& destruction, const ListedKey& listed);
    [[nodiscard]] domain::DestroySubjectKey command_of(const Destruction& destruction, const ListedKey& listed);

    KeyDestroyerParts parts_;
    std::int64_t read_up_to_ = 0;
    std::map<domain::StreamId, Pending> pending_;                      // erased customers with a key left
    std::unordered_map<domain::Uuid, std::int64_t> destroyed_in_log_;  // position by key id
    domain::Timestamp records_due_at_;
};

}  // namespace suoledger::eventstore
