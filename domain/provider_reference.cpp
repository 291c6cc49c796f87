// SPDX-License-Identifier: Apache-2.0
// The text form of our reference.
#include "domain/provider_reference.hpp"

#include <algorithm>

namespace suoledger::domain {
namespace {

constexpr std::string_view reference_prefix = "sl-";
constexpr std::size_t digits_of_uuid = 32;

std::string digits_of(const Uuid& uuid) {
    std::string text = to_string(uuid);
    std::erase(text, '-');
    return text;
}

std::optional<Uuid> uuid_of(std::string_view digits) {
    if (std::ranges::any_of(digits, [](char digit) { return digit >= 'A' && digit <= 'F'; })) return std::nullopt;
    std::string text(digits);
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
    return parse_uuid(text);
}

}  // namespace

std::string provider_reference(const Uuid& tenant, const Uuid& payment) {
    return std::string(reference_prefix) + digits_of(tenant) + '-' + digits_of(payment);
}

std::optional<ProviderReference> parse_provider_reference(std::string_view text) {
    if (text.size() != reference_prefix.size() + 2 * digits_of_uuid + 1 || !text.starts_with(reference_prefix))
        return std::nullopt;
    text.remove_prefix(reference_prefix.size());
    if (text[digits_of_uuid] != '-') return std::nullopt;
    const auto tenant = uuid_of(text.substr(0, digits_of_uuid));
    const auto payment = uuid_of(text.substr(digits_of_uuid + 1));
    if (!tenant || !payment) return std::nullopt;
    return ProviderReference{*tenant, *payment};
}

std::optional<Uuid> owner_of_reference(std::string_view text, const std::optional<Uuid>& account_business) {
    const auto ours = parse_provider_reference(text);
    return ours ? std::optional{ours->tenant} : account_business;
}

}  // namespace suoledger::domain
