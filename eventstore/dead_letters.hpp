// SPDX-License-Identifier: Apache-2.0
// Dead letters of inbox and outbox together: one list for the person who looks after them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "eventstore/inbox.hpp"
#include "eventstore/outbox.hpp"

namespace suoledger::eventstore {

using DeadLetter = std::variant<InboxEntry, OutboxEntry>;
const WorkItem& item_of(const DeadLetter& letter);
/// "ibx_…" or "obx_…".
std::string id_of(const DeadLetter& letter);

/// Newest first; empty members do not filter.
struct AllDeadLettersQuery {
    std::optional<domain::Uuid> tenant;
    std::optional<std::string> provider;  // given: none of the outbox
    std::optional<std::string> channel;   // given: none of the inbox
    std::optional<std::int64_t> before_entry;
    std::size_t limit = 50;
};

/// Thread-safe as its tables are. Each throws StoreUnavailable.
class AllDeadLetters {
public:
    /// nullptr: there is none here. Both outlive it.
    AllDeadLetters(DeadLetterTable* inbox, OutboxLetters* outbox) : inbox_(inbox), outbox_(outbox) {}

    std::vector<DeadLetter> list(const AllDeadLettersQuery& query);
    /// In any state; nullopt also for what is no such id.
    std::optional<DeadLetter> find(std::string_view id);
    /// As those of DeadLetters.
    bool requeue(const DeadLetter& letter, domain::Timestamp now);
    bool discard(const DeadLetter& letter, domain::Timestamp now);

private:
    DeadLetterTable* inbox_;
    OutboxLetters* outbox_;
};

}  // namespace suoledger::eventstore
