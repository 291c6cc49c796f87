// SPDX-License-Identifier: Apache-2.0
// Commitments, leaves and identifiers, byte for byte as the audit format fixes them.
#include "eventstore/leaf.hpp"

#include <mutex>
#include <span>

namespace suoledger::eventstore {
namespace {

constexpr std::string_view leaf_tag = "suoledger/event/v1";
constexpr std::string_view metadata_tag = "suoledger/metadata/v1";
constexpr std::string_view payload_tag = "suoledger/payload/v1";
constexpr std::string_view event_id_tag = "suoledger/event-id/v1";
constexpr std::string_view command_id_tag = "suoledger/command-id/v1";

/// Sets version and the RFC 9562 variant.
domain::Uuid with_version(domain::Uuid uuid, std::uint8_t version) {
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0fU) | (version << 4));
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3fU) | 0x80U);
    return uuid;
}

struct Tick {
    std::int64_t milliseconds;
    std::uint32_t counter;  // 12 bits: rand_a of RFC 9562
};

/// A clock that steps back further than this is asked about another instant, not merely late.
constexpr std::int64_t tolerated_step_back_ms = 1000;
constexpr std::uint32_t counter_end = 1U << 12;

/// Rises for every call of this process, also for many in one millisecond or a clock that steps back a little.
Tick next_tick(std::int64_t milliseconds) {
    static std::mutex mutex;
    static Tick last{INT64_MIN / 2, 0};
    const std::lock_guard lock(mutex);
    if (milliseconds > last.milliseconds || milliseconds < last.milliseconds - tolerated_step_back_ms) {
        last = {milliseconds, 0};
    } else if (++last.counter == counter_end) {
        last = {last.milliseconds + 1, 0};
    }
    return last;
}

}  // namespace

Hash metadata_commitment(const Salt& salt, std::string_view metadata) {
    return sha256({bytes_of(metadata_tag), salt, bytes_of(metadata)});
}

Hash payload_commitment(const Salt& salt, std::string_view payload) {
    return sha256({bytes_of(payload_tag), salt, bytes_of(payload)});
}

std::string leaf_data(const RecordedEvent& event, const Hash& metadata_commitment, const Hash& payload_commitment) {
    return length_prefixed({
        bytes_of(leaf_tag),
        big_endian(event.position),
        event.event_id.bytes,
        event.stream.tenant.bytes,
        big_endian(event.tenant_sequence),
        bytes_of(to_string(event.stream.type)),
        event.stream.id.bytes,
        big_endian(event.stream_version),
        bytes_of(event.event_type),
        big_endian(event.schema_version),
        big_endian(event.recorded_at.microseconds),
        big_endian(event.effective_at.microseconds),
        bytes_of(to_string(event.series)),
        big_endian(event.series_number),
        metadata_commitment,
        payload_commitment,
    });
}

Hash leaf_hash(std::string_view leaf_data) {
    const std::array<std::uint8_t, 1> leaf_prefix{0x00};
    return sha256({leaf_prefix, bytes_of(leaf_data)});
}

Hash leaf_hash_of(const RecordedEvent& event) {
    return leaf_hash(leaf_data(event, metadata_commitment(event.salt, event.metadata),
                               payload_commitment(event.salt, event.payload)));
}

domain::Uuid uuid_v8_of(const Hash& hash) {
    domain::Uuid uuid;
    std::copy_n(hash.begin(), uuid.bytes.size(), uuid.bytes.begin());
    return with_version(uuid, 8);
}

domain::Uuid event_id_of(const domain::Uuid& tenant, const domain::Uuid& command_id, std::int64_t index) {
    return uuid_v8_of(sha256({bytes_of(event_id_tag), tenant.bytes, command_id.bytes, big_endian(index)}));
}

domain::Uuid command_id_of(const domain::Uuid& tenant, std::string_view principal_class, std::string_view route,
                           std::string_view key) {
    return uuid_v8_of(sha256({bytes_of(length_prefixed(
        {bytes_of(command_id_tag), tenant.bytes, bytes_of(principal_class), bytes_of(route), bytes_of(key)}))}));
}

domain::Uuid new_uuid_v7(domain::Timestamp now) {
    const Tick tick = next_tick(now.microseconds / 1000);
    domain::Uuid uuid;
    fill_random(std::span(uuid.bytes).subspan(8));
    const auto time = big_endian(tick.milliseconds);
    std::copy_n(time.begin() + 2, 6, uuid.bytes.begin());
    uuid.bytes[6] = static_cast<std::uint8_t>(tick.counter >> 8);
    uuid.bytes[7] = static_cast<std::uint8_t>(tick.counter & 0xffU);
    return with_version(uuid, 7);
}

std::optional<domain::Timestamp> time_of_uuid_v7(const domain::Uuid& uuid) {
    if (uuid.bytes[6] >> 4 != 7) return std::nullopt;
    std::int64_t milliseconds = 0;
    for (const std::uint8_t byte : std::span(uuid.bytes).first<6>()) milliseconds = milliseconds << 8 | byte;
    return domain::Timestamp{milliseconds * 1000};
}

}  // namespace suoledger::eventstore
