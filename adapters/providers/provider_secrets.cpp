// SPDX-License-Identifier: Apache-2.0
// Reading the list, and handing it out while it may change.
#include "adapters/providers/provider_secrets.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace suoledger::adapters {

std::expected<SecretList, std::string> parse_secrets(std::string_view text) {
    constexpr std::size_t max_secrets = 2;
    SecretList secrets;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        std::string_view one = text.substr(begin, end - begin);
        while (one.starts_with(' ')) one.remove_prefix(1);
        while (one.ends_with(' ') || one.ends_with('\n') || one.ends_with('\r')) one.remove_suffix(1);
        if (one.empty()) return std::unexpected(std::string{"a secret is empty"});
        if (!std::ranges::all_of(one, [](char c) { return c > ' ' && c <= '~'; }))
            return std::unexpected(std::string{"a secret holds what is no printable ASCII"});
        secrets.emplace_back(one);
        begin = end + 1;
    }
    if (secrets.size() > max_secrets)
        return std::unexpected(std::string{"more than the current and the previous secret"});
    return secrets;
}

ProviderSecrets::ProviderSecrets(SecretList secrets) { replace(std::move(secrets)); }

void ProviderSecrets::replace(SecretList secrets) {
    // With none, or an empty one, anybody could sign.
    if (secrets.empty() || std::ranges::any_of(secrets, &std::string::empty))
        throw std::invalid_argument{"a provider without a secret"};
    auto list = std::make_shared<const SecretList>(std::move(secrets));
    const std::scoped_lock lock{mutex_};
    secrets_ = std::move(list);
}

std::shared_ptr<const SecretList> ProviderSecrets::current() const {
    const std::scoped_lock lock{mutex_};
    return secrets_;
}

}  // namespace suoledger::adapters
