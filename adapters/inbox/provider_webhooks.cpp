// SPDX-License-Identifier: Apache-2.0
// A request's headers as providers look them up: all of a name, so that a doubled one is seen.
#include "adapters/inbox/provider_webhooks.hpp"

#include <vector>

namespace suoledger::adapters {

bool ProviderWebhookVerifier::is_genuine(std::string_view provider, const http::Request& request) const {
    const HeaderLookup headers = [&request](std::string_view lower_case_name) {
        std::vector<std::string> values;
        for (const auto& [name, value] : request.headers)
            if (name == lower_case_name) values.push_back(value);
        return values;
    };
    return providers_.find(provider)->second->is_genuine(headers, request.body);
}

}  // namespace suoledger::adapters
