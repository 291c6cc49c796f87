// SPDX-License-Identifier: Apache-2.0
// Wiring of what is told of mails.
#include "adapters/service/mail_in.hpp"

#include "eventstore/clock.hpp"

namespace suoledger::adapters {

MailIn::MailIn(const MailInParts& parts)
    : webhooks_(make_mail_webhooks(parts.secrets)),
      outbox_(parts.pool),
      suppressed_(parts.pool),
      booking_({.store = parts.store,
                .vault = parts.vault,
                .outbox = outbox_,
                .suppressed = suppressed_,
                .now = eventstore::system_now}) {}

}  // namespace suoledger::adapters
