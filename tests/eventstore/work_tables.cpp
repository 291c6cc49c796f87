// SPDX-License-Identifier: Apache-2.0
// Both deployments.
#include "tests/eventstore/work_tables.hpp"

#include <string>

#include "eventstore/memory_inbox.hpp"
#include "eventstore/memory_keys.hpp"
#include "eventstore/memory_outbox.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_inbox_table.hpp"
#include "eventstore/postgres/postgres_lease_table.hpp"
#include "eventstore/postgres/postgres_outbox_table.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace suoledger::eventstore {
namespace {

struct MemoryTables final : WorkTables {
    InboxTable& inbox() override { return inbox_; }
    InboxTable& second_inbox() override { return inbox_; }
    DeadLetterTable& inbox_letters() override { return inbox_; }
    OutboxIntents& intents() override { return outbox_; }
    OutboxIntents& second_intents() override { return outbox_; }
    OutboxTable& outbox() override { return outbox_; }
    OutboxTable& second_outbox() override { return outbox_; }
    OutboxLetters& outbox_letters() override { return outbox_; }
    LeaseTable& leases() override { return leases_; }
    WrappedKeySource& keys() override { return keys_; }

private:
    EntryCounter counter_ = new_entry_counter();
    MemoryInboxTable inbox_{counter_};
    MemoryOutboxTable outbox_{counter_};
    MemoryLeaseTable leases_;
    MemoryWrappedKeySource keys_;
};

struct PostgresTables final : WorkTables {
    PostgresTables() { migrate_up(url_); }
    InboxTable& inbox() override { return inbox_; }
    InboxTable& second_inbox() override { return second_inbox_; }
    DeadLetterTable& inbox_letters() override { return second_inbox_; }
    OutboxIntents& intents() override { return outbox_; }
    OutboxIntents& second_intents() override { return second_outbox_; }
    OutboxTable& outbox() override { return outbox_; }
    OutboxTable& second_outbox() override { return second_outbox_; }
    OutboxLetters& outbox_letters() override { return second_outbox_; }
    LeaseTable& leases() override { return leases_; }
    WrappedKeySource& keys() override { return keys_; }

private:
    const std::string url_ = tests::PostgresCluster::shared().create_database();
    ReadPool pool_{url_}, second_pool_{url_};
    PostgresInboxTable inbox_{url_, pool_}, second_inbox_{url_, second_pool_};
    PostgresOutboxTable outbox_{pool_}, second_outbox_{second_pool_};
    PostgresLeaseTable leases_{pool_};
    PostgresKeys keys_{pool_};
};

}  // namespace

std::unique_ptr<WorkTables> tables_in_memory() { return std::make_unique<MemoryTables>(); }
std::unique_ptr<WorkTables> tables_on_postgres() { return std::make_unique<PostgresTables>(); }

}  // namespace suoledger::eventstore
