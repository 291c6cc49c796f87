// SPDX-License-Identifier: Apache-2.0
// The decision to erase a customer: the contact key at once, the record key when no duty keeps it (AUDIT §4).
#include "domain/deciding.hpp"

namespace suoledger::domain {
namespace {

FieldErrors check(const EraseCustomer& command, Date today) {
    FieldErrors errors;
    if (command.complete_on < today) errors.add("/complete_on", "is in the past");
    return errors;
}

/// A request that the erasure names must have asked for it and been granted.
std::optional<std::unexpected<Stop>> check_request(const EraseCustomer& command, const RequestState* request) {
    if (!command.request_id) return std::nullopt;
    if (!request) return reject(RejectionCode::request_not_found, "There is no such request.");
    if (request->kind != RequestKind::erasure || request->customer != command.customer_id)
        return reject(RejectionCode::request_does_not_match, "The request is not for the erasure of this customer.");
    if (!request->outcome || *request->outcome == RequestOutcome::refused)
        return reject(RejectionCode::request_not_granted, "The request was not granted.");
    return std::nullopt;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const EraseCustomer& command) {
    Lookup look(context.tenant, view);
    const RequestState* request = command.request_id ? look.request(*command.request_id) : nullptr;
    const auto [business, customer] = find_customer(look, command.customer_id);
    if (auto stop = check_found(context, look, business, customer)) return *stop;
    if (customer->is_erased())
        return reject(RejectionCode::customer_already_erased, "The customer was erased before; nothing changed.");
    const Date today = date_in(business->zone, context.now);
    if (const FieldErrors errors = check(command, today); errors.any()) return errors.stop();
    if (auto stop = check_request(command, request)) return *stop;

    // Nobody is obliged to keep the name of a person who was never on a document.
    const Date due_on =
        command.last_document_on ? first_day_after_retention(business->year_end, *command.last_document_on) : today;
    Decision decision;
    decision.target = {context.tenant, StreamType::customer, customer->id};
    decision.events.push_back({decision.target,
                               ErasureRequested{.request = command.request_id,
                                                .basis = command.basis,
                                                .contact_key = customer->contact_key,
                                                .record_key = customer->record_key,
                                                .last_document_on = command.last_document_on,
                                                .record_key_due_on = due_on,
                                                .complete_on = command.complete_on},
                               context.now, keys_of(*customer, *business)});
    decision.released_owners.push_back(decision.target);
    decision.reply_key = business->business_key;  // ids and dates: a retry hears of them when the keys are gone
    return decision;
}

}  // namespace suoledger::domain
