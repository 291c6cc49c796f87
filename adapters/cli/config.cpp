// SPDX-License-Identifier: Apache-2.0
// The table of settings and the three places their values come from.
#include "adapters/cli/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>

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

std::string check_address(const std::string& value) {
    const std::size_t colon = value.rfind(':');
    if (colon == std::string::npos || colon == 0 || !parse_number(value.substr(colon + 1), 0, 65535)) {
        return "is no address:port, such as 127.0.0.1:8080 (port 0 picks a free one)";
    }
    return "";
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
std::string apply_listen(Config& config, const std::string& value) {
    config.listen = value;
    return check_address(value);
}
std::string apply_admin_listen(Config& config, const std::string& value) {
    config.admin_listen = value;
    return check_address(value);
}
std::string apply_kek_file(Config& config, const std::string& value) {
    if (value.empty()) {
        return "";
    }
    config.kek_file = fs::absolute(value);
    if (std::ifstream{value}) {
        return "";
    }
    // One that is not there yet is made at the first start, so that two processes can be given the same name at once.
    std::error_code ignored;
    const bool can_be_made = !fs::exists(value, ignored) && fs::is_directory(config.kek_file->parent_path(), ignored);
    return can_be_made ? "" : fmt::format("cannot be read: {}", value);
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
    {"kek-file", "SUOLEDGER_KEK_FILE", false, "",
     "Ring of key-encryption keys (default <data-dir>/kek.json, made at first start)", apply_kek_file},
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
    if (!problems.empty()) {
        return std::unexpected(problems);
    }
    return loaded;
}

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
        {"kek-file", config.kek_file.value_or(config.data_dir / "kek.json").string()},
        {"public-url", config.public_url},
        {"handler-threads", std::to_string(config.handler_threads)},
        {"drain-timeout", std::to_string(config.drain_timeout.count() / 1000)},
        {"rate-limit-per-key", shown_limit(config.rate_limit_per_key)},
        {"rate-limit-per-address", shown_limit(config.rate_limit_per_address)},
        {"trusted-proxies", shown_proxies(config)}};
    const auto found = shown.find(setting.name);
    return found == shown.end() ? "" : found->second;
}

}  // namespace suoledger::adapters
