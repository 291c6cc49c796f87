// SPDX-License-Identifier: Apache-2.0
// Epochs of the key-encryption key: when one began, and when one and every backup under it became unreadable.
#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "domain/time.hpp"

namespace suoledger::domain {

/// The epoch before any rotation; it has no event.
inline constexpr std::int64_t first_kek_epoch = 1;

// --- events (platform stream) ---

/// Keys are wrapped by `epoch` from here on; those before it wrap nothing any more after `destroy_previous_after`.
struct KekRotated {
    std::int64_t epoch = 0, previous_epoch = 0;
    Timestamp destroy_previous_after;
    bool operator==(const KekRotated&) const = default;
};
struct KekDestroyed {
    std::int64_t epoch = 0;
    bool operator==(const KekDestroyed&) const = default;
};

// --- commands ---

struct RotateKek {
    std::int64_t epoch = 0, previous_epoch = 0;  // above every one before; the newest of the ring before
    Timestamp destroy_previous_after;
};
struct DestroyKek {
    std::int64_t epoch = 0;
};

// --- state, inside the platform's ---

struct KekEpochs {
    std::int64_t newest = first_kek_epoch;
    std::map<std::int64_t, Timestamp> destroy_after;  // of those that are superseded and not destroyed
    std::set<std::int64_t> destroyed;
    bool operator==(const KekEpochs&) const = default;
};

}  // namespace suoledger::domain
