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
    const BusinessState* business = look.business();
    const CustomerState* customer = look.customer(command.customer_id);
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (!customer) return reject(RejectionCode::customer_not_found, "There is no such customer.");
    if (auto conflict = check_version(context, customer->version)) return *conflict;
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();
    if (customer->erasure.record_destroyed)
        return reject(RejectionCode::customer_erased, "Nothing of the customer's record is left to hold.");
    if (customer->erasure.holds.contains(command.hold_id)) return already_there(customer->version);
    return one_event(context, *customer, *business,
                     LegalHoldPlaced{command.hold_id, command.reason, command.reference});
}

Outcome decide_on(const CommandContext& context, const View& view, const ReleaseLegalHold& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const CustomerState* customer = look.customer(command.customer_id);
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (!customer) return reject(RejectionCode::customer_not_found, "There is no such customer.");
    if (auto conflict = check_version(context, customer->version)) return *conflict;
    FieldErrors errors;
    errors.check_text("/reason", command.reason, max_reason_characters);
    if (errors.any()) return errors.stop();
    if (!customer->erasure.holds.contains(command.hold_id))
        return reject(RejectionCode::legal_hold_not_found, "No such hold is in force.");
    return one_event(context, *customer, *business, LegalHoldReleased{command.hold_id, command.reason});
}

}  // namespace suoledger::domain
