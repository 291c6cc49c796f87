// SPDX-License-Identifier: Apache-2.0
// When each epoch of the key-encryption key began and when it is destroyed: until then a backup can be opened.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "domain/kek.hpp"
#include "eventstore/event_store.hpp"

namespace suoledger::eventstore {

struct KekPolicy {
    std::int32_t rotate_after_days = 30;   // 0: only when an operator asks for it
    std::int32_t destroy_after_days = 35;  // for as long backups are kept
};

struct KekSchedule {
    domain::KekEpochs epochs;
    domain::Timestamp newest_since;  // when the newest epoch began

    /// When the newest epoch is to be superseded; nullopt when only an operator does it.
    [[nodiscard]] std::optional<domain::Timestamp> rotation_due(const KekPolicy& policy) const;
    /// By then what this epoch wrapped can be opened nowhere, not in a backup either; nullopt when that is not planned.
    [[nodiscard]] std::optional<domain::Date> complete_on(const KekPolicy& policy, std::int64_t epoch) const;
};

domain::Timestamp days_after(domain::Timestamp instant, std::int32_t days);

/// From the platform's stream; the first epoch began with the log. Throws StoreUnavailable.
KekSchedule read_kek_schedule(EventStore& store, domain::Timestamp now);

}  // namespace suoledger::eventstore
