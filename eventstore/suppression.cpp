// SPDX-License-Identifier: Apache-2.0
#include "eventstore/suppression.hpp"

#include "eventstore/contacts.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::eventstore {

AddressIndex suppression_index(KeyVault& vault, const domain::Uuid& tenant, std::string_view address) {
    const auto normalised = normalise_email(address);
    return vault.blind_index(tenant, "suppressed_email", normalised ? std::string_view(*normalised) : address);
}

}  // namespace suoledger::eventstore
