// SPDX-License-Identifier: Apache-2.0
// An inbox in memory behind the webhook route, with one provider whose signature is HMAC-SHA-256 of the raw body.
#pragma once

#include <atomic>
#include <string>

#include "eventstore/inbox_writer.hpp"
#include "eventstore/memory_inbox.hpp"
#include "eventstore/memory_outbox.hpp"
#include "http/inbox_services.hpp"
#include "http/outbox_services.hpp"

namespace suoledger::http::test {

/// The header x-paystack-signature of that body.
std::string webhook_signature(std::string_view body, std::string_view secret = "in force");

class SignedWebhooks final : public WebhookVerifier {
public:
    [[nodiscard]] bool knows(std::string_view provider) const override { return provider == "paystack"; }
    [[nodiscard]] bool is_genuine(std::string_view provider, const Request& request) const override;
    /// The body's first word.
    [[nodiscard]] std::string event_key(std::string_view provider, std::string_view body) const override;
};

/// Throws while `unavailable`, as a database that is away.
class FailingInbox final : public eventstore::InboxTable {
public:
    explicit FailingInbox(eventstore::InboxTable& table) : table_(table) {}
    std::vector<bool> put(std::span<const eventstore::InboxEntry> entries) override;
    std::vector<eventstore::InboxClaim> claim(domain::Timestamp now, std::chrono::milliseconds lease, std::size_t limit,
                                              std::span<const std::string> passed_over = {}) override {
        return table_.claim(now, lease, limit, passed_over);
    }
    bool settle(const eventstore::InboxClaim& claim, const eventstore::InboxOutcome& outcome) override {
        return table_.settle(claim, outcome);
    }
    eventstore::InboxFigures figures() override { return table_.figures(); }
    std::size_t forget_finished_before(domain::Timestamp instant, std::size_t limit) override {
        return table_.forget_finished_before(instant, limit);
    }
    std::atomic<bool> unavailable{false};

private:
    eventstore::InboxTable& table_;
};

struct SmallInbox {
    explicit SmallInbox(eventstore::KeyVault& vault) : sealing(vault) {}

    const eventstore::EntryCounter counter = eventstore::new_entry_counter();
    eventstore::MemoryInboxTable table{counter};
    eventstore::MemoryOutboxTable outbox{counter};
    std::atomic<int> effects_requeued{0};
    const OutboxServices outbox_services{.letters = outbox, .on_requeued = [this] { ++effects_requeued; }};
    FailingInbox failing{table};
    eventstore::MemoryMetrics metrics;
    eventstore::InboxSealing sealing;
    SignedWebhooks verifier;
    std::atomic<int> requeued{0};
    const InboxServices services{.verifier = verifier,
                                 .sealing = sealing,
                                 .writer = &writer,
                                 .dead_letters = table,
                                 .metrics = metrics,
                                 .on_requeued = [this] { ++requeued; }};
    eventstore::InboxWriter writer{failing, metrics};  // last: what it still answers uses the services
};

}  // namespace suoledger::http::test
