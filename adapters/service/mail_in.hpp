// SPDX-License-Identifier: Apache-2.0
// Who may tell this service what became of its mails, and who records it.
#pragma once

#include <memory>

#include "adapters/inbox/mail_notices.hpp"
#include "eventstore/postgres/postgres_outbox_table.hpp"
#include "eventstore/postgres/postgres_suppression_list.hpp"

namespace suoledger::adapters {

/// All but the secrets must outlive it.
struct MailInParts {
    SecretList secrets;  // at least one
    eventstore::EventStore& store;
    eventstore::KeyVault& vault;
    eventstore::ReadPool& pool;
};

class MailIn {
public:
    explicit MailIn(const MailInParts& parts);
    MailIn(const MailIn&) = delete;
    MailIn& operator=(const MailIn&) = delete;

    [[nodiscard]] const SignedWebhooks& webhooks() const { return *webhooks_; }
    [[nodiscard]] InboxBooking& booking() { return booking_; }

private:
    const std::unique_ptr<SignedWebhooks> webhooks_;
    eventstore::PostgresOutboxTable outbox_;
    eventstore::PostgresSuppressionList suppressed_;
    MailNoticeBooking booking_;
};

}  // namespace suoledger::adapters
