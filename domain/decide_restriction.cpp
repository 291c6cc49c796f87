// SPDX-License-Identifier: Apache-2.0
// Decisions on restrictions of processing and objections to it: no reason is asked for (NDPA 2023 s.34, s.36).
#include "domain/deciding.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

FieldErrors check(const Restriction& restriction) {
    FieldErrors errors;
    if (!is_code_word(restriction.purpose))
        errors.add("/purpose", "must be a letter, then at most 39 of a-z, 0-9 and '_'");
    return errors;
}

std::optional<std::unexpected<Stop>> check_request(const std::optional<Uuid>& asked, const RequestState* request,
                                                   const Uuid& customer) {
    if (!asked) return std::nullopt;
    if (!request) return reject(RejectionCode::request_not_found, "There is no such request.");
    const bool fits = request->kind == RequestKind::restriction || request->kind == RequestKind::objection;
    if (!fits || request->customer != customer)
        return reject(RejectionCode::request_does_not_match, "The request is not for a restriction for this customer.");
    return std::nullopt;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RestrictProcessing& command) {
    Lookup look(context.tenant, view);
    const RequestState* request = command.request_id ? look.request(*command.request_id) : nullptr;
    const auto [business, customer] = find_customer(look, command.customer_id);
    if (auto stop = check_found(context, look, business, customer)) return *stop;
    if (const FieldErrors errors = check(command.restriction); errors.any()) return errors.stop();
    if (auto stop = check_request(command.request_id, request, customer->id)) return *stop;
    if (customer->restrictions.contains(command.restriction))
        return reject(RejectionCode::processing_already_restricted, "This is restricted already.");
    return one_event(context, *customer, *business, ProcessingRestricted{command.restriction, command.request_id});
}

Outcome decide_on(const CommandContext& context, const View& view, const LiftRestriction& command) {
    Lookup look(context.tenant, view);
    const auto [business, customer] = find_customer(look, command.customer_id);
    if (auto stop = check_found(context, look, business, customer)) return *stop;
    if (const FieldErrors errors = check(command.restriction); errors.any()) return errors.stop();
    if (!customer->restrictions.contains(command.restriction))
        return reject(RejectionCode::restriction_not_in_force, "No such restriction is in force.");
    return one_event(context, *customer, *business, ProcessingRestrictionLifted{command.restriction});
}

}  // namespace suoledger::domain
