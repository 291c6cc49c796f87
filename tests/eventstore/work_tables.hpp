// SPDX-License-Identifier: Apache-2.0
// The tables of work and leases of one deployment, in memory or on PostgreSQL, for tests of what each must do.
#pragma once

#include <functional>
#include <memory>

#include "eventstore/inbox.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/lease.hpp"
#include "eventstore/outbox.hpp"

namespace suoledger::eventstore {

/// `second_…` is another node's view of the same.
struct WorkTables {
    virtual ~WorkTables() = default;
    virtual InboxTable& inbox() = 0;
    virtual InboxTable& second_inbox() = 0;
    virtual DeadLetterTable& inbox_letters() = 0;
    virtual OutboxIntents& intents() = 0;
    virtual OutboxIntents& second_intents() = 0;
    virtual OutboxTable& outbox() = 0;
    virtual OutboxTable& second_outbox() = 0;
    virtual OutboxLetters& outbox_letters() = 0;
    virtual LeaseTable& leases() = 0;
    virtual WrappedKeySource& keys() = 0;
};

using MakeWorkTables = std::function<std::unique_ptr<WorkTables>()>;
std::unique_ptr<WorkTables> tables_in_memory();
/// In a database of its own.
std::unique_ptr<WorkTables> tables_on_postgres();

}  // namespace suoledger::eventstore
