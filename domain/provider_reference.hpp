// SPDX-License-Identifier: Apache-2.0
// Our reference to a provider: whoever reports a charge under it tells us whose it is and which payment it is of.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/uuid.hpp"

namespace suoledger::domain {

struct ProviderReference {
    Uuid tenant, payment;
    bool operator==(const ProviderReference&) const = default;
};

/// `sl-<tenant>-<payment>`, each 32 lower-case hex digits: letters, digits and dashes, as every provider takes them.
std::string provider_reference(const Uuid& tenant, const Uuid& payment);
/// Strict: nullopt for whatever `provider_reference` does not write.
std::optional<ProviderReference> parse_provider_reference(std::string_view text);
/// Whose a charge under this reference is: what is not ours came by the provider's account, if that is some business'.
std::optional<Uuid> owner_of_reference(std::string_view text, const std::optional<Uuid>& account_business);

}  // namespace suoledger::domain
