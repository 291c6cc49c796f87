// SPDX-License-Identifier: Apache-2.0
// Decisions on a customer's consents: giving again is a newer wording, withdrawing needs no reason (NDPA 2023 s.26).
#include "domain/deciding.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

void check_purpose(FieldErrors& errors, const std::string& purpose) {
    if (!is_code_word(purpose)) errors.add("/purpose", "must be a letter, then at most 39 of a-z, 0-9 and '_'");
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const GiveConsent& command) {
    Lookup look(context.tenant, view);
    const auto [business, customer] = find_customer(look, command.customer_id);
    if (auto stop = check_found(context, look, business, customer)) return *stop;
    if (auto stop = check_not_erased(*customer)) return *stop;
    FieldErrors errors;
    check_purpose(errors, command.purpose);
    const std::size_t length = count_characters(command.wording_version);
    if (length == 0 || length > max_wording_characters) errors.add("/wording_version", "must have 1 to 40 characters");
    if (errors.any()) return errors.stop();
    return one_event(context, *customer, *business,
                     ConsentGiven{command.purpose, command.wording_version, command.channel});
}

Outcome decide_on(const CommandContext& context, const View& view, const WithdrawConsent& command) {
    Lookup look(context.tenant, view);
    const auto [business, customer] = find_customer(look, command.customer_id);
    if (auto stop = check_found(context, look, business, customer)) return *stop;
    FieldErrors errors;
    check_purpose(errors, command.purpose);
    if (errors.any()) return errors.stop();
    if (!customer->consents.contains(command.purpose))
        return reject(RejectionCode::consent_not_in_force, "The customer has not consented to this purpose.");
    return one_event(context, *customer, *business, ConsentWithdrawn{command.purpose, command.channel});
}

}  // namespace suoledger::domain
