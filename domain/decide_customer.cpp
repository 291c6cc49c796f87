// SPDX-License-Identifier: Apache-2.0
// Decisions on a customer: one phone and one e-mail address belong to one customer of a business.
#include "domain/deciding.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

using Index = std::optional<std::array<std::uint8_t, 16>>;

/// One contact that changes: what the command gives, what the customer has, and both blind indexes.
struct ContactChange {
    ReservationKind kind{};
    const std::optional<PersonalText>& asked;
    const PersonalText& current;
    const Index& index;
    const Index& previous_index;
    RejectionCode taken{};
};

/// The caller computed `previous_index` from a contact it had read; if that is not this customer's now, it read an old
/// one.
bool read_an_old_contact(const ContactChange& change, const std::optional<Uuid>& previous_owner, const Uuid& customer) {
    if (change.previous_index) return previous_owner != customer;
    return change.current.is_open() || change.current.state == PersonalState::closed;
}

/// Releases the old key and claims the new; nullopt when the change may be made.
std::optional<std::unexpected<Stop>> move_contact(Decision& decision, Lookup& look, const ContactChange& change,
                                                  const CustomerState& customer) {
    if (!change.asked) return std::nullopt;
    if (read_an_old_contact(change, look.owner(change.kind, change.previous_index), customer.id))
        return std::unexpected<Stop>(
            Rejection{RejectionCode::version_conflict, "The contact was changed meanwhile.", {}, customer.version});
    if (change.index == change.previous_index) return std::nullopt;
    const Uuid tenant = decision.target.tenant;
    if (change.index) {
        const auto owner = look.owner(change.kind, change.index);
        if (owner && *owner != customer.id) return reject(change.taken, "Another customer has this contact.");
    }
    if (change.previous_index)
        decision.reservations.push_back({{tenant, change.kind, *change.previous_index}, std::nullopt});
    if (change.index) decision.reservations.push_back({{tenant, change.kind, *change.index}, customer.id});
    return std::nullopt;
}

void look_up_contacts(Lookup& look, const ContactIndexes& indexes) {
    look.owner(ReservationKind::customer_phone, indexes.phone);
    look.owner(ReservationKind::customer_email, indexes.email);
}

CustomerDetails details_after(const ChangeCustomerDetails& command, const CustomerDetails& before) {
    return {command.name.value_or(before.name), command.phone.value_or(before.phone),
            command.email.value_or(before.email), command.address.value_or(before.address),
            command.tax_id.value_or(before.tax_id)};
}

FieldErrors check(const ChangeCustomerDetails& command) {
    FieldErrors errors;
    if (!command.name && !command.phone && !command.email && !command.address && !command.tax_id)
        errors.add("", "names nothing to change");
    // A name that is not given stays; one that is given cannot be cleared.
    const CustomerDetails given{command.name.value_or(PersonalText("unchanged")),
                                command.phone.value_or(PersonalText()), command.email.value_or(PersonalText()),
                                command.address.value_or(PersonalText()), command.tax_id.value_or(PersonalText())};
    check_details(errors, "", given);
    return errors;
}

}  // namespace

void check_details(FieldErrors& errors, const std::string& pointer, const CustomerDetails& details) {
    errors.check_text(pointer + "/name", details.name, max_name_characters, true);
    if (details.phone.is_open() && !is_phone(details.phone.value))
        errors.add(pointer + "/phone", "must be '+' and 8 to 15 digits");
    if (details.email.is_open() && !is_email(details.email.value))
        errors.add(pointer + "/email", "must be an e-mail address of at most 254 bytes");
    errors.check_text(pointer + "/address", details.address, max_address_characters);
    errors.check_text(pointer + "/tax_id", details.tax_id, max_tax_id_characters);
}

void append_registration(Decision& decision, const CommandContext& context, const RegisterCustomer& command,
                         const BusinessState& business) {
    const StreamId stream{context.tenant, StreamType::customer, command.customer_id};
    const SealingKeys keys{command.contact_key, command.record_key, business.business_key};
    decision.events.push_back(
        {stream, CustomerRegistered{command.contact_key, command.record_key, command.details}, context.now, keys});
    decision.new_keys.push_back({command.contact_key, KeyClass::contact, stream});
    decision.new_keys.push_back({command.record_key, KeyClass::record, stream});
    const auto claim = [&](ReservationKind kind, const Index& index) {
        if (index) decision.reservations.push_back({{context.tenant, kind, *index}, command.customer_id});
    };
    claim(ReservationKind::customer_phone, command.indexes.phone);
    claim(ReservationKind::customer_email, command.indexes.email);
}

Outcome decide_on(const CommandContext& context, const View& view, const RegisterCustomer& command) {
    LEDGER_ASSERT(command.details.phone.is_open() == command.indexes.phone.has_value());
    LEDGER_ASSERT(command.details.email.is_open() == command.indexes.email.has_value());
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const CustomerState* existing = look.customer(command.customer_id);
    const auto phone_owner = look.owner(ReservationKind::customer_phone, command.indexes.phone);
    const auto email_owner = look.owner(ReservationKind::customer_email, command.indexes.email);
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (existing) return already_there(existing->version);
    if (auto conflict = check_version(context, 0)) return *conflict;
    FieldErrors errors;
    check_details(errors, "", command.details);
    if (errors.any()) return errors.stop();
    if (phone_owner) return reject(RejectionCode::customer_phone_taken, "Another customer has this phone.");
    if (email_owner) return reject(RejectionCode::customer_email_taken, "Another customer has this e-mail address.");

    Decision decision;
    decision.target = {context.tenant, StreamType::customer, command.customer_id};
    decision.reply_key = command.contact_key;
    append_registration(decision, context, command, *business);
    return decision;
}

Outcome decide_on(const CommandContext& context, const View& view, const ChangeCustomerDetails& command) {
    Lookup look(context.tenant, view);
    look_up_contacts(look, command.indexes);
    look_up_contacts(look, command.previous_indexes);
    const auto [business, customer] = find_customer(look, command.customer_id);
    if (auto stop = check_found(context, look, business, customer)) return *stop;
    if (auto stop = check_not_erased(*customer)) return *stop;
    if (const FieldErrors errors = check(command); errors.any()) return errors.stop();

    Decision decision;
    decision.target = {context.tenant, StreamType::customer, command.customer_id};
    decision.reply_key = customer->contact_key;
    const ContactChange phone{ReservationKind::customer_phone, command.phone,
                              customer->details.phone,         command.indexes.phone,
                              command.previous_indexes.phone,  RejectionCode::customer_phone_taken};
    const ContactChange email{ReservationKind::customer_email, command.email,
                              customer->details.email,         command.indexes.email,
                              command.previous_indexes.email,  RejectionCode::customer_email_taken};
    if (auto stop = move_contact(decision, look, phone, *customer)) return *stop;
    if (auto stop = move_contact(decision, look, email, *customer)) return *stop;
    decision.events.push_back({decision.target, CustomerDetailsChanged{details_after(command, customer->details)},
                               context.now, keys_of(*customer, *business)});
    return decision;
}

}  // namespace suoledger::domain
