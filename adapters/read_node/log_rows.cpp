// SPDX-License-Identifier: Apache-2.0
// Keys: a letter for the kind, what it is about, a big-endian number.
#include "adapters/read_node/log_rows.hpp"

#include "eventstore/crypto.hpp"

namespace suoledger::adapters::log_key {
namespace {

constexpr std::size_t number_bytes = 8;

void append(std::string& key, eventstore::Bytes bytes) {
    key.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

}  // namespace

std::string events() { return "e"; }

std::string of_tenant(const domain::Uuid& tenant) {
    std::string key = "t";
    append(key, tenant.bytes);
    return key;
}

std::string of_type(std::string_view event_type) {
    std::string key = "y";
    eventstore::append_length_prefixed(key, eventstore::bytes_of(event_type));
    return key;
}

std::string of_stream(const domain::StreamId& stream) {
    std::string key = "s";
    append(key, stream.tenant.bytes);
    key.push_back(static_cast<char>(stream.type));
    append(key, stream.id.bytes);
    return key;
}

std::string at(std::string prefix, std::int64_t number) {
    append(prefix, eventstore::big_endian(number));
    return prefix;
}

std::int64_t number_in(std::string_view key) {
    std::uint64_t number = 0;
    for (const char byte : key.substr(key.size() - number_bytes))
        number = number << 8U | static_cast<std::uint8_t>(byte);
    return static_cast<std::int64_t>(number);
}

}  // namespace suoledger::adapters::log_key
