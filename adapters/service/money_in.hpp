// SPDX-License-Identifier: Apache-2.0
// Where money of providers comes in: the inbox, who may post to it, and who books what is in it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/checkout/provider_checkout.hpp"
#include "adapters/cli/config.hpp"
#include "adapters/inbox/inbox_consumer.hpp"
#include "adapters/inbox/notices.hpp"
#include "adapters/inbox/provider_webhooks.hpp"
#include "adapters/providers/paystack_provider.hpp"
#include "adapters/service/mail_in.hpp"
#include "adapters/service/timed_duties.hpp"
#include "eventstore/inbox_writer.hpp"
#include "eventstore/postgres/postgres_inbox_table.hpp"

namespace suoledger::adapters {

/// All must outlive it.
struct MoneyInParts {
    const PaymentSettings& settings;
    eventstore::EventStore& store;
    eventstore::KeyVault& vault;
    eventstore::ReadPool& pool;
    std::string database_url;
    MailIn* mail = nullptr;  // none: nobody tells us of mails
    eventstore::Metrics& metrics;
    Log& log;
};

class MoneyIn {
public:
    explicit MoneyIn(const MoneyInParts& parts);
    MoneyIn(const MoneyIn&) = delete;
    MoneyIn& operator=(const MoneyIn&) = delete;

    /// The log can be appended to now.
    void start() {
        consumer_.start();
        timed_.start();
    }
    /// For handlers.
    [[nodiscard]] const http::InboxServices& inbox() const { return services_; }
    /// Both nullptr: no provider is configured.
    [[nodiscard]] PaymentProvider* provider() { return paystack_.get(); }
    [[nodiscard]] http::CheckoutPort* checkout() { return checkout_.get(); }

private:
    InboxConsumer::Parts consumer_parts(const MoneyInParts& parts);
    http::Confirmation confirm(const Charge& charge);

    std::optional<ProviderSecrets> secrets_;
    std::unique_ptr<PaymentProvider> paystack_;
    Booking booking_;
    std::unique_ptr<NoticeBooking> notices_;
    std::unique_ptr<ProviderCheckout> checkout_;
    ProviderWebhookVerifier verifier_;
    eventstore::PostgresInboxTable table_;
    eventstore::InboxSealing sealing_;
    InboxConsumer consumer_;
    TimedDuties timed_;
    const http::InboxServices services_;
    eventstore::InboxWriter writer_;  // last: what it still answers uses the services and tells the consumer
};

}  // namespace suoledger::adapters
