// SPDX-License-Identifier: Apache-2.0
// The providers whose webhooks are taken, as the HTTP side asks for them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "adapters/providers/payment_provider.hpp"
#include "http/inbox_services.hpp"

namespace suoledger::adapters {

class ProviderWebhookVerifier final : public http::WebhookVerifier {
public:
    /// It outlives this.
    void add(const SignedWebhooks& provider) { providers_.emplace(provider.name(), &provider); }

    [[nodiscard]] bool knows(std::string_view provider) const override { return providers_.contains(provider); }
    [[nodiscard]] bool is_genuine(std::string_view provider, const http::Request& request) const override;
    [[nodiscard]] std::string event_key(std::string_view provider, std::string_view body) const override {
        return providers_.find(provider)->second->event_key(body);
    }

private:
    std::map<std::string, const SignedWebhooks*, std::less<>> providers_;
};

}  // namespace suoledger::adapters
