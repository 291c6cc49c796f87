// SPDX-License-Identifier: Apache-2.0
// The secrets that we share with a provider: the one in use, and beside it the previous one while it is changed over.
#pragma once

#include <expected>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace suoledger::adapters {

using SecretList = std::vector<std::string>;

/// Comma-separated, the current one first: one or two, printable ASCII. The complaint never holds a secret.
std::expected<SecretList, std::string> parse_secrets(std::string_view text);

/// Thread-safe; whoever holds a list keeps it while another takes its place.
class ProviderSecrets {
public:
    /// At least one.
    explicit ProviderSecrets(SecretList secrets);
    void replace(SecretList secrets);
    /// Shared: a signature may be checked while the list is replaced.
    [[nodiscard]] std::shared_ptr<const SecretList> current() const;

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const SecretList> secrets_;
};

}  // namespace suoledger::adapters
