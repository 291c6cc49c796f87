// SPDX-License-Identifier: Apache-2.0
// Decisions on the people who work for a business.
#include "domain/deciding.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

/// Scopes that are not held are refused apart: asking for one is no spelling mistake.
FieldErrors check(const AddMember& command) {
    FieldErrors errors;
    errors.check_text("/name", command.name, max_name_characters, true);
    if (!command.login.is_open() || !(is_email(command.login.value) || is_phone(command.login.value)))
        errors.add("/login", "must be an e-mail address of at most 254 bytes, or '+' and 8 to 15 digits");
    if (command.scopes.bits == 0) errors.add("/scopes", "must name at least one scope");
    return errors;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const AddMember& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const auto holder = look.owner(ReservationKind::member_login, command.login_index);
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (auto conflict = check_version(context, business->version)) return *conflict;
    if (business->members.contains(command.member_id)) return already_there(business->version);
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();
    if (command.scopes.has(Scope::operate) || !command.issuer_scopes.contains(command.scopes))
        return reject(RejectionCode::scope_not_held, "A key cannot give a member a scope it lacks.");
    if (holder) return reject(RejectionCode::member_login_taken, "Another member has this login.");

    Decision decision =
        one_event(context, *business, MemberAdded{command.member_id, command.name, command.login, command.scopes});
    decision.reservations.push_back(
        {{context.tenant, ReservationKind::member_login, command.login_index}, command.member_id});
    return decision;
}

Outcome decide_on(const CommandContext& context, const View& view, const RemoveMember& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const auto holder = look.owner(ReservationKind::member_login, command.login_index);
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (!business->members.contains(command.member_id))
        return reject(RejectionCode::member_not_found, "There is no such member.");
    if (auto conflict = check_version(context, business->version)) return *conflict;

    Decision decision = one_event(context, *business, MemberRemoved{command.member_id});
    if (holder == command.member_id)
        decision.reservations.push_back(
            {{context.tenant, ReservationKind::member_login, command.login_index}, std::nullopt});
    return decision;
}

}  // namespace suoledger::domain
