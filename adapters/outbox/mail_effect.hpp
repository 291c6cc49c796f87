// SPDX-License-Identifier: Apache-2.0
// Mails that were asked for: each handed to the mail server under one Message-ID, however often it is tried.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "adapters/mail/letter.hpp"
#include "adapters/mail/mail_transport.hpp"
#include "adapters/outbox/effect.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/suppression.hpp"

namespace suoledger::adapters {

/// A server that took a mail and whose answer was lost gets it again: SMTP has no way to ask. It is the same
/// Message-ID then, by which servers and readers know it. What the log knows to be sent is not sent again.
class MailEffect final : public Effect {
public:
    using Write = std::function<std::expected<Letter, http::Problem>(const LetterAsked& asked)>;
    /// All of it outlives the effect.
    struct Parts {
        eventstore::EventStore& store;
        eventstore::KeyVault& vault;
        eventstore::SuppressionList& suppressed;
        MailTransport& transport;
        Write write;
        std::string from;  // the sender's address
        std::string host;  // of Message-IDs
    };
    explicit MailEffect(Parts parts) : parts_(std::move(parts)) {}

    [[nodiscard]] std::string_view channel() const override;
    EffectOutcome perform(const eventstore::OutboxEntry& entry) override;
    std::optional<domain::Command> given_up(const eventstore::OutboxEntry& entry, std::string_view code) override;

private:
    EffectOutcome send(const eventstore::OutboxEntry& entry, const eventstore::RecordedEvent& event,
                       const domain::SendRequested& request);
    void suppress(const eventstore::RecordedEvent& event, const domain::SendRequested& request);

    const Parts parts_;
};

}  // namespace suoledger::adapters
