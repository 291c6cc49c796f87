// SPDX-License-Identifier: Apache-2.0
// By the type of the event.
#include "adapters/read_node/destroyed_in_log.hpp"

#include "eventstore/codec.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::string_view destroyed = domain::EventName<domain::SubjectKeyDestroyed>::value;

}  // namespace

std::optional<domain::Uuid> key_destroyed_by(const eventstore::RecordedEvent& event) {
    if (event.event_type != destroyed) return std::nullopt;
    const domain::Event decoded = eventstore::decode(event.event_type, event.schema_version, event.payload,
                                                     event.stream.tenant, event.event_id, nullptr);
    return std::get<domain::SubjectKeyDestroyed>(decoded).key_id;
}

void destroy_keys_named_in(KeptLog& log, eventstore::KeyVault& vault) {
    eventstore::LogQuery query;
    query.event_type = destroyed;
    query.with_metadata = false;
    for (;;) {
        const auto events = log.read_log(query);
        if (events.empty()) return;
        for (const auto& event : events)
            if (const auto key_id = key_destroyed_by(event)) vault.destroy(*key_id);
        query.after_position = events.back().position;
    }
}

}  // namespace suoledger::adapters
