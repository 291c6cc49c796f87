// SPDX-License-Identifier: Apache-2.0
// The inbox in PostgreSQL: receipts over a connection of their own, so that no webhook waits behind a read.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "eventstore/inbox.hpp"
#include "eventstore/postgres/postgres_work.hpp"

namespace suoledger::eventstore {

class PostgresInboxTable final : public InboxTable, public DeadLetterTable {
public:
    PostgresInboxTable(std::string database_url, ReadPool& pool);

    std::vector<bool> put(std::span<const InboxEntry> entries) override;
    std::vector<InboxClaim> claim(domain::Timestamp now, std::chrono::milliseconds lease, std::size_t limit,
                                  std::span<const std::string> passed_over = {}) override;
    bool settle(const InboxClaim& claim, const InboxOutcome& outcome) override;
    InboxFigures figures() override;
    std::size_t forget_finished_before(domain::Timestamp instant, std::size_t limit) override;

    std::vector<InboxEntry> dead_letters(const DeadLetterQuery& query) override;
    std::optional<InboxEntry> find(const domain::Uuid& id) override;
    bool requeue(const domain::Uuid& id, domain::Timestamp now) override;
    bool discard(const domain::Uuid& id, domain::Timestamp now) override;

private:
    const std::string database_url_;
    ReadPool& pool_;
    PostgresWork work_;
    std::mutex mutex_;
    std::unique_ptr<PgConnection> connection_;  // of receipts
};

}  // namespace suoledger::eventstore
