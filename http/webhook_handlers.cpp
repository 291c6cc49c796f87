// SPDX-License-Identifier: Apache-2.0
// What providers post: checked over its raw bytes, sealed, committed, answered. Nothing of it is read here.
#include "eventstore/leaf.hpp"
#include "http/handlers.hpp"
#include "http/inbox_services.hpp"
#include "http/outcome_response.hpp"
#include "http/reading.hpp"

namespace suoledger::http {
namespace {

Problem refused(const InboxServices& inbox, std::string_view reason, Problem problem) {
    inbox.metrics.add(eventstore::metric::inbox_refused, 1, {{"reason", reason}});
    return problem;
}

Problem not_signed() {
    return {.status = 401, .code = "signature_invalid", .detail = "The body is not signed with a secret in force."};
}

Problem too_large() { return {.status = 413, .code = "payload_too_large", .detail = "A webhook has at most 256 KiB."}; }

Problem try_again() { return unavailable("inbox_unavailable", "This could not be stored; send it again."); }

Response taken() {
    Response response;
    response.body = R"({"received":true})";
    return response;
}

}  // namespace

Handled receive_webhook(const Services& services, const Request& request) {
    const std::string& provider = request.path_parameters.front();
    const InboxServices* inbox = services.inbox;
    if (inbox == nullptr || inbox->writer == nullptr || !inbox->verifier.knows(provider)) return not_found("provider");
    if (request.body.size() > eventstore::max_inbox_body_bytes) return refused(*inbox, "too_large", too_large());
    if (!inbox->verifier.is_genuine(provider, request)) return refused(*inbox, "signature", not_signed());
    const auto now = services.now();
    auto entry = inbox->sealing.seal(provider, inbox->verifier.event_key(provider, request.body), request.body,
                                     eventstore::new_uuid_v7(now), now);
    return Deferred{[inbox, entry = std::move(entry)](const Deferred::OnAnswer& on_answer) mutable {
        const bool waits = inbox->writer->receive(std::move(entry), [inbox, on_answer](eventstore::Receipt receipt) {
            if (receipt == eventstore::Receipt::failed) return on_answer(refused(*inbox, "not_stored", try_again()));
            on_answer(taken());
        });
        if (!waits) on_answer(refused(*inbox, "overloaded", try_again()));
    }};
}

}  // namespace suoledger::http
