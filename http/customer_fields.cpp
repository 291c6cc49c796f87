// SPDX-License-Identifier: Apache-2.0
// Reading customers from request bodies.
#include "http/customer_fields.hpp"

#include "eventstore/contacts.hpp"
#include "eventstore/leaf.hpp"
#include "http/field_limits.hpp"

namespace suoledger::http {
namespace {

using domain::PersonalText;
using Normalise = std::optional<std::string> (*)(std::string_view);

struct ContactField {
    std::string_view name;
    Normalise normalise;
    std::string_view expected;
};
constexpr ContactField phone_contact{"phone", &eventstore::normalise_phone,
                                     "must be a phone number, as +2348012345678 or 08012345678"};
constexpr ContactField email_contact{"email", &eventstore::normalise_email, "must be an e-mail address"};

PersonalText normalised(ObjectReader& reader, const ContactField& contact, const std::optional<std::string>& given) {
    if (!given) return {};
    auto text = contact.normalise(*given);
    if (text) return PersonalText(*std::move(text));
    reader.wrong(contact.name, std::string(contact.expected));
    return {};
}

std::optional<PersonalText> change_of(const Change<std::string>& change) {
    if (!change.given) return std::nullopt;
    return change.value ? PersonalText(*change.value) : PersonalText();
}

}  // namespace

domain::ContactIndexes indexes_of(const Services& services, const domain::Uuid& tenant, const PersonalText& phone,
                                  const PersonalText& email) {
    domain::ContactIndexes indexes;
    if (phone.is_open()) indexes.phone = services.vault.blind_index(tenant, "phone", phone.value);
    if (email.is_open()) indexes.email = services.vault.blind_index(tenant, "email", email.value);
    return indexes;
}

domain::RegisterCustomer read_new_customer(ObjectReader& reader, const Services& services, const domain::Uuid& tenant) {
    domain::RegisterCustomer command;
    const auto now = services.now();
    command.customer_id = eventstore::new_uuid_v7(now);
    command.contact_key = eventstore::new_uuid_v7(now);
    command.record_key = eventstore::new_uuid_v7(now);
    domain::CustomerDetails& details = command.details;
    details.name = reader.personal("name", name_length, Presence::required);
    details.phone = normalised(reader, phone_contact, reader.text("phone", contact_length, Presence::optional));
    details.email = normalised(reader, email_contact, reader.text("email", contact_length, Presence::optional));
    details.address = reader.personal("address", address_length);
    details.tax_id = reader.personal("tax_id", tax_id_length);
    command.indexes = indexes_of(services, tenant, details.phone, details.email);
    return command;
}

domain::ChangeCustomerDetails read_customer_changes(ObjectReader& reader, const Services& services,
                                                    const domain::Uuid& tenant) {
    domain::ChangeCustomerDetails command;
    const auto name = reader.text_change("name", name_length);
    const auto phone = reader.text_change("phone", contact_length);
    const auto email = reader.text_change("email", contact_length);
    if (name.given && !name.value && reader.any("name") == nullptr) reader.wrong("name", "cannot be cleared");
    command.name = change_of(name);
    if (phone.given) command.phone = normalised(reader, phone_contact, phone.value);
    if (email.given) command.email = normalised(reader, email_contact, email.value);
    command.address = change_of(reader.text_change("address", address_length));
    command.tax_id = change_of(reader.text_change("tax_id", tax_id_length));
    command.indexes =
        indexes_of(services, tenant, command.phone.value_or(PersonalText()), command.email.value_or(PersonalText()));
    return command;
}

}  // namespace suoledger::http
