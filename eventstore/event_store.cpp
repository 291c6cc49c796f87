// SPDX-License-Identifier: Apache-2.0
// Wire names of who acted, and walking a log that can only be read.
#include "eventstore/event_store.hpp"

#include <utility>

namespace suoledger::eventstore {

void EventStore::walk_log(const LogQuery& query, const Visit& visit) {
    for (auto& event : read_log(query)) visit(std::move(event));
}

std::string_view to_string(ActorKind kind) {
    switch (kind) {
        case ActorKind::user:
            return "user";
        case ActorKind::api_key:
            return "api_key";
        case ActorKind::operator_key:
            return "operator";
        case ActorKind::provider:
            return "provider";
        case ActorKind::payer:
            return "payer";
        case ActorKind::system:
            return "system";
        case ActorKind::auditor:
            return "auditor";
    }
    return "system";
}

}  // namespace suoledger::eventstore
