// SPDX-License-Identifier: Apache-2.0
// Entries of the outbox from events.
#include "eventstore/outbox.hpp"

#include "eventstore/leaf.hpp"

namespace suoledger::eventstore {

OutboxEntry outbox_entry(const RecordedEvent& event, const Intent& intent) {
    constexpr std::string_view tag = "suoledger/outbox/v1";
    OutboxEntry entry;
    entry.recipient = sha256({bytes_of(intent.recipient)});
    entry.id =
        uuid_v8_of(sha256({bytes_of(length_prefixed({bytes_of(tag), event.event_id.bytes, bytes_of(intent.channel),
                                                     entry.recipient, bytes_of(intent.template_name)}))}));
    entry.received_at = event.recorded_at;
    entry.due_at = event.recorded_at;
    entry.tenant = event.stream.tenant;
    entry.event_id = event.event_id;
    entry.position = event.position;
    entry.channel = intent.channel;
    entry.template_name = intent.template_name;
    return entry;
}

}  // namespace suoledger::eventstore
