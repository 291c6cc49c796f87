// SPDX-License-Identifier: Apache-2.0
// The one configuration: flags over environment over file, validated once with every problem named.
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/checkpoint_sinks/sink_address.hpp"
#include "adapters/cli/document_settings.hpp"
#include "adapters/cli/mail_settings.hpp"
#include "adapters/cli/read_node_settings.hpp"
#include "adapters/cli/roles.hpp"
#include "adapters/kafka/kafka_settings.hpp"
#include "adapters/providers/provider_secrets.hpp"
#include "adapters/telemetry/log.hpp"
#include "eventstore/kek_schedule.hpp"
#include "http/client_address.hpp"
#include "http/processing_register.hpp"
#include "http/rate_limiter.hpp"

namespace suoledger::adapters {

/// Payment providers that are spoken with; without a secret none is.
struct PaymentSettings {
    SecretList paystack_secrets;                    // the current one first
    std::optional<domain::Uuid> paystack_business;  // whose account it is
    std::string paystack_base_url;
    std::chrono::seconds inbox_claim{120};
};

struct Config {
    std::filesystem::path data_dir;
    std::string database_url;                       // empty: a private PostgreSQL in data_dir
    std::string listen, admin_listen;               // "127.0.0.1:8080", "[::1]:0"
    std::filesystem::path listen_socket;            // a Unix socket that serves the API too; empty: none
    std::optional<std::filesystem::path> kek_file;  // empty: <data_dir>/kek.json, made when absent
    std::string public_url;                         // empty: http:// and the address as bound; no trailing slash
    LogFormat log_format = LogFormat::automatic;
    LogLevel log_level = LogLevel::info;
    int handler_threads = 4;
    std::chrono::milliseconds drain_timeout{25'000};
    std::optional<http::RateLimit> rate_limit_per_key, rate_limit_per_address;  // nullopt: off
    std::vector<http::AddressRange> trusted_proxies;
    std::filesystem::path processing_register;  // empty: none
    http::PrivacySettings privacy;
    std::optional<std::filesystem::path>
        checkpoint_key_file;  // empty: <data_dir>/checkpoint-keys.json, made when absent
    std::vector<SinkAddress> checkpoint_sinks;
    bool signs_checkpoints = true;
    eventstore::KekPolicy kek_policy;
    PaymentSettings payments;
    DocumentSettings documents;
    MailSettings mail;
    Roles roles;
    std::chrono::seconds outbox_claim{300};
    KafkaSettings kafka;  // no brokers: nothing is published
    ReadNodeSettings read_node;
};

/// One row of the table of settings: `--name`, an environment name, `name = value` in the file.
struct Setting {
    std::string_view name;
    std::string_view environment;
    bool secret;                // has a second environment name, with _FILE
    std::string_view fallback;  // as a person would type it; empty: see help
    std::string_view help;
    /// Returns what is wrong with the value, or an empty text.
    std::string (*apply)(Config& config, const std::string& value);
};
std::span<const Setting> settings();

using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

/// Where one value came from, for check-config: "--listen", "SUOLEDGER_LISTEN", "/etc/x.conf:3" or "default".
struct LoadedConfig {
    Config config;
    std::map<std::string, std::string> sources;  // by setting name
};

/// `flags` by setting name; `config_file` from --config or SUOLEDGER_CONFIG. The problems come all at once.
std::expected<LoadedConfig, std::vector<std::string>> load_config(const std::map<std::string, std::string>& flags,
                                                                  const std::string& config_file,
                                                                  const Environment& environment);

/// The value as it may be shown: secrets lose their password.
std::string shown_value(const Setting& setting, const Config& config);

}  // namespace suoledger::adapters
