// SPDX-License-Identifier: Apache-2.0
// The settings of payment providers. Each returns what is wrong with its value, or an empty text.
#pragma once

#include <string>

namespace suoledger::adapters {

struct Config;

std::string apply_paystack_secret_key(Config& config, const std::string& value);
std::string apply_paystack_business(Config& config, const std::string& value);
std::string apply_paystack_base_url(Config& config, const std::string& value);
std::string apply_inbox_claim_seconds(Config& config, const std::string& value);

}  // namespace suoledger::adapters
