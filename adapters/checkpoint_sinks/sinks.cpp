// SPDX-License-Identifier: Apache-2.0
// From a setting to sinks.
#include "adapters/checkpoint_sinks/sinks.hpp"

#include <fmt/format.h>

#include <map>

#include "adapters/kafka/kafka_sink.hpp"

namespace suoledger::adapters {
namespace {

constexpr std::string_view folder_prefix = "file:", http_prefix = "http://", https_prefix = "https://";

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::string_view after_scheme(std::string_view url) { return url.substr(url.find("://") + 3); }

std::expected<SinkAddress, std::string> parse_sink(std::string_view text) {
    if (text.starts_with(folder_prefix) && text.size() > folder_prefix.size())
        return SinkAddress{SinkAddress::Kind::folder,
                           std::filesystem::absolute(text.substr(folder_prefix.size())).lexically_normal().string()};
    if ((text.starts_with(http_prefix) || text.starts_with(https_prefix)) && !after_scheme(text).empty())
        return SinkAddress{SinkAddress::Kind::http, std::string{text}};
    return std::unexpected(
        fmt::format("`{}` is no sink, such as file:/mnt/auditor or https://auditor.example/checkpoints", text));
}

std::string shown(const SinkAddress& address) {
    if (address.kind == SinkAddress::Kind::folder) return std::string{folder_prefix} + address.target;
    std::string_view host = after_scheme(address.target);
    host = host.substr(0, host.find_first_of("/?#"));
    host.remove_prefix(host.find('@') == host.npos ? 0 : host.rfind('@') + 1);
    return fmt::format("{}://{}/…", address.target.substr(0, address.target.find(':')), host);
}

}  // namespace

std::expected<std::vector<SinkAddress>, std::string> parse_sinks(std::string_view text) {
    std::vector<SinkAddress> addresses;
    while (!text.empty()) {
        const auto one = text.substr(0, text.find(','));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        auto address = parse_sink(trimmed(one));
        if (!address) return std::unexpected(std::move(address.error()));
        addresses.push_back(*std::move(address));
    }
    return addresses;
}

std::string shown_sinks(const std::vector<SinkAddress>& addresses) {
    std::string text;
    for (const SinkAddress& address : addresses) text.append(text.empty() ? "" : ", ").append(shown(address));
    return text;
}

std::vector<std::unique_ptr<eventstore::CheckpointSink>> make_sinks(const std::vector<SinkAddress>& addresses,
                                                                    const KafkaSettings& kafka) {
    std::vector<std::unique_ptr<eventstore::CheckpointSink>> sinks;
    std::map<std::string, int> counts;
    for (const SinkAddress& address : addresses) {
        std::string name = address.kind == SinkAddress::Kind::folder ? "file" : "http";
        if (const int number = ++counts[name]; number > 1) name += fmt::format("_{}", number);
        sinks.push_back(address.kind == SinkAddress::Kind::folder ? make_folder_sink(name, address.target)
                                                                  : make_http_sink(name, address.target));
    }
    if (!kafka.brokers.empty()) sinks.push_back(make_kafka_sink(kafka));
    return sinks;
}

}  // namespace suoledger::adapters
