// SPDX-License-Identifier: Apache-2.0
// One JSON object a line, every member required; metadata and payload are strings that hold the stored text.
#include "eventstore/audit/bundle_events.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "eventstore/crypto.hpp"
#include "eventstore/strict_json.hpp"

namespace suoledger::eventstore {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t events_at_a_time = 500;
/// An auditor's machine must not be filled by a file of nodes: each event of the largest log needs at most 63.
constexpr std::size_t max_nodes = 50'000'000;

struct BadLine : std::runtime_error {
    using std::runtime_error::runtime_error;
};

const json::value& member(const json::object& line, std::string_view name) {
    const auto* value = line.if_contains(name);
    if (value == nullptr) throw BadLine(fmt::format("{} is missing", name));
    return *value;
}

std::string_view text(const json::object& line, std::string_view name) {
    const auto* found = member(line, name).if_string();
    if (found == nullptr) throw BadLine(fmt::format("{} is no text", name));
    return *found;
}

std::int64_t number(const json::object& line, std::string_view name) {
    const auto* found = member(line, name).if_int64();
    if (found == nullptr) throw BadLine(fmt::format("{} is no whole number", name));
    return *found;
}

domain::Uuid uuid(const json::object& line, std::string_view name) {
    const auto id = domain::parse_uuid(text(line, name));
    if (!id) throw BadLine(fmt::format("{} is no UUID", name));
    return *id;
}

template <std::size_t size>
std::array<std::uint8_t, size> bytes(const json::object& line, std::string_view name) {
    const auto read = from_hex(text(line, name));
    if (!read || read->size() != size) throw BadLine(fmt::format("{} is not {} bytes of hex", name, size));
    std::array<std::uint8_t, size> out{};
    std::copy(read->begin(), read->end(), out.begin());
    return out;
}

RecordedEvent event_of(const json::object& line) {
    RecordedEvent event;
    event.position = number(line, "position");
    event.event_id = uuid(line, "event_id");
    const auto type = domain::parse_stream_type(text(line, "stream_type"));
    const auto series = domain::parse_series(text(line, "series"));
    if (!type || !series) throw BadLine("stream_type or series is none that this version knows");
    event.stream = {uuid(line, "tenant_id"), *type, uuid(line, "stream_id")};
    event.tenant_sequence = number(line, "tenant_sequence");
    event.stream_version = number(line, "stream_version");
    event.event_type = text(line, "event_type");
    const std::int64_t schema = number(line, "schema_version");
    if (schema < 1 || schema > INT32_MAX) throw BadLine("schema_version is out of range");
    event.schema_version = static_cast<std::int32_t>(schema);
    event.recorded_at = {number(line, "recorded_at_us")};
    event.effective_at = {number(line, "effective_at_us")};
    event.series = *series;
    event.series_number = number(line, "series_number");
    event.salt = bytes<16>(line, "salt");
    event.metadata = text(line, "metadata");
    event.payload = text(line, "payload");
    event.leaf_hash = bytes<32>(line, "leaf_hash");
    return event;
}

/// A member that stands there twice would be read differently by others.
json::value object_of(const std::string& line) {
    auto value = parse_strictly(line);
    if (!value || !value->is_object()) throw BadLine("the line is no JSON object");
    return *std::move(value);
}

}  // namespace

std::vector<BundleNode> read_nodes(const fs::path& bundle) {
    const auto lines = open_member(bundle, "nodes.ndjson");
    if (!lines) throw BundleFault("the bundle has no nodes.ndjson");
    std::vector<BundleNode> nodes;
    while (const auto line = lines->next()) {
        if (nodes.size() == max_nodes) throw BundleFault("the bundle has more nodes than any log needs");
        try {
            const json::value value = object_of(*line);
            const json::object& node = value.get_object();
            const std::int64_t level = number(node, "level"), index = number(node, "index");
            if (level < 0 || level > 62 || index < 0 || index > (INT64_MAX >> level)) throw BadLine("no such node");
            nodes.push_back({static_cast<int>(level), index, bytes<32>(node, "hash")});
        } catch (const BadLine& fault) {
            throw BundleFault(fmt::format("nodes.ndjson, line {}: {}", nodes.size() + 1, fault.what()));
        }
    }
    std::ranges::sort(nodes, {}, &BundleNode::begin);
    return nodes;
}

BundleEvents::BundleEvents(const fs::path& bundle) : lines_(open_member(bundle, "events.ndjson")) {
    if (!lines_) throw BundleFault("the bundle has no events.ndjson");
}

std::optional<RecordedEvent> BundleEvents::read() {
    const auto line = lines_->next();
    if (!line) return std::nullopt;
    try {
        const json::value value = object_of(*line);
        RecordedEvent event = event_of(value.get_object());
        reached_ = event.position;
        return event;
    } catch (const BadLine& fault) {
        throw UnreadableEvent(reached_ + 1, fmt::format("events.ndjson: {}", fault.what()));
    }
}

std::vector<RecordedEvent> BundleEvents::next() {
    if (pending_) std::rethrow_exception(pending_);
    std::vector<RecordedEvent> events;
    try {
        while (events.size() < events_at_a_time) {
            auto event = read();
            if (!event) break;
            events.push_back(std::move(*event));
        }
    } catch (const UnreadableEvent&) {
        if (events.empty()) throw;
        pending_ = std::current_exception();  // what comes before it is looked at first
    }
    return events;
}

}  // namespace suoledger::eventstore
