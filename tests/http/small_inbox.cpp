// SPDX-License-Identifier: Apache-2.0
// Checking signatures as a provider's adapter does.
#include "tests/http/small_inbox.hpp"

#include <algorithm>

#include "eventstore/crypto.hpp"
#include "eventstore/event_store.hpp"

namespace suoledger::http::test {

std::string webhook_signature(std::string_view body, std::string_view secret) {
    return eventstore::hex(eventstore::hmac_sha256(eventstore::bytes_of(secret), {eventstore::bytes_of(body)}));
}

bool SignedWebhooks::is_genuine(std::string_view /*provider*/, const Request& request) const {
    const auto is_signature = [](const auto& field) { return field.first == "x-paystack-signature"; };
    if (std::ranges::count_if(request.headers, is_signature) != 1) return false;
    return request.header("x-paystack-signature") == webhook_signature(request.body);
}

std::string SignedWebhooks::event_key(std::string_view /*provider*/, std::string_view body) const {
    return std::string(body.substr(0, body.find(' ')));
}

std::vector<bool> FailingInbox::put(std::span<const eventstore::InboxEntry> entries) {
    if (unavailable) throw eventstore::StoreUnavailable("the database is away");
    return table_.put(entries);
}

}  // namespace suoledger::http::test
