// SPDX-License-Identifier: Apache-2.0
// A request of a person about their data, or a breach: received, identified, decided, completed (NDPA 2023 s.34–38,
// 40).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/breach.hpp"
#include "domain/consent.hpp"
#include "domain/personal.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

enum class RequestKind : std::uint8_t { access, portability, rectification, erasure, restriction, objection, breach };
std::string_view to_string(RequestKind kind);  // portability is "export" on the wire
std::optional<RequestKind> parse_request_kind(std::string_view text);

/// How the business made sure of who asked.
enum class IdentificationMethod : std::uint8_t { known_contact, document, login, in_person, representative };
std::string_view to_string(IdentificationMethod method);
std::optional<IdentificationMethod> parse_identification_method(std::string_view text);

enum class RequestOutcome : std::uint8_t { granted, partly, refused };
std::string_view to_string(RequestOutcome outcome);
std::optional<RequestOutcome> parse_request_outcome(std::string_view text);

// --- events (request stream; words under the customer's record key, or the business' where none is known) ---

struct RequestReceived {
    RequestKind kind{};
    std::optional<Uuid> customer;
    ConsentChannel channel{};
    Timestamp received_at;
    PersonalText details;
    bool operator==(const RequestReceived&) const = default;
};
struct RequesterIdentified {
    IdentificationMethod method{};
    std::optional<Uuid> customer;  // who it turned out to be; none: nobody whose data is held
    bool operator==(const RequesterIdentified&) const = default;
};
struct RequestDecided {
    RequestOutcome outcome{};
    std::string basis;  // a word: "legal_obligation"
    PersonalText reason;
    bool operator==(const RequestDecided&) const = default;
};
/// What shows that it was done: a position of the log, or the id of a resource.
struct RequestCompleted {
    std::optional<std::int64_t> evidence_position;
    std::string evidence_id;  // empty: none
    bool operator==(const RequestCompleted&) const = default;
};

// --- commands ---

struct ReceiveRequest {
    Uuid request_id;  // made by the caller
    RequestKind kind{};
    std::optional<Uuid> customer;
    ConsentChannel channel{};
    Timestamp received_at;  // not in the future
    PersonalText details;   // at most 4000 characters
};
struct IdentifyRequester {
    Uuid request_id;
    IdentificationMethod method{};
    std::optional<Uuid> customer;
};
struct DecideRequest {
    Uuid request_id;
    RequestOutcome outcome{};
    std::string basis;    // [a-z][a-z0-9_]{0,39}
    PersonalText reason;  // at most 4000 characters; required unless all is granted
};
struct CompleteRequest {
    Uuid request_id;
    std::optional<std::int64_t> evidence_position;
    std::string evidence_id;  // at most 64 of a-z, 0-9 and '_'
};

// --- state ---

struct RequestState {
    std::int64_t version = 0;
    Uuid id;
    RequestKind kind{};
    std::optional<Uuid> customer;
    bool identified = false, completed = false;
    std::optional<RequestOutcome> outcome;
    Breach breach;
};

}  // namespace suoledger::domain
