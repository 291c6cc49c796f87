// SPDX-License-Identifier: Apache-2.0
// x-paystack-signature: lower-case hex HMAC-SHA512 of the raw body under the secret key, and nothing else.
#include "adapters/providers/paystack_provider.hpp"
#include "adapters/providers/paystack_reading.hpp"
#include "adapters/providers/signatures.hpp"
#include "eventstore/crypto.hpp"

namespace suoledger::adapters {
namespace {

class PaystackWebhooks final : public ProviderWebhooks {
public:
    explicit PaystackWebhooks(const ProviderSecrets& secrets) : secrets_(secrets) {}

    [[nodiscard]] std::string_view name() const override { return "paystack"; }
    [[nodiscard]] bool is_genuine(const HeaderLookup& headers, std::string_view body) const override {
        const auto claimed = single_header(headers, "x-paystack-signature");
        return claimed && is_made_by_one_of(*secrets_.current(), *claimed, [body](std::string_view secret) {
                   return eventstore::hex(eventstore::bytes_of(hmac_sha512(secret, body)));
               });
    }
    [[nodiscard]] std::string event_key(std::string_view body) const override { return paystack_event_key(body); }
    [[nodiscard]] std::expected<Notice, Malformed> parse(std::string_view body) const override {
        return read_paystack_webhook(body);
    }

private:
    const ProviderSecrets& secrets_;
};

}  // namespace

std::unique_ptr<ProviderWebhooks> make_paystack_webhooks(const ProviderSecrets& secrets) {
    return std::make_unique<PaystackWebhooks>(secrets);
}

}  // namespace suoledger::adapters
