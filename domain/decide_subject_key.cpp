// SPDX-License-Identifier: Apache-2.0
// Decisions on the keys of an erased customer: may this one go now, or must the record be kept longer.
#include "domain/deciding.hpp"

namespace suoledger::domain {
namespace {

/// A customer and one of its keys.
struct KeyCase {
    const BusinessState& business;
    const CustomerState& customer;
    KeyClass key_class{};
    Date today;
};

std::optional<KeyClass> class_of(const CustomerState& customer, const Uuid& key_id) {
    if (key_id == customer.contact_key) return KeyClass::contact;
    if (key_id == customer.record_key) return KeyClass::record;
    return std::nullopt;
}

bool is_destroyed(const Erasure& erasure, KeyClass key_class) {
    return key_class == KeyClass::contact ? erasure.contact_destroyed : erasure.record_destroyed;
}

/// Retention is counted again: money may have moved since the erasure.
std::optional<std::unexpected<Stop>> check_retention(const KeyCase& found, const std::optional<Date>& last_document) {
    const Erasure& erasure = found.customer.erasure;
    if (!erasure.holds.empty())
        return reject(RejectionCode::legal_hold_in_force, "A legal hold keeps the customer's record.");
    const bool kept_longer =
        last_document && first_day_after_retention(found.business.year_end, *last_document) > found.today;
    if (kept_longer || !erasure.record_key_due_on || *erasure.record_key_due_on > found.today)
        return reject(RejectionCode::record_key_not_due, "The record must be kept longer.");
    return std::nullopt;
}

std::optional<std::unexpected<Stop>> check_reason(const KeyCase& found, const DestroySubjectKey& command) {
    // What the list of destroyed keys names is gone, whatever a restored log says.
    if (command.reason == DestructionReason::already_listed) return std::nullopt;
    const bool reason_fits = (command.reason == DestructionReason::erasure) == (found.key_class == KeyClass::contact);
    if (!found.customer.erasure.requested || !reason_fits)
        return reject(RejectionCode::erasure_not_requested, "Nothing asks for this key to be destroyed.");
    return found.key_class == KeyClass::record ? check_retention(found, command.last_document_on) : std::nullopt;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const DestroySubjectKey& command) {
    Lookup look(context.tenant, view);
    const auto [business, customer] = find_customer(look, command.customer_id);
    if (auto stop = check_found(context, look, business, customer)) return *stop;
    const auto key_class = class_of(*customer, command.key_id);
    if (!key_class) return reject(RejectionCode::subject_key_not_found, "The customer has no such key.");
    if (is_destroyed(customer->erasure, *key_class))
        return reject(RejectionCode::subject_key_already_destroyed, "The key was destroyed before.");
    const KeyCase found{*business, *customer, *key_class, date_in(business->zone, context.now)};
    if (auto stop = check_reason(found, command)) return *stop;

    Decision decision;
    decision.target = {context.tenant, StreamType::customer, customer->id};
    decision.events.push_back({decision.target,
                               SubjectKeyDestroyed{.key_id = command.key_id,
                                                   .key_class = *key_class,
                                                   .reason = command.reason,
                                                   .list_number = command.list_number,
                                                   .kek_epoch = command.kek_epoch,
                                                   .complete_on = command.complete_on},
                               context.now, keys_of(*business)});
    decision.destroyed_keys.push_back({command.key_id, decision.target});
    if (*key_class == KeyClass::contact) decision.released_owners.push_back(decision.target);
    decision.reply_key = business->business_key;
    return decision;
}

Outcome decide_on(const CommandContext& context, const View& view, const PostponeRecordKey& command) {
    Lookup look(context.tenant, view);
    const auto [business, customer] = find_customer(look, command.customer_id);
    if (auto stop = check_found(context, look, business, customer)) return *stop;
    const Erasure& erasure = customer->erasure;
    if (!erasure.requested)
        return reject(RejectionCode::erasure_not_requested, "Nothing asks for this key to be destroyed.");
    const Date due_on = first_day_after_retention(business->year_end, command.last_document_on);
    if (erasure.record_destroyed || due_on <= *erasure.record_key_due_on)
        return reject(RejectionCode::nothing_to_postpone, "The record is not kept longer for that document.");

    Decision decision;
    decision.target = {context.tenant, StreamType::customer, customer->id};
    decision.events.push_back(
        {decision.target, RecordKeyPostponed{command.last_document_on, due_on}, context.now, keys_of(*business)});
    decision.reply_key = business->business_key;
    return decision;
}

}  // namespace suoledger::domain
