// SPDX-License-Identifier: Apache-2.0
// Sealing bodies for the inbox.
#include "eventstore/inbox.hpp"

#include "domain/stream.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/leaf.hpp"

namespace suoledger::eventstore {
namespace {

/// "inbox/paystack/2026-11": destroying it makes that month's bodies unreadable, in backups too.
std::string body_key_name(std::string_view provider, domain::Timestamp at) {
    return "inbox/" + std::string(provider) + "/" + domain::to_string(at).substr(0, 7);
}

/// The id by which blobs name the key.
domain::Uuid body_key_id(std::string_view name) {
    constexpr std::string_view tag = "suoledger/inbox-key/v1";
    return uuid_v8_of(sha256({bytes_of(length_prefixed({bytes_of(tag), bytes_of(name)}))}));
}

}  // namespace

InboxEntry InboxSealing::seal(std::string_view provider, std::string_view event_key, std::string_view body,
                              const domain::Uuid& id, domain::Timestamp now) const {
    InboxEntry entry;
    entry.id = id;
    entry.provider = provider;
    entry.event_key = sha256({bytes_of(event_key)});
    entry.received_at = now;
    entry.due_at = now;
    entry.body_key = body_key_name(provider, now);
    entry.body =
        seal_blob(vault_.service_key(entry.body_key), domain::platform_tenant, id, body_key_id(entry.body_key), body);
    return entry;
}

std::optional<std::string> InboxSealing::open(const InboxEntry& entry) const {
    if (entry.body.empty()) return std::nullopt;
    return open_blob(vault_.service_key(entry.body_key), domain::platform_tenant, entry.id, body_key_id(entry.body_key),
                     entry.body);
}

}  // namespace suoledger::eventstore
