// SPDX-License-Identifier: Apache-2.0
// Replacing the key-encryption key: a new epoch wraps what survives, and with the old one every backup from before
// becomes unreadable. Each step leaves what the next pass goes on from.
#pragma once

#include <cstdint>

#include "eventstore/clock.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/kek_ring_file.hpp"
#include "eventstore/kek_schedule.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::eventstore {

/// All must outlive the rotation.
struct KekRotationParts {
    EventStore& store;
    WrappedKeyTable& table;
    KeyVault& vault;
    KekRingFile& ring;
    KekPolicy policy;
    Clock clock = system_now;
};

struct KekWork {
    std::int64_t rotated_to = 0;  // 0: not rotated
    std::size_t rewrapped = 0;
    std::int64_t destroyed_up_to = 0;  // 0: none destroyed
};

/// Used by one thread; beside others, in this process or another, each piece of work is done once. Throws
/// StoreUnavailable, KekFault, std::system_error (the ring's file may not be written).
class KekRotation {
public:
    explicit KekRotation(KekRotationParts parts) : parts_(std::move(parts)) {}

    /// Goes on where a killed process stopped, rotates when the newest epoch is old enough, destroys what is due.
    KekWork do_due();
    /// Now, whatever the schedule says.
    KekWork rotate();

private:
    KekWork finish(KekSchedule schedule, bool rotate);
    void announce(std::int64_t epoch, std::int64_t previous);
    std::size_t rewrap_all(std::int64_t epoch);
    std::int64_t destroy_due(const KekSchedule& schedule);

    KekRotationParts parts_;
};

}  // namespace suoledger::eventstore
