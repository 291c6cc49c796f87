// SPDX-License-Identifier: Apache-2.0
// Webhooks of two more Nigerian providers. Their APIs are not spoken yet; what they post is checked and read.
#pragma once

#include <cstdint>
#include <memory>

#include "adapters/providers/payment_provider.hpp"
#include "adapters/providers/provider_secrets.hpp"

namespace suoledger::adapters {

/// How v4 spells its signature: base64 by the documentation, hex in some senders.
enum class FlutterwaveSpelling : std::uint8_t { base64, hex };

/// `verif-hash` is the secret itself: it says who sent, and nothing of the body. Only `verify` may be believed.
std::unique_ptr<ProviderWebhooks> make_flutterwave_v3_webhooks(const ProviderSecrets& secrets, bool livemode);
/// `flutterwave-signature`: HMAC-SHA256 of the body.
std::unique_ptr<ProviderWebhooks> make_flutterwave_v4_webhooks(const ProviderSecrets& secrets,
                                                               FlutterwaveSpelling spelling, bool livemode);
/// `monnify-signature`: hex HMAC-SHA512 of the body under the client secret.
std::unique_ptr<ProviderWebhooks> make_monnify_webhooks(const ProviderSecrets& secrets, bool livemode);

}  // namespace suoledger::adapters
