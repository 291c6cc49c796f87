// SPDX-License-Identifier: Apache-2.0
// The table of events and what they imply.
#include "adapters/outbox/intents.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "eventstore/codec.hpp"
#include "eventstore/event_store.hpp"

namespace suoledger::adapters {
namespace {

using eventstore::Intent;
using eventstore::RecordedEvent;

template <class Event>
Event read(const RecordedEvent& event) {
    return std::get<Event>(eventstore::decode(event.event_type, event.schema_version, event.payload,
                                              event.stream.tenant, event.event_id, nullptr));
}

bool is_by_provider(const RecordedEvent& event) {
    const auto metadata = boost::json::parse(event.metadata);
    const auto& kind = metadata.at("actor").at("kind").as_string();
    return std::string_view(kind.data(), kind.size()) == eventstore::to_string(eventstore::ActorKind::provider);
}

/// One that a provider tells of was made there already.
void of_refund(const RecordedEvent& event, std::vector<Intent>& intents) {
    if (is_by_provider(event)) return;
    const auto refund = read<domain::RefundRequested>(event);
    intents.push_back({std::string(provider_refund_channel), domain::to_string(refund.refund_id), ""});
}

void of_message(const RecordedEvent& event, std::vector<Intent>& intents) {
    const auto message = read<domain::SendRequested>(event);
    if (message.channel != domain::DeliveryChannel::mail) return;
    intents.push_back({std::string(mail_channel), domain::to_string(message.message_id),
                       std::string(domain::to_string(message.message_template))});
}

struct Rule {
    std::string_view event_type;
    void (*add)(const RecordedEvent& event, std::vector<Intent>& intents);
};
constexpr Rule rules[] = {
    {domain::EventName<domain::RefundRequested>::value, of_refund},
    {domain::EventName<domain::SendRequested>::value, of_message},
};

}  // namespace

bool may_imply_effects(std::string_view event_type) {
    return std::ranges::find(rules, event_type, &Rule::event_type) != std::end(rules);
}

std::vector<Intent> intents_of(const RecordedEvent& event) {
    std::vector<Intent> intents;
    for (const Rule& rule : rules)
        if (rule.event_type == event.event_type) rule.add(event, intents);
    return intents;
}

}  // namespace suoledger::adapters
