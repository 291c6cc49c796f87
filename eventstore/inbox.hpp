// SPDX-License-Identifier: Apache-2.0
// The durable inbox: what providers told us, sealed, kept until it is booked or a person looks after it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/recorded_event.hpp"
#include "eventstore/work.hpp"

namespace suoledger::eventstore {

class KeyVault;

inline constexpr std::string_view inbox_prefix = "ibx";

/// One thing that a provider told. Nothing in it is personal but the body, which is sealed.
struct InboxEntry : WorkItem {
    std::string provider;
    Hash event_key{};      // of what makes two deliveries the same fact
    std::string body_key;  // the service key that seals it
    std::string body;      // sealed; empty: discarded
};

using InboxState = WorkState;
using InboxClaim = WorkClaim<InboxEntry>;
using InboxOutcome = WorkOutcome;
using InboxFigures = WorkFigures;
using DeadLetterTable = DeadLetters<InboxEntry>;

/// Implemented over PostgreSQL and in memory; thread-safe. Each throws StoreUnavailable.
class InboxTable {
public:
    virtual ~InboxTable() = default;
    /// In one commit; for each whether it is new. What is not new was committed before.
    virtual std::vector<bool> put(std::span<const InboxEntry> entries) = 0;
    /// Those due, oldest first, for as long as `lease`; another claimant passes over them until then. None of the
    /// providers in `passed_over`: theirs stay due, and cost nothing while it would be in vain.
    virtual std::vector<InboxClaim> claim(domain::Timestamp now, std::chrono::milliseconds lease, std::size_t limit,
                                          std::span<const std::string> passed_over = {}) = 0;
    /// False: it was claimed anew meanwhile, or a person dealt with it.
    virtual bool settle(const InboxClaim& claim, const InboxOutcome& outcome) = 0;
    virtual InboxFigures figures() = 0;
    /// Entries that were done with before that go, at most `limit` of them, and keys that seal nothing; how many went.
    virtual std::size_t forget_finished_before(domain::Timestamp instant, std::size_t limit) = 0;
};

/// Seals a body for its entry and opens it again.
class InboxSealing {
public:
    explicit InboxSealing(KeyVault& vault) : vault_(vault) {}
    /// A new entry, due at once. Throws StoreUnavailable, KekFault.
    [[nodiscard]] InboxEntry seal(std::string_view provider, std::string_view event_key, std::string_view body,
                                  const domain::Uuid& id, domain::Timestamp now) const;
    /// nullopt: its key or its body is gone, or it is not what was sealed.
    [[nodiscard]] std::optional<std::string> open(const InboxEntry& entry) const;

private:
    KeyVault& vault_;
};

}  // namespace suoledger::eventstore
