// SPDX-License-Identifier: Apache-2.0
// Decisions on legal holds: while one is in force, the record of an erased customer stays.
#include "domain/deciding.hpp"

namespace suoledger::domain {
namespace {

FieldErrors check(const PlaceLegalHold& command) {
    FieldErrors errors;
    errors.check_text("/reason", command.reason, max_reason_characters, true);
    errors.check_text("/reference", command.reference, max_reference_characters);
    return errors;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const PlaceLegalHold& command) {
    Lookup look(context.tenant, view);
    const auto [business, customer] = find_customer(look, command.customer_id);
    if (auto stop = check_found(context, look, business, customer)) return *stop;
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();
    if (customer->erasure.record_destroyed)
        return reject(RejectionCode::customer_erased, "Nothing of the customer's record is left to hold.");
    if (customer->erasure.holds.contains(command.hold_id)) return already_there(customer->version);
    return one_event(context, *customer, *business,
                     LegalHoldPlaced{command.hold_id, command.reason, command.reference});
}

Outcome decide_on(const CommandContext& context, const View& view, const ReleaseLegalHold& command) {
    Lookup look(context.tenant, view);
    const auto [business, customer] = find_customer(look, command.customer_id);
    if (auto stop = check_found(context, look, business, customer)) return *stop;
    FieldErrors errors;
    errors.check_text("/reason", command.reason, max_reason_characters);
    if (errors.any()) return errors.stop();
    if (!customer->erasure.holds.contains(command.hold_id))
        return reject(RejectionCode::legal_hold_not_found, "No such hold is in force.");
    return one_event(context, *customer, *business, LegalHoldReleased{command.hold_id, command.reason});
}

}  // namespace suoledger::domain
