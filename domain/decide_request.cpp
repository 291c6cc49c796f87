// SPDX-License-Identifier: Apache-2.0
// Decisions on the requests of people: nothing is granted before it is known who asks, nothing done before a decision.
#include "domain/deciding_request.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

FieldErrors check(const ReceiveRequest& command, Timestamp now) {
    FieldErrors errors;
    check_instant(errors, "/received_at", command.received_at, now);
    errors.check_text("/details", command.details, max_details_characters);
    if (command.kind == RequestKind::breach && command.customer)
        errors.add("/customer", "is not given for a breach, which concerns many");
    return errors;
}

FieldErrors check(const DecideRequest& command) {
    FieldErrors errors;
    if (!is_code_word(command.basis)) errors.add("/basis", "must be a letter, then at most 39 of a-z, 0-9 and '_'");
    errors.check_text("/reason", command.reason, max_details_characters, command.outcome != RequestOutcome::granted);
    return errors;
}

FieldErrors check(const CompleteRequest& command) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
    FieldErrors errors;
    if (command.evidence_position && *command.evidence_position < 1)
        errors.add("/evidence_position", "must be a position of the log");
    if (command.evidence_id.size() > max_evidence_characters ||
        command.evidence_id.find_first_not_of(allowed) != std::string::npos)
        errors.add("/evidence_id", "must have at most 64 of a-z, 0-9 and '_'");
    return errors;
}

/// A breach is over when everybody was told who must be (NDPA 2023 s.40); a request when it was decided.
std::optional<std::unexpected<Stop>> check_done(const RequestState& request) {
    if (request.kind != RequestKind::breach) {
        if (!request.outcome) return reject(RejectionCode::request_not_decided, "The request is not decided.");
        return std::nullopt;
    }
    const Breach& breach = request.breach;
    if (!breach.assessed) return reject(RejectionCode::breach_not_assessed, "The breach was not assessed.");
    if (breach.risk >= BreachRisk::likely && !breach.authority_notified)
        return reject(RejectionCode::breach_authority_not_notified, "At this risk the authority must be told first.");
    if (breach.risk >= BreachRisk::high && !breach.subjects_notified)
        return reject(RejectionCode::breach_subjects_not_notified, "At this risk the people must be told first.");
    return std::nullopt;
}

}  // namespace

RequestCase find_request(Lookup& look, const Uuid& request_id) {
    RequestCase found{.business = look.business(), .request = look.request(request_id)};
    if (found.request && found.request->customer) found.subject = look.customer(*found.request->customer);
    return found;
}

std::optional<std::unexpected<Stop>> check_found(const CommandContext& context, const RequestCase& found) {
    if (!found.business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (!found.request) return reject(RejectionCode::request_not_found, "There is no such request.");
    if (auto conflict = check_version(context, found.request->version)) return conflict;
    if (found.request->completed) return reject(RejectionCode::request_already_completed, "The request is completed.");
    return std::nullopt;
}

std::optional<std::unexpected<Stop>> check_breach(const RequestCase& found, bool is_breach) {
    if ((found.request->kind == RequestKind::breach) == is_breach) return std::nullopt;
    return reject(RejectionCode::request_does_not_match, is_breach ? "It is not a breach." : "It is a breach.");
}

void check_instant(FieldErrors& errors, const std::string& pointer, Timestamp instant, Timestamp now) {
    if (instant.microseconds - now.microseconds > max_clock_lead_microseconds)
        errors.add(pointer, "must not be in the future");
}

Decision one_request_event(const CommandContext& context, const Uuid& request_id, const BusinessState& business,
                           const CustomerState* subject, Event event) {
    Decision decision;
    decision.target = {context.tenant, StreamType::request, request_id};
    decision.events.push_back({decision.target, std::move(event), context.now, document_keys(subject, business)});
    decision.reply_key = reply_key_of(subject, business);
    return decision;
}

Outcome decide_on(const CommandContext& context, const View& view, const ReceiveRequest& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const RequestState* existing = look.request(command.request_id);
    const CustomerState* subject = command.customer ? look.customer(*command.customer) : nullptr;
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (existing) return already_there(existing->version);
    if (auto conflict = check_version(context, 0)) return *conflict;
    if (const FieldErrors errors = check(command, context.now); errors.any()) return errors.stop();
    if (command.customer && !subject) return reject(RejectionCode::customer_not_found, "There is no such customer.");
    return one_request_event(
        context, command.request_id, *business, subject,
        RequestReceived{command.kind, command.customer, command.channel, command.received_at, command.details});
}

Outcome decide_on(const CommandContext& context, const View& view, const IdentifyRequester& command) {
    Lookup look(context.tenant, view);
    const RequestCase found = find_request(look, command.request_id);
    const CustomerState* requester = command.customer ? look.customer(*command.customer) : nullptr;
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    if (auto stop = check_breach(found, false)) return *stop;
    if (command.customer && !requester) return reject(RejectionCode::customer_not_found, "There is no such customer.");
    if (found.request->identified)
        return reject(RejectionCode::requester_already_identified, "It is known already who asks.");
    if (found.request->customer && command.customer != found.request->customer)
        return reject(RejectionCode::request_does_not_match, "The request is about another customer.");
    return one_request_event(context, command.request_id, *found.business, requester,
                             RequesterIdentified{command.method, command.customer});
}

Outcome decide_on(const CommandContext& context, const View& view, const DecideRequest& command) {
    Lookup look(context.tenant, view);
    const RequestCase found = find_request(look, command.request_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    if (auto stop = check_breach(found, false)) return *stop;
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();
    if (found.request->outcome)
        return reject(RejectionCode::request_already_decided, "The request was decided before.");
    if (!found.request->identified && command.outcome != RequestOutcome::refused)
        return reject(RejectionCode::requester_not_identified, "Nothing is granted before it is known who asks.");
    return one_request_event(context, command.request_id, *found.business, found.subject,
                             RequestDecided{command.outcome, command.basis, command.reason});
}

Outcome decide_on(const CommandContext& context, const View& view, const CompleteRequest& command) {
    Lookup look(context.tenant, view);
    const RequestCase found = find_request(look, command.request_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();
    if (auto stop = check_done(*found.request)) return *stop;
    return one_request_event(context, command.request_id, *found.business, found.subject,
                             RequestCompleted{command.evidence_position, command.evidence_id});
}

}  // namespace suoledger::domain
