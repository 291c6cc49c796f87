// SPDX-License-Identifier: Apache-2.0
// The table of settings and the three places their values come from.
#include "adapters/cli/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "adapters/cli/kafka_settings.hpp"
#include "adapters/cli/listen_settings.hpp"
#include "adapters/cli/payment_settings.hpp"
#include "adapters/cli/read_node_settings.hpp"
#include "adapters/process/private_files.hpp"
#include "adapters/process/privileges.hpp"

namespace suoledger::adapters {
namespace {

namespace fs = std::filesystem;

std::optional<long> parse_number(std::string_view text, long least, long most) {
    long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < least || number > most) {
        return std::nullopt;
    }
    return number;
}

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) {
        return "";
    }
    return std::string{text.substr(first, text.find_last_not_of(" \t\r") - first + 1)};
}

std::string apply_data_dir(Config& config, const std::string& value) {
    config.data_dir = value.empty() ? default_data_dir() : fs::path{value};
    return "";
}
std::string apply_database_url(Config& config, const std::string& value) {
    config.database_url = value;
    const bool known = value.empty() || value.starts_with("postgres://") || value.starts_with("postgresql://") ||
                       value.find('=') != std::string::npos;
    return known ? "" : "is neither postgresql://user:password@host:port/database nor libpq's keyword form";
}
std::string apply_key_file(std::optional<fs::path>& file, const std::string& value) {
    if (value.empty()) {
        return "";
    }
    file = fs::absolute(value);
    if (std::ifstream{value}) {
        return "";
    }
    // One that is not there yet is made at the first start, so that two processes can be given the same name at once.
    std::error_code ignored;
    const bool can_be_made = !fs::exists(value, ignored) && fs::is_directory(file->parent_path(), ignored);
    return can_be_made ? "" : fmt::format("cannot be read: {}", value);
}
std::string apply_kek_file(Config& config, const std::string& value) { return apply_key_file(config.kek_file, value); }
std::string apply_days(std::int32_t& days, const std::string& value) {
    const std::optional<long> number = parse_number(value, 0, 3650);
    days = static_cast<std::int32_t>(number.value_or(0));
    return number ? "" : "is no number of days from 0 to 3650";
}
std::string apply_kek_rotate_after_days(Config& config, const std::string& value) {
    return apply_days(config.kek_policy.rotate_after_days, value);
}
std::string apply_kek_destroy_after_days(Config& config, const std::string& value) {
    return apply_days(config.kek_policy.destroy_after_days, value);
}
std::string apply_checkpoint_key_file(Config& config, const std::string& value) {
    return apply_key_file(config.checkpoint_key_file, value);
}
std::string apply_checkpoint_sinks(Config& config, const std::string& value) {
    auto sinks = parse_sinks(value);
    if (!sinks) {
        return sinks.error();
    }
    config.checkpoint_sinks = *std::move(sinks);
    return "";
}
std::string apply_checkpoints(Config& config, const std::string& value) {
    config.signs_checkpoints = value != "off";
    return value == "on" || value == "off" ? "" : "is neither on nor off";
}
std::string apply_public_url(Config& config, const std::string& value) {
    config.public_url = value;
    while (config.public_url.ends_with('/')) {
        config.public_url.pop_back();
    }
    const bool known = value.empty() || value.starts_with("https://") || value.starts_with("http://");
    return known ? "" : "begins neither with https:// nor with http://";
}
std::string apply_log_format(Config& config, const std::string& value) {
    static const std::map<std::string, LogFormat> known{
        {"auto", LogFormat::automatic}, {"json", LogFormat::json}, {"text", LogFormat::text}};
    const auto found = known.find(value);
    if (found == known.end()) {
        return "is none of auto, json, text";
    }
    config.log_format = found->second;
    return "";
}
std::string apply_log_level(Config& config, const std::string& value) {
    static const std::map<std::string, LogLevel> known{{"debug", LogLevel::debug},
                                                       {"info", LogLevel::info},
                                                       {"warning", LogLevel::warning},
                                                       {"error", LogLevel::error}};
    const auto found = known.find(value);
    if (found == known.end()) {
        return "is none of debug, info, warning, error";
    }
    config.log_level = found->second;
    return "";
}
std::string apply_handler_threads(Config& config, const std::string& value) {
    const std::optional<long> number = parse_number(value, 1, 256);
    config.handler_threads = static_cast<int>(number.value_or(1));
    return number ? "" : "is no number from 1 to 256";
}
std::string apply_drain_timeout(Config& config, const std::string& value) {
    const std::optional<long> seconds = parse_number(value, 0, 600);
    config.drain_timeout = std::chrono::seconds{seconds.value_or(0)};
    return seconds ? "" : "is no number of seconds from 0 to 600";
}
std::string apply_rate_limit(std::optional<http::RateLimit>& limit, const std::string& value) {
    limit = http::parse_rate_limit(value);
    return limit || value == "off" ? "" : "is neither off nor requests a second and a burst, such as 200/s:400";
}
std::string apply_rate_limit_per_key(Config& config, const std::string& value) {
    return apply_rate_limit(config.rate_limit_per_key, value);
}
std::string apply_rate_limit_per_address(Config& config, const std::string& value) {
    return apply_rate_limit(config.rate_limit_per_address, value);
}
std::string apply_trusted_proxies(Config& config, const std::string& value) {
    config.trusted_proxies.clear();
    for (std::string_view rest = value; !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        const auto range = http::parse_address_range(trimmed(one));
        if (!range) {
            return fmt::format("`{}` is no address or range, such as 10.0.0.7, 10.0.0.0/8 or fd00::/8", trimmed(one));
        }
        config.trusted_proxies.push_back(*range);
    }
    return "";
}

std::string apply_processing_register(Config& config, const std::string& value) {
    config.processing_register = value.empty() ? fs::path{} : fs::absolute(value);
    config.privacy.processing.reset();
    if (value.empty()) {
        return "";
    }
    std::ifstream file{value};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (!file) {
        return fmt::format("cannot be read: {}", value);
    }
    auto parsed = http::parse_processing_register(text);
    if (!parsed) {
        return fmt::format("{}: {}", value, parsed.error());
    }
    config.privacy.processing = *std::move(parsed);
    return "";
}
std::string apply_request_days(int& days, const std::string& value) {
    const std::optional<long> number = parse_number(value, 1, 365);
    days = static_cast<int>(number.value_or(1));
    return number ? "" : "is no number of days from 1 to 365";
}
std::string apply_request_target_days(Config& config, const std::string& value) {
    return apply_request_days(config.privacy.request_target_days, value);
}
std::string apply_request_alarm_days(Config& config, const std::string& value) {
    return apply_request_days(config.privacy.request_alarm_days, value);
}

constexpr Setting all_settings[] = {
    {"data-dir", "SUOLEDGER_DATA_DIR", false, "",
     "Directory of everything the service keeps (default /var/lib/suoledger, or ~/.local/share/suoledger)",
     apply_data_dir},
    {"database-url", "DATABASE_URL", true, "", "PostgreSQL to use instead of a private one in the data directory",
     apply_database_url},
    {"listen", "SUOLEDGER_LISTEN", false, "127.0.0.1:8080", "Address of the API; port 0 picks a free one",
     apply_listen},
    {"admin-listen", "SUOLEDGER_ADMIN_LISTEN", false, "127.0.0.1:9090",
     "Address of /live, /ready, /metrics and operator routes", apply_admin_listen},
    {"listen-socket", "SUOLEDGER_LISTEN_SOCKET", false, "",
     "Unix socket that serves the API too, for a proxy on the same machine; none: only --listen", apply_listen_socket},
    {"kek-file", "SUOLEDGER_KEK_FILE", false, "",
     "Ring of key-encryption keys (default <data-dir>/kek.json, made at first start)", apply_kek_file},
    {"kek-rotate-after-days", "SUOLEDGER_KEK_ROTATE_AFTER_DAYS", false, "30",
     "Age at which the key-encryption key is replaced; 0: only by `keys rotate-kek`", apply_kek_rotate_after_days},
    {"kek-destroy-after-days", "SUOLEDGER_KEK_DESTROY_AFTER_DAYS", false, "35",
     "How long backups are kept: then a replaced key-encryption key is destroyed", apply_kek_destroy_after_days},
    {"public-url", "SUOLEDGER_PUBLIC_URL", false, "", "Base of links in replies (default: the API's address)",
     apply_public_url},
    {"log-format", "SUOLEDGER_LOG_FORMAT", false, "auto", "auto (text on a terminal), json or text", apply_log_format},
    {"log-level", "SUOLEDGER_LOG_LEVEL", false, "info", "debug, info, warning or error", apply_log_level},
    {"handler-threads", "SUOLEDGER_HANDLER_THREADS", false, "4", "Threads that answer requests", apply_handler_threads},
    {"drain-timeout", "SUOLEDGER_DRAIN_TIMEOUT", false, "25", "Seconds that requests in flight may take after SIGTERM",
     apply_drain_timeout},
    {"rate-limit-per-key", "SUOLEDGER_RATE_LIMIT_PER_KEY", false, "200/s:400",
     "Requests a second and burst of one API key, or off", apply_rate_limit_per_key},
    {"rate-limit-per-address", "SUOLEDGER_RATE_LIMIT_PER_ADDRESS", false, "400/s:800",
     "Requests a second and burst of one client address (IPv6: /64), or off", apply_rate_limit_per_address},
    {"trusted-proxies", "SUOLEDGER_TRUSTED_PROXIES", false, "",
     "Addresses and CIDRs, comma-separated, whose X-Forwarded-For or Forwarded is believed", apply_trusted_proxies},
    {"processing-register", "SUOLEDGER_PROCESSING_REGISTER", false, "",
     "JSON file of recipients of personal data and transfers abroad, for the record of processing",
     apply_processing_register},
    {"request-target-days", "SUOLEDGER_REQUEST_TARGET_DAYS", false, "30",
     "Days in which people's requests about their data are to be completed", apply_request_target_days},
    {"request-alarm-days", "SUOLEDGER_REQUEST_ALARM_DAYS", false, "20",
     "Days after which an open request is shown as urgent", apply_request_alarm_days},
    {"checkpoint-key-file", "SUOLEDGER_CHECKPOINT_KEY_FILE", false, "",
     "Keys that sign checkpoints (default <data-dir>/checkpoint-keys.json, made at first start)",
     apply_checkpoint_key_file},
    {"checkpoint-sinks", "SUOLEDGER_CHECKPOINT_SINKS", true, "",
     "Where checkpoints go, comma-separated: file:FOLDER, http(s)://… (POST)", apply_checkpoint_sinks},
    {"checkpoints", "SUOLEDGER_CHECKPOINTS", false, "on", "off: nothing is signed, so no history can be proved",
     apply_checkpoints},
    {"paystack-secret-key", "SUOLEDGER_PAYSTACK_SECRET_KEY", true, "",
     "Secret key of Paystack; two, comma-separated, the new one first, while it is changed", apply_paystack_secret_key},
    {"paystack-business", "SUOLEDGER_PAYSTACK_BUSINESS", false, "",
     "Whose account it is (biz_…): gets what is paid under references that are not ours", apply_paystack_business},
    {"paystack-base-url", "SUOLEDGER_PAYSTACK_BASE_URL", false, "https://api.paystack.co", "Paystack's API",
     apply_paystack_base_url},
    {"inbox-claim-seconds", "SUOLEDGER_INBOX_CLAIM_SECONDS", false, "120",
     "How long booking one webhook may take before another process takes it over", apply_inbox_claim_seconds},
    {"document-threads", "SUOLEDGER_DOCUMENT_THREADS", false, "1", "Threads of low priority that draw documents",
     apply_document_threads},
    {"s3-endpoint", "SUOLEDGER_S3_ENDPOINT", false, "",
     "S3-compatible object store that keeps documents (default: the data directory)", apply_s3_endpoint},
    {"s3-bucket", "SUOLEDGER_S3_BUCKET", false, "", "Its bucket", apply_s3_bucket},
    {"s3-region", "SUOLEDGER_S3_REGION", false, "us-east-1", "Its region", apply_s3_region},
    {"s3-access-key", "SUOLEDGER_S3_ACCESS_KEY", true, "", "Access key of the object store", apply_s3_access_key},
    {"s3-secret-key", "SUOLEDGER_S3_SECRET_KEY", true, "", "Secret key of the object store", apply_s3_secret_key},
    {"smtp-url", "SUOLEDGER_SMTP_URL", true, "",
     "Mail server: smtp://user:password@host:587 (STARTTLS, but to this machine) or smtps://; none: no mail is sent",
     apply_smtp_url},
    {"smtp-ca-file", "SUOLEDGER_SMTP_CA_FILE", false, "",
     "Certificates that may sign the mail server's, PEM (default: those of the system)", apply_smtp_ca_file},
    {"mail-from", "SUOLEDGER_MAIL_FROM", false, "", "Address that mails are from", apply_mail_from},
    {"mail-webhook-secret", "SUOLEDGER_MAIL_WEBHOOK_SECRET", true, "",
     "Signs what is told of mails at /webhooks/mail; two, comma-separated, while it is changed",
     apply_mail_webhook_secret},
    {"roles", "SUOLEDGER_ROLES", false, "api,projector,worker,publisher",
     "What this process does of api, projector, worker, publisher", apply_roles},
    {"outbox-claim-seconds", "SUOLEDGER_OUTBOX_CLAIM_SECONDS", false, "300",
     "How long one mail or refund may take before another process takes it over", apply_outbox_claim_seconds},
    {"kafka-brokers", "SUOLEDGER_KAFKA_BROKERS", false, "",
     "Kafka that gets every event, host:port, comma-separated; none: nothing is published", apply_kafka_brokers},
    {"kafka-properties-file", "SUOLEDGER_KAFKA_PROPERTIES_FILE", false, "",
     "Further properties of librdkafka, name=value, such as those of TLS and SASL", apply_kafka_properties_file},
    {"source", "SUOLEDGER_SOURCE", false, "postgres",
     "Where events come from: postgres, or kafka: this process only reads, and has no PostgreSQL", apply_source},
    {"primary-url", "SUOLEDGER_PRIMARY_URL", false, "",
     "Of a process that only reads: the API that takes commands, gives it keys and answers what it cannot",
     apply_primary_url},
    {"primary-admin-url", "SUOLEDGER_PRIMARY_ADMIN_URL", false, "",
     "Of a process that only reads: the primary's admin listener; none: operators' reads are not asked there",
     apply_primary_admin_url},
    {"key-service-secret", "SUOLEDGER_KEY_SERVICE_SECRET", true, "",
     "Shared by a primary and its read nodes, which get keys of personal fields for it; none: nobody gets any",
     apply_key_service_secret},
    {"key-cache-seconds", "SUOLEDGER_KEY_CACHE_SECONDS", false, "300",
     "How long a read node holds a key before it asks for it again", apply_key_cache_seconds},
};

struct Value {
    std::string text;
    std::string source;
};
using Values = std::map<std::string, Value>;
using Problems = std::vector<std::string>;

void read_line(const std::string& line, const std::string& place, Values& values, Problems& problems) {
    const std::size_t equals = line.find('=');
    std::string name = trimmed(std::string_view{line}.substr(0, equals));
    std::ranges::replace(name, '_', '-');
    if (equals == std::string::npos) {
        problems.push_back(fmt::format("{}: expected `name = value`", place));
    } else if (std::ranges::find(settings(), name, &Setting::name) == settings().end()) {
        problems.push_back(fmt::format("{}: there is no setting `{}`", place, name));
    } else if (!values.try_emplace(name, trimmed(std::string_view{line}.substr(equals + 1)), place).second) {
        problems.push_back(fmt::format("{}: `{}` was already given at {}", place, name, values[name].source));
    }
}

Values read_file(const std::string& config_file, Problems& problems) {
    Values values;
    std::ifstream file{config_file};
    if (!file) {
        problems.push_back(fmt::format("--config: cannot read {}", config_file));
        return values;
    }
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        const std::string text = trimmed(line);
        if (!text.empty() && text.front() != '#') {
            read_line(text, fmt::format("{}:{}", config_file, number), values, problems);
        }
    }
    return values;
}

std::optional<Value> from_environment(const Setting& setting, const Environment& environment, Problems& problems) {
    const std::string name{setting.environment};
    const std::optional<std::string> direct = environment(name);
    const std::optional<std::string> file = setting.secret ? environment(name + "_FILE") : std::nullopt;
    if (direct && !direct->empty() && file && !file->empty()) {
        problems.push_back(fmt::format("{0} and {0}_FILE are both set; keep one", name));
    }
    if (file && !file->empty()) {
        try {
            if (const std::optional<std::string> content = read_secret_file(*file)) {
                return Value{*content, name + "_FILE"};
            }
            problems.push_back(fmt::format("{}_FILE: there is no file {}", name, *file));
        } catch (const std::system_error& fault) {
            problems.push_back(fmt::format("{}_FILE: {}", name, fault.what()));
        }
    }
    if (direct && !direct->empty()) {
        return Value{*direct, name};
    }
    return std::nullopt;
}

}  // namespace

std::span<const Setting> settings() { return all_settings; }

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>{value};
    };
}

std::expected<LoadedConfig, std::vector<std::string>> load_config(const std::map<std::string, std::string>& flags,
                                                                  const std::string& config_file,
                                                                  const Environment& environment) {
    Problems problems;
    LoadedConfig loaded;
    const Values in_file = config_file.empty() ? Values{} : read_file(config_file, problems);
    for (const Setting& setting : settings()) {
        const std::string name{setting.name};
        Value value{std::string{setting.fallback}, "default"};
        if (const auto found = in_file.find(name); found != in_file.end()) {
            value = found->second;
        }
        if (std::optional<Value> found = from_environment(setting, environment, problems)) {
            value = *std::move(found);
        }
        if (const auto found = flags.find(name); found != flags.end()) {
            value = {found->second, "--" + name};
        }
        if (const std::string problem = setting.apply(loaded.config, value.text); !problem.empty()) {
            problems.push_back(fmt::format("{} ({}): {}", name, value.source, problem));
        }
        loaded.sources[name] = value.source;
    }
    std::ranges::move(problems_of_source(loaded.config), std::back_inserter(problems));
    if (!problems.empty()) {
        return std::unexpected(problems);
    }
    return loaded;
}

}  // namespace suoledger::adapters
