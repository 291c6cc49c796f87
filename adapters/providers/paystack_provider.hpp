// SPDX-License-Identifier: Apache-2.0
// Paystack behind the port.
#pragma once

#include <memory>
#include <string>

#include "adapters/providers/http_transport.hpp"
#include "adapters/providers/payment_provider.hpp"
#include "adapters/providers/provider_calls.hpp"
#include "adapters/providers/provider_secrets.hpp"
#include "eventstore/metrics.hpp"

namespace suoledger::adapters {

struct PaystackSettings {
    std::string base_url = "https://api.paystack.co";  // as `wrong_with_base_url` allows
    CallLimits limits;
    CallSurroundings surroundings;
};

/// Secrets and metrics must outlive it. Webhooks may be signed with any of the secrets, the API is opened with the
/// first.
std::unique_ptr<PaymentProvider> make_paystack(PaystackSettings settings, const ProviderSecrets& secrets,
                                               eventstore::Metrics& metrics, std::unique_ptr<HttpTransport> transport);

/// The webhooks alone, for who only receives. The secrets must outlive it.
std::unique_ptr<ProviderWebhooks> make_paystack_webhooks(const ProviderSecrets& secrets);

}  // namespace suoledger::adapters
