// SPDX-License-Identifier: Apache-2.0
// The settings of a node that only reads, and of what the primary gives it. Each `apply_…` returns what is wrong with
// its value, or an empty text.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace suoledger::adapters {

struct Config;

struct ReadNodeSettings {
    bool is_on = false;              // events come from Kafka, there is no PostgreSQL
    std::string primary_url;         // no trailing slash
    std::string primary_admin_url;   // likewise; empty: the primary's admin listener is not asked
    std::string key_service_secret;  // of the primary too
    std::chrono::seconds key_cache{300};
};

/// A shorter one could be guessed from what travels under it.
inline constexpr std::size_t least_key_service_secret = 32;

std::string apply_source(Config& config, const std::string& value);
std::string apply_primary_url(Config& config, const std::string& value);
std::string apply_primary_admin_url(Config& config, const std::string& value);
std::string apply_key_service_secret(Config& config, const std::string& value);
std::string apply_key_cache_seconds(Config& config, const std::string& value);
/// What a node that only reads lacks, or has too much of.
std::vector<std::string> problems_of_source(const Config& config);

}  // namespace suoledger::adapters
