// SPDX-License-Identifier: Apache-2.0
// Settings as check-config shows them.
#include <map>

#include "adapters/cli/config.hpp"

namespace suoledger::adapters {
namespace {

std::string shown_limit(const std::optional<http::RateLimit>& limit) { return limit ? http::to_string(*limit) : "off"; }

std::string shown_proxies(const Config& config) {
    std::string text;
    for (const auto& range : config.trusted_proxies) {
        text.append(text.empty() ? "" : ", ").append(http::to_string(range));
    }
    return text;
}

}  // namespace

std::string shown_value(const Setting& setting, const Config& config) {
    constexpr std::string_view formats[] = {"auto", "json", "text"};
    constexpr std::string_view levels[] = {"debug", "info", "warning", "error"};
    const std::map<std::string_view, std::string> shown{
        {"log-format", std::string{formats[static_cast<std::size_t>(config.log_format)]}},
        {"log-level", std::string{levels[static_cast<std::size_t>(config.log_level)]}},
        {"data-dir", config.data_dir.string()},
        {"database-url", config.database_url.empty() ? "(a private PostgreSQL in the data directory)" : "(set)"},
        {"listen", config.listen},
        {"admin-listen", config.admin_listen},
        {"listen-socket", config.listen_socket.string()},
        {"kek-file", config.kek_file.value_or(config.data_dir / "kek.json").string()},
        {"kek-rotate-after-days", std::to_string(config.kek_policy.rotate_after_days)},
        {"kek-destroy-after-days", std::to_string(config.kek_policy.destroy_after_days)},
        {"public-url", config.public_url},
        {"handler-threads", std::to_string(config.handler_threads)},
        {"drain-timeout", std::to_string(config.drain_timeout.count() / 1000)},
        {"rate-limit-per-key", shown_limit(config.rate_limit_per_key)},
        {"rate-limit-per-address", shown_limit(config.rate_limit_per_address)},
        {"trusted-proxies", shown_proxies(config)},
        {"processing-register", config.processing_register.string()},
        {"request-target-days", std::to_string(config.privacy.request_target_days)},
        {"request-alarm-days", std::to_string(config.privacy.request_alarm_days)},
        {"checkpoint-key-file", config.checkpoint_key_file.value_or(config.data_dir / "checkpoint-keys.json").string()},
        {"checkpoint-sinks", shown_sinks(config.checkpoint_sinks)},
        {"checkpoints", config.signs_checkpoints ? "on" : "off"},
        {"paystack-secret-key", config.payments.paystack_secrets.empty() ? "" : "(set)"},
        {"paystack-business", config.payments.paystack_business
                                  ? domain::to_type_id(domain::business_prefix, *config.payments.paystack_business)
                                  : ""},
        {"paystack-base-url", config.payments.paystack_base_url},
        {"inbox-claim-seconds", std::to_string(config.payments.inbox_claim.count())},
        {"document-threads", std::to_string(config.documents.threads)},
        {"s3-endpoint", config.documents.s3.endpoint},
        {"s3-bucket", config.documents.s3.bucket},
        {"s3-region", config.documents.s3.region},
        {"s3-access-key", config.documents.s3.access_key.empty() ? "" : "(set)"},
        {"s3-secret-key", config.documents.s3.secret_key.empty() ? "" : "(set)"},
        {"smtp-url", config.mail.smtp.url},
        {"smtp-ca-file", config.mail.smtp.ca_file},
        {"mail-from", config.mail.smtp.from},
        {"mail-webhook-secret", config.mail.webhook_secrets.empty() ? "" : "(set)"},
        {"roles", to_string(config.roles)},
        {"outbox-claim-seconds", std::to_string(config.outbox_claim.count())},
        {"kafka-brokers", config.kafka.brokers},
        {"kafka-properties-file", config.kafka.properties.empty() ? "" : "(set)"},
        {"source", config.read_node.is_on ? "kafka" : "postgres"},
        {"primary-url", config.read_node.primary_url},
        {"primary-admin-url", config.read_node.primary_admin_url},
        {"key-service-secret", config.read_node.key_service_secret.empty() ? "" : "(set)"},
        {"key-cache-seconds", std::to_string(config.read_node.key_cache.count())}};
    const auto found = shown.find(setting.name);
    return found == shown.end() ? "" : found->second;
}

}  // namespace suoledger::adapters
