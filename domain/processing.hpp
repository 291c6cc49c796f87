// SPDX-License-Identifier: Apache-2.0
// Why each event type is kept, on what basis and for how long (NDPA 2023 ss.24, 25 and 29; AUDIT §5).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "domain/event.hpp"

namespace suoledger::domain {

/// What ends the keeping of personal fields of an event. The events themselves stay: what ends is that they can be
/// read.
enum class RetentionClass : std::uint8_t {
    books,           // accounting records: until the record key goes
    relation,        // contacts and what rests on them: until the contact key goes
    accountability,  // evidence of what was done with personal data
    access,          // who may use the service
    operation,       // of the service itself; nothing personal
};
enum class Purpose : std::uint8_t {
    invoicing,              // documents, payments and the books behind them
    customer_relation,      // who is invoiced, and how to reach them
    delivery_of_documents,  // what was sent and shown to people
    consent_evidence,       // who agreed to what, in which words
    rights_of_people,       // requests, restrictions, erasures, breaches, and who looked
    access_control,         // keys and members
    business_account,       // the business itself
    service_operation,
};
/// NDPA 2023 s.25.
enum class LawfulBasis : std::uint8_t { contract, legal_obligation, legitimate_interest };

std::string_view to_string(RetentionClass retention);
std::string_view to_string(Purpose purpose);
std::string_view to_string(LawfulBasis basis);

struct RetentionRule {
    RetentionClass retention{};
    std::string_view period;   // in words
    std::string_view statute;  // empty: none fixes it
};
std::span<const RetentionRule> retention_rules();

struct EventHandling {
    std::string_view event_type;
    Purpose purpose{};
    LawfulBasis basis{};
    RetentionClass retention{};
};
/// One of every event type, in the order of AnyEvent: one without does not compile.
std::span<const EventHandling> event_handlings();

}  // namespace suoledger::domain
