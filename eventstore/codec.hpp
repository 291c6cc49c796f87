// SPDX-License-Identifier: Apache-2.0
// Events to stored JSON and back: personal fields leave the tree by JSON Pointer and return when their key is there.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/decide.hpp"
#include "eventstore/crypto.hpp"

namespace suoledger::eventstore {

inline constexpr std::size_t max_payload_bytes = 640 * 1024;
inline constexpr std::size_t max_metadata_bytes = 8 * 1024;

/// Finds a subject key by id; nullptr when it is erased. May throw StoreUnavailable; KeysUnavailable is no fault of a
/// reader, who gets fields that are unavailable.
using FindKey = std::function<std::shared_ptr<const SecretKey>(const domain::Uuid& key_id)>;

struct EncodedEvent {
    std::string event_type;
    std::int32_t schema_version = 1;
    std::string payload;
};

/// Seals at once. `event_id` is known before the append. Throws CodecFault if a key is missing or the payload is too
/// large.
EncodedEvent encode(const domain::NewEvent& event, const domain::Uuid& event_id, const FindKey& find_key);

/// The payload as `open_payload` would show it once stored: for what is shown and never stored.
EncodedEvent encode_open(const domain::NewEvent& event);

/// Personal fields come back `closed` without a `find_key`, else open, erased or unavailable. Old schema versions are
/// upcast here. Throws CodecFault: an event type or version that this binary does not know, or bytes that are not what
/// we wrote.
domain::Event decode(std::string_view event_type, std::int32_t schema_version, std::string_view payload,
                     const domain::Uuid& tenant, const domain::Uuid& event_id, const FindKey* find_key);

/// The payload as JSON with its sealed fields merged back (`?open=true`); of keys that opened nothing
/// it says {"erased":true} or {"unavailable":true}.
std::string open_payload(std::string_view payload, const domain::Uuid& tenant, const domain::Uuid& event_id,
                         const FindKey& find_key);

/// The "sealed" member of a payload, or empty: what read models keep.
std::string sealed_part_of(std::string_view payload);

struct CodecFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace suoledger::eventstore
