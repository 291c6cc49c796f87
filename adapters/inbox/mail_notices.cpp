// SPDX-License-Identifier: Apache-2.0
// From a Message-ID back to the request in the log.
#include "adapters/inbox/mail_notices.hpp"

#include <utility>

#include "adapters/mail/mail_headers.hpp"
#include "adapters/outbox/effect.hpp"
#include "adapters/outbox/intents.hpp"
#include "eventstore/codec.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/scheduled_command.hpp"

namespace suoledger::adapters {
namespace {

using enum Booked::Result;

domain::SendRequested read(const eventstore::RecordedEvent& event, const eventstore::FindKey* find_key) {
    return std::get<domain::SendRequested>(eventstore::decode(event.event_type, event.schema_version, event.payload,
                                                              event.stream.tenant, event.event_id, find_key));
}

std::string_view code_of(const MailNotice& notice) {
    return notice.kind == MailNoticeKind::complained ? "complained" : "bounced";
}

domain::RecordDelivery fact_of(const eventstore::RecordedEvent& event, const MailNotice& notice) {
    domain::RecordDelivery fact;
    fact.subject_id = event.stream.id;
    fact.message_id = read(event, nullptr).message_id;
    fact.outcome = domain::DeliveryOutcome::delivered;
    if (notice.kind == MailNoticeKind::delivered) return fact;
    fact.outcome = domain::DeliveryOutcome::bounced;
    fact.code = code_of(notice);
    fact.permanent = notice.permanent;
    if (!notice.reason.empty()) fact.reason = domain::PersonalText(notice.reason);
    return fact;
}

eventstore::Origin origin_of(const BookingSource& source) {
    eventstore::Origin origin;
    origin.actor_kind = eventstore::ActorKind::provider;
    origin.actor_id = "mail";
    origin.causation_id = source.instance;
    origin.channel = source.channel;
    return origin;
}

}  // namespace

Booked MailNoticeBooking::book(std::string_view body, const BookingSource& source) {
    const auto notice = read_mail_notice(body);
    if (!notice) return {refused, "malformed", std::nullopt};
    const auto id = outbox_entry_of(notice->message_id);
    if (!id) return {nothing, "", std::nullopt};
    const auto entry = parts_.outbox.find(*id);
    const auto event = entry && entry->channel == mail_channel ? event_of(parts_.store, *entry) : std::nullopt;
    if (!event) return {refused, "message_unknown", std::nullopt};
    // First: when the log knows of it, the address is on the list.
    if (notice->permanent) suppress(*event, *notice);
    eventstore::ScheduledCommand command{.tenant = event->stream.tenant,
                                         .name = source.name,
                                         .instance = source.instance,
                                         .command = fact_of(*event, *notice),
                                         .principal_class = source.principal_class,
                                         .origin = origin_of(source)};
    return booked_of(event->stream.tenant,
                     eventstore::submit_scheduled(parts_.store, parts_.vault, parts_.now(), std::move(command)));
}

/// Of who was erased nothing is known that could be kept.
void MailNoticeBooking::suppress(const eventstore::RecordedEvent& event, const MailNotice& notice) {
    const domain::Uuid& tenant = event.stream.tenant;
    const eventstore::FindKey find_key = [this, &tenant](const domain::Uuid& key) {
        return parts_.vault.find(tenant, key);
    };
    const auto request = read(event, &find_key);
    if (!request.to.is_open()) return;
    parts_.suppressed.add({tenant, eventstore::suppression_index(parts_.vault, tenant, request.to.value),
                           std::string(code_of(notice)), parts_.now()});
}

}  // namespace suoledger::adapters
