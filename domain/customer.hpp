// SPDX-License-Identifier: Apache-2.0
// A customer: who is invoiced, always inside one business.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "domain/consent.hpp"
#include "domain/erasure.hpp"
#include "domain/personal.hpp"
#include "domain/restriction.hpp"
#include "domain/stream.hpp"

namespace suoledger::domain {

/// phone and e-mail are sealed under the contact key; name, address and tax id under the record key.
struct CustomerDetails {
    PersonalText name;   // 1..200 characters
    PersonalText phone;  // E.164
    PersonalText email;  // lower case, NFC
    PersonalText address;
    PersonalText tax_id;
    bool operator==(const CustomerDetails&) const = default;
};

/// Blind indexes of the contacts, computed outside the domain (AUDIT §4); never stored in an event.
struct ContactIndexes {
    std::optional<std::array<std::uint8_t, 16>> phone, email;
};

// --- events ---

struct CustomerRegistered {
    Uuid contact_key, record_key;
    CustomerDetails details;
    bool operator==(const CustomerRegistered&) const = default;
};
/// The whole set of details as it stands afterwards.
struct CustomerDetailsChanged {
    CustomerDetails details;
    bool operator==(const CustomerDetailsChanged&) const = default;
};

// --- commands ---

struct RegisterCustomer {
    Uuid customer_id;  // made by the caller
    Uuid contact_key, record_key;
    CustomerDetails details;
    ContactIndexes indexes;
};
struct ChangeCustomerDetails {
    Uuid customer_id;
    std::optional<PersonalText> name, phone, email, address, tax_id;  // absent text clears (name cannot be cleared)
    ContactIndexes indexes;                                           // of the new phone / e-mail where they change
    ContactIndexes previous_indexes;  // of the phone / e-mail the caller read; checked against reservations
};

// --- state ---

struct CustomerState {
    std::int64_t version = 0;
    Uuid id;
    Uuid contact_key, record_key;
    CustomerDetails details;
    std::set<std::string> consents;  // purposes in force
    std::set<Restriction> restrictions;
    Erasure erasure;

    [[nodiscard]] bool is_erased() const { return erasure.requested || erasure.contact_destroyed; }
};

}  // namespace suoledger::domain
