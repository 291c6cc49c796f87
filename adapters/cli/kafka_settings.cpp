// SPDX-License-Identifier: Apache-2.0
// Reading the settings of Kafka.
#include "adapters/cli/kafka_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

#include "adapters/cli/config.hpp"
#include "adapters/cli/listen_settings.hpp"

namespace suoledger::adapters {
namespace {

/// What order and resuming rest on is ours to say.
constexpr auto ours = std::to_array<std::string_view>(
    {"bootstrap.servers", "enable.idempotence", "acks", "request.required.acks", "transactional.id", "group.id",
     "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "partitioner", "max.in.flight",
     "max.in.flight.requests.per.connection"});

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

}  // namespace

std::string apply_kafka_brokers(Config& config, const std::string& value) {
    config.kafka.brokers = value;
    constexpr int first_port = 1;
    for (std::string_view rest = value; !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        if (!is_host_and_port(trimmed(one), first_port))
            return fmt::format("`{}` is no host:port, such as kafka.example:9092", one);
    }
    return "";
}

/// Its values may be passwords: what is wrong with a line is said without it.
std::string apply_kafka_properties_file(Config& config, const std::string& value) {
    config.kafka.properties.clear();
    if (value.empty()) return "";
    std::ifstream file{value};
    if (!file) return fmt::format("cannot be read: {}", value);
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        const std::string_view text = trimmed(line);
        if (text.empty() || text.front() == '#') continue;
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos || equals == 0)
            return fmt::format("{}:{}: expected `name=value`", value, number);
        const std::string name{trimmed(text.substr(0, equals))};
        if (std::ranges::find(ours, name) != ours.end())
            return fmt::format("{}:{}: {} is the service's own to set", value, number, name);
        config.kafka.properties[name] = trimmed(text.substr(equals + 1));
    }
    return "";
}

}  // namespace suoledger::adapters
