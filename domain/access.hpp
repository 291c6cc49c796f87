// SPDX-License-Identifier: Apache-2.0
// Who looked at personal data outside ordinary work, and what left the ledger: one stream for each tenant.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/uuid.hpp"

namespace suoledger::domain {

/// The data export of one person, events read with their personal fields open, an inspected dead letter.
enum class PersonalRead : std::uint8_t { data_export, events_opened, dead_letter };
std::string_view to_string(PersonalRead read);
std::optional<PersonalRead> parse_personal_read(std::string_view text);

// --- events (access stream; the actor is in the metadata) ---

struct PersonalDataRead {
    PersonalRead what{};
    std::optional<Uuid> subject;  // the customer
    std::optional<std::int64_t> from_position, to_position;
    bool operator==(const PersonalDataRead&) const = default;
};
struct HistoryExported {
    std::int64_t from_position = 0, to_position = 0;
    std::int64_t count = 0;
    std::string format;  // "ndjson"
    bool operator==(const HistoryExported&) const = default;
};

// --- commands ---

struct RecordPersonalDataRead {
    PersonalRead what{};
    std::optional<Uuid> subject;  // required for a data export
    std::optional<std::int64_t> from_position, to_position;
};
struct RecordHistoryExported {
    std::int64_t from_position = 0, to_position = 0;
    std::int64_t count = 0;
    std::string format;  // [a-z][a-z0-9_]{0,39}
};

// --- state ---

struct AccessState {
    std::int64_t version = 0;
};

}  // namespace suoledger::domain
