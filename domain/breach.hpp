// SPDX-License-Identifier: Apache-2.0
// What is added to a request of kind breach: its assessment, and who was told (NDPA 2023 s.40; GAID 2025 art. 33).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/consent.hpp"
#include "domain/personal.hpp"
#include "domain/time.hpp"

namespace suoledger::domain {

/// From `likely` on the authority is told within 72 hours, at `high` the people too.
enum class BreachRisk : std::uint8_t { low, likely, high };
std::string_view to_string(BreachRisk risk);
std::optional<BreachRisk> parse_breach_risk(std::string_view text);

// --- events (request stream; words under the business key) ---

/// As it is known by then; a later one replaces it.
struct BreachAssessed {
    Timestamp aware_at;  // the 72 hours count from here
    std::optional<Timestamp> from, to;
    BreachRisk risk{};
    std::int64_t people_estimate = 0;
    std::vector<std::string> categories;  // of personal data: "phone"
    PersonalText circumstances, steps;
    bool operator==(const BreachAssessed&) const = default;
};
struct AuthorityNotified {
    PersonalText reference;
    Timestamp notified_at;
    bool operator==(const AuthorityNotified&) const = default;
};
struct SubjectsNotified {
    ConsentChannel channel{};
    std::int64_t count = 0;
    Timestamp notified_at;
    bool operator==(const SubjectsNotified&) const = default;
};

// --- commands ---

struct AssessBreach {
    Uuid request_id;
    Timestamp aware_at;
    std::optional<Timestamp> from, to;
    BreachRisk risk{};
    std::int64_t people_estimate = 0;
    std::vector<std::string> categories;  // at most 20 words
    PersonalText circumstances, steps;    // at most 4000 characters each
};
struct NotifyAuthority {
    Uuid request_id;
    PersonalText reference;  // at most 200 characters
    Timestamp notified_at;
};
struct NotifySubjects {
    Uuid request_id;
    ConsentChannel channel{};
    std::int64_t count = 0;  // from 1
    Timestamp notified_at;
};

// --- state, inside the request's ---

struct Breach {
    BreachRisk risk{};
    bool authority_notified = false, subjects_notified = false;
    bool assessed = false;
    bool operator==(const Breach&) const = default;
};

}  // namespace suoledger::domain
