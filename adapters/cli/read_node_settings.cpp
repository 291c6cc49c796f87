// SPDX-License-Identifier: Apache-2.0
// Reading the settings of a read node.
#include "adapters/cli/read_node_settings.hpp"

#include <fmt/format.h>

#include <charconv>

#include "adapters/cli/config.hpp"
#include "adapters/providers/http_transport.hpp"

namespace suoledger::adapters {
namespace {

/// Clients' keys are sent there.
std::string apply_url(std::string& url, const std::string& value) {
    url = value;
    while (url.ends_with('/')) {
        url.pop_back();
    }
    if (value.empty()) {
        return "";
    }
    return wrong_with_base_url(value) ? "is no https:// URL without password and query (http:// only to this machine)"
                                      : "";
}

}  // namespace

std::string apply_source(Config& config, const std::string& value) {
    config.read_node.is_on = value == "kafka";
    return value == "kafka" || value == "postgres" ? "" : "is neither postgres nor kafka";
}

std::string apply_primary_url(Config& config, const std::string& value) {
    return apply_url(config.read_node.primary_url, value);
}

std::string apply_primary_admin_url(Config& config, const std::string& value) {
    return apply_url(config.read_node.primary_admin_url, value);
}

/// What is wrong with a secret is said without it.
std::string apply_key_service_secret(Config& config, const std::string& value) {
    config.read_node.key_service_secret = value;
    const bool good = value.empty() || value.size() >= least_key_service_secret;
    return good ? "" : fmt::format("has fewer than {} characters", least_key_service_secret);
}

std::string apply_key_cache_seconds(Config& config, const std::string& value) {
    int seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    const bool good = error == std::errc{} && end == value.data() + value.size() && seconds >= 1 && seconds <= 86'400;
    config.read_node.key_cache = std::chrono::seconds{good ? seconds : 1};
    return good ? "" : "is no number of seconds from 1 to 86400";
}

std::vector<std::string> problems_of_source(const Config& config) {
    std::vector<std::string> problems;
    if (!config.read_node.is_on) {
        return problems;
    }
    const auto need = [&problems](bool is_so, const char* what) {
        if (!is_so) {
            problems.push_back(fmt::format("source: kafka {}", what));
        }
    };
    need(!config.kafka.brokers.empty(), "needs kafka-brokers");
    need(!config.read_node.primary_url.empty(), "needs primary-url");
    need(!config.read_node.key_service_secret.empty(), "needs key-service-secret, the primary's");
    need(config.database_url.empty(), "has no database: database-url is the primary's");
    need(config.roles.api && config.roles.projector && !config.roles.worker && !config.roles.publisher,
         "is for --roles=api,projector");
    return problems;
}

}  // namespace suoledger::adapters
