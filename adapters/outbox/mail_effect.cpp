// SPDX-License-Identifier: Apache-2.0
// From a request in the log to a mail server's answer.
#include "adapters/outbox/mail_effect.hpp"

#include <algorithm>
#include <utility>

#include "adapters/mail/mail_headers.hpp"
#include "adapters/outbox/intents.hpp"
#include "eventstore/codec.hpp"
#include "projections/database.hpp"

namespace suoledger::adapters {
namespace {

using enum EffectOutcome::Kind;
using domain::DeliveryOutcome;

/// Nothing personal is opened.
domain::DeliveryState delivery_in(eventstore::EventStore& store, const domain::StreamId& stream) {
    domain::State state = domain::initial_state(stream);
    std::vector<eventstore::RecordedEvent> rows;
    do {
        rows = store.read_stream({.stream = stream,
                                  .after_version = rows.empty() ? 0 : rows.back().stream_version,
                                  .limit = events_at_a_time});
        for (const auto& row : rows)
            domain::evolve(state, eventstore::decode(row.event_type, row.schema_version, row.payload, stream.tenant,
                                                     row.event_id, nullptr));
    } while (static_cast<std::int64_t>(rows.size()) == events_at_a_time);
    return std::get<domain::DeliveryState>(std::move(state));
}

/// The server has it: sent, and whatever was heard of it since.
bool was_taken(const domain::DeliveryState& delivery, const domain::Uuid& message) {
    using enum domain::MessageStatus;
    const auto found = std::ranges::find(delivery.messages, message, &domain::DeliveryMessage::id);
    return found != delivery.messages.end() && found->status != requested && found->status != failed;
}

domain::RecordDelivery fact_of(const eventstore::RecordedEvent& event, const domain::SendRequested& request,
                               DeliveryOutcome outcome) {
    domain::RecordDelivery fact;
    fact.subject_id = event.stream.id;
    fact.message_id = request.message_id;
    fact.outcome = outcome;
    return fact;
}

/// Nobody has to look at it: it was not to be sent any more.
EffectOutcome dropped(const eventstore::RecordedEvent& event, const domain::SendRequested& request, std::string code) {
    auto fact = fact_of(event, request, DeliveryOutcome::failed);
    fact.code = std::move(code);
    return {.kind = done, .code = "", .fact = std::move(fact)};
}

EffectOutcome unwritten(const eventstore::RecordedEvent& event, const domain::SendRequested& request,
                        http::Problem problem) {
    constexpr int refused = 400, unable = 500;
    if (problem.code == "nothing_to_pay") return dropped(event, request, std::move(problem.code));
    return problem.status >= refused && problem.status < unable ? give_up_for(std::move(problem.code))
                                                                : try_again_for(std::move(problem.code));
}

domain::SendRequested read(const eventstore::RecordedEvent& event, const eventstore::FindKey* find_key) {
    return std::get<domain::SendRequested>(eventstore::decode(event.event_type, event.schema_version, event.payload,
                                                              event.stream.tenant, event.event_id, find_key));
}

}  // namespace

std::string_view MailEffect::channel() const { return mail_channel; }

EffectOutcome MailEffect::perform(const eventstore::OutboxEntry& entry) {
    const auto event = event_of(parts_.store, entry);
    if (!event) return give_up_for("event_not_found");
    const eventstore::FindKey find_key = [this, tenant = event->stream.tenant](const domain::Uuid& id) {
        return parts_.vault.find(tenant, id);
    };
    const auto request = read(*event, &find_key);
    if (was_taken(delivery_in(parts_.store, event->stream), request.message_id)) return {.kind = done, .code = ""};
    if (!request.to.is_open()) return dropped(*event, request, "customer_erased");
    if (!is_mail_address(request.to.value)) return give_up_for("address_unusable");
    const auto index = eventstore::suppression_index(parts_.vault, event->stream.tenant, request.to.value);
    if (parts_.suppressed.contains(event->stream.tenant, index)) return dropped(*event, request, "address_suppressed");
    try {
        return send(entry, *event, request);
    } catch (const projections::DatabaseUnavailable&) {
        return try_again_for("read_models_unavailable");
    }
}

EffectOutcome MailEffect::send(const eventstore::OutboxEntry& entry, const eventstore::RecordedEvent& event,
                               const domain::SendRequested& request) {
    auto letter = parts_.write({event.stream.tenant, event.stream.id, request, event.position, origin_of(entry)});
    if (!letter) return unwritten(event, request, std::move(letter.error()));
    MailMessage message;
    message.message_id = message_id_of(entry.id, parts_.host);
    message.date = event.recorded_at;
    message.from_name = std::move(letter->seller);
    message.from = parts_.from;
    message.to_name = std::move(letter->buyer);
    message.to = request.to.value;
    message.subject = std::move(letter->subject);
    message.text = std::move(letter->text);
    message.html = std::move(letter->html);
    message.attachment_name = std::move(letter->attachment_name);
    message.attachment = std::move(letter->attachment);
    MailAnswer answer = parts_.transport.send(message);
    if (answer.result == MailResult::try_again) return try_again_for(std::move(answer.code));
    if (answer.result == MailResult::refused) {
        if (answer.code == address_refused) suppress(event, request);
        return give_up_for(std::move(answer.code));
    }
    auto fact = fact_of(event, request, DeliveryOutcome::sent);
    fact.provider_message_id = std::move(message.message_id);
    return {.kind = done, .code = "", .fact = std::move(fact)};
}

void MailEffect::suppress(const eventstore::RecordedEvent& event, const domain::SendRequested& request) {
    const domain::Uuid& tenant = event.stream.tenant;
    parts_.suppressed.add({tenant, eventstore::suppression_index(parts_.vault, tenant, request.to.value),
                           std::string(address_refused), event.recorded_at});
}

std::optional<domain::Command> MailEffect::given_up(const eventstore::OutboxEntry& entry, std::string_view code) {
    const auto event = event_of(parts_.store, entry);
    if (!event) return std::nullopt;
    auto fact = fact_of(*event, read(*event, nullptr), DeliveryOutcome::failed);
    fact.code = code;
    return fact;
}

}  // namespace suoledger::adapters
