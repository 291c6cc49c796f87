// SPDX-License-Identifier: Apache-2.0
// What was told of mails, recorded where each was asked for; addresses that bounce for good are suppressed.
#pragma once

#include <functional>

#include "adapters/inbox/booking.hpp"
#include "adapters/mail/mail_webhooks.hpp"
#include "eventstore/outbox.hpp"
#include "eventstore/suppression.hpp"

namespace suoledger::adapters {

class MailNoticeBooking final : public InboxBooking {
public:
    /// All of it outlives this.
    struct Parts {
        eventstore::EventStore& store;
        eventstore::KeyVault& vault;
        eventstore::OutboxLetters& outbox;
        eventstore::SuppressionList& suppressed;
        std::function<domain::Timestamp()> now;
    };
    explicit MailNoticeBooking(Parts parts) : parts_(std::move(parts)) {}

    /// Of a mail that is none of ours `nothing` is booked. Refused: `malformed`, `message_unknown`.
    Booked book(std::string_view body, const BookingSource& source) override;

private:
    void suppress(const eventstore::RecordedEvent& event, const MailNotice& notice);

    const Parts parts_;
};

}  // namespace suoledger::adapters
