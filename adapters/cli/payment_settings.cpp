// SPDX-License-Identifier: Apache-2.0
// Reading the settings of payment providers.
#include "adapters/cli/payment_settings.hpp"

#include <charconv>
#include <utility>

#include "adapters/cli/config.hpp"
#include "adapters/providers/http_transport.hpp"

namespace suoledger::adapters {

std::string apply_paystack_secret_key(Config& config, const std::string& value) {
    config.payments.paystack_secrets.clear();
    if (value.empty()) {
        return "";
    }
    auto secrets = parse_secrets(value);
    if (!secrets) {
        return secrets.error();
    }
    config.payments.paystack_secrets = *std::move(secrets);
    return "";
}

std::string apply_paystack_business(Config& config, const std::string& value) {
    config.payments.paystack_business = domain::parse_type_id(domain::business_prefix, value);
    return value.empty() || config.payments.paystack_business ? "" : "is no id of a business (biz_…)";
}

std::string apply_paystack_base_url(Config& config, const std::string& value) {
    config.payments.paystack_base_url = value;
    while (config.payments.paystack_base_url.ends_with('/')) {
        config.payments.paystack_base_url.pop_back();
    }
    return wrong_with_base_url(config.payments.paystack_base_url).value_or("");
}

std::string apply_inbox_claim_seconds(Config& config, const std::string& value) {
    int seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    const bool good = error == std::errc{} && end == value.data() + value.size() && seconds >= 1 && seconds <= 3600;
    config.payments.inbox_claim = std::chrono::seconds{good ? seconds : 1};
    return good ? "" : "is no number of seconds from 1 to 3600";
}

}  // namespace suoledger::adapters
