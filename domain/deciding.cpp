// SPDX-License-Identifier: Apache-2.0
// What the decide_*.cpp share.
#include "domain/deciding.hpp"

#include "domain/text.hpp"

namespace suoledger::domain {

std::unexpected<Stop> reject(RejectionCode code, std::string detail) {
    return std::unexpected<Stop>(Rejection{code, std::move(detail), {}});
}

void FieldErrors::check_text(const std::string& pointer, const PersonalText& text, std::size_t max_characters,
                             bool required) {
    if (text.is_absent()) {
        if (required) add(pointer, "is required");
        return;
    }
    LEDGER_ASSERT(text.is_open());  // a command carries what a client wrote, never a sealed value
    const std::size_t length = count_characters(text.value);
    if (length == 0) add(pointer, "must not be empty");
    if (length > max_characters) add(pointer, "has more than " + std::to_string(max_characters) + " characters");
}

std::optional<Uuid> Lookup::owner(ReservationKind kind, const std::optional<std::array<std::uint8_t, 16>>& key) {
    if (!key) return std::nullopt;
    const ReservationKey reservation{tenant_, kind, *key};
    const auto found = view_.find(reservation);
    if (found) return *found;
    if (std::ranges::find(missing_.reservations, reservation) == missing_.reservations.end())
        missing_.reservations.push_back(reservation);
    return std::nullopt;
}

std::optional<std::unexpected<Stop>> check_version(const CommandContext& context, std::int64_t current_version) {
    if (!context.expected_version || *context.expected_version == current_version) return std::nullopt;
    return std::unexpected<Stop>(
        Rejection{RejectionCode::version_conflict, "It was changed since that version.", {}, current_version});
}

std::unexpected<Stop> already_there(std::int64_t current_version) {
    return std::unexpected<Stop>(
        Rejection{RejectionCode::version_conflict, "That id is already in use.", {}, current_version});
}

std::unexpected<Stop> already_recorded(std::int64_t current_version) {
    return std::unexpected<Stop>(
        Rejection{RejectionCode::already_recorded, "It was recorded before.", {}, current_version});
}

std::optional<std::unexpected<Stop>> check_livemode(const BusinessState& business, bool livemode) {
    if (business.livemode == livemode) return std::nullopt;
    return reject(RejectionCode::livemode_differs,
                  livemode ? "Live money for a test business." : "Test money for a live business.");
}

SealingKeys keys_of(const BusinessState& business) { return {std::nullopt, std::nullopt, business.business_key}; }

namespace {

std::optional<Uuid> record_key_of(const CustomerState* customer) {
    if (!customer || customer->erasure.record_destroyed) return std::nullopt;
    return customer->record_key;
}

}  // namespace

std::optional<std::unexpected<Stop>> check_found(const CommandContext& context, const Lookup& look,
                                                 const BusinessState* business, const CustomerState* customer) {
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (!customer) return reject(RejectionCode::customer_not_found, "There is no such customer.");
    return check_version(context, customer->version);
}

std::optional<std::unexpected<Stop>> check_not_erased(const CustomerState& customer) {
    if (!customer.is_erased()) return std::nullopt;
    return reject(RejectionCode::customer_erased, "The customer was erased; whoever comes back is a new customer.");
}

SealingKeys keys_of(const CustomerState& customer, const BusinessState& business) {
    const auto contact = customer.is_erased() ? std::nullopt : std::optional(customer.contact_key);
    return {contact, record_key_of(&customer), business.business_key};
}

SealingKeys document_keys(const CustomerState* customer, const BusinessState& business) {
    return {std::nullopt, record_key_of(customer), business.business_key};
}

Uuid reply_key_of(const CustomerState* customer, const BusinessState& business) {
    if (customer && !customer->is_erased()) return customer->contact_key;
    return record_key_of(customer).value_or(business.business_key);
}

Decision one_event(const CommandContext& context, const BusinessState& business, Event event) {
    Decision decision;
    decision.target = {context.tenant, StreamType::business, context.tenant};
    decision.events.push_back({decision.target, std::move(event), context.now, keys_of(business)});
    decision.reply_key = business.business_key;
    return decision;
}

Decision one_event(const CommandContext& context, const CustomerState& customer, const BusinessState& business,
                   Event event) {
    Decision decision;
    decision.target = {context.tenant, StreamType::customer, customer.id};
    decision.events.push_back({decision.target, std::move(event), context.now, keys_of(customer, business)});
    decision.reply_key = reply_key_of(&customer, business);
    return decision;
}

}  // namespace suoledger::domain
