// SPDX-License-Identifier: Apache-2.0
// The bytes that make the log provable: commitments, leaf, event id, command id (docs/audit-format.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/crypto.hpp"

namespace suoledger::eventstore {

/// SHA-256(`suoledger/metadata/v1` ‖ salt ‖ metadata)
Hash metadata_commitment(const Salt& salt, std::string_view metadata);
/// SHA-256(`suoledger/payload/v1` ‖ salt ‖ payload)
Hash payload_commitment(const Salt& salt, std::string_view payload);

/// The 16 length-prefixed fields. Reads neither metadata nor payload of the event: their commitments are given.
std::string leaf_data(const RecordedEvent& event, const Hash& metadata_commitment, const Hash& payload_commitment);
/// SHA-256(0x00 ‖ leaf_data)
Hash leaf_hash(std::string_view leaf_data);
/// All of it from the stored row.
Hash leaf_hash_of(const RecordedEvent& event);

/// The first 16 bytes, as a UUID of version 8.
domain::Uuid uuid_v8_of(const Hash& hash);
/// UUIDv8 from SHA-256(`suoledger/event-id/v1` ‖ tenant ‖ command id ‖ index).
domain::Uuid event_id_of(const domain::Uuid& tenant, const domain::Uuid& command_id, std::int64_t index);

/// UUIDv8 from the length-prefixed (`suoledger/command-id/v1`, tenant, principal class, route, key).
domain::Uuid command_id_of(const domain::Uuid& tenant, std::string_view principal_class, std::string_view route,
                           std::string_view key);

/// A fresh UUIDv7 of that instant.
domain::Uuid new_uuid_v7(domain::Timestamp now);
/// To the millisecond; nullopt: of another version, such as an id that is a hash.
std::optional<domain::Timestamp> time_of_uuid_v7(const domain::Uuid& uuid);

}  // namespace suoledger::eventstore
