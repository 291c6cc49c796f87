// SPDX-License-Identifier: Apache-2.0
// A request of a person, or a breach: folded from its opened events, for reads and replies alike.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "domain/event.hpp"
#include "domain/request.hpp"
#include "eventstore/event_store.hpp"
#include "http/processing_register.hpp"
#include "http/reading.hpp"

namespace suoledger::http {

struct RequestView {
    domain::Uuid id;
    std::int64_t version = 0;
    domain::RequestReceived received;
    std::optional<domain::Uuid> customer;  // as the requester was identified
    std::optional<domain::RequesterIdentified> identified;
    std::optional<domain::RequestDecided> decided;
    std::optional<domain::RequestCompleted> completed;
    std::optional<domain::BreachAssessed> assessed;
    std::optional<domain::AuthorityNotified> authority;
    std::optional<domain::SubjectsNotified> subjects;
    std::optional<domain::Timestamp> identified_at, decided_at, completed_at, assessed_at;
    std::int64_t received_position = 0;
    std::optional<std::int64_t> completed_position;
    domain::Timestamp created_at, updated_at;
};
/// One event of the request's stream; others are passed over.
void apply(RequestView& view, const domain::Event& event, domain::Timestamp effective_at, std::int64_t position);

RequestView view_of(const projections::RequestRow& row, const Opener& opener);
/// Of a stream of the log, which no node sees late; nullopt: there is none.
std::optional<RequestView> read_request(const Services& services, const domain::StreamId& stream);
/// Throws Overtaken when another command changed the request after it was read.
RequestView request_after(const eventstore::Appended& appended, const domain::StreamId& stream, RequestView as_read);

/// Whether it shows words about the person in clear.
bool shows_person(const RequestView& request);

/// How long there is, and whether it is over: of a request from its receipt, of a breach 72 hours from when the
/// business was aware (NDPA 2023 s.40(2)). Nothing runs for a breach of low risk.
struct RequestClock {
    std::optional<domain::Timestamp> due_at;
    std::vector<domain::Timestamp> alarms;
    std::optional<domain::Timestamp> stopped_at;
    [[nodiscard]] bool is_late(domain::Timestamp now) const;
    /// An alarm is over and what it reminds of is not done.
    [[nodiscard]] bool is_urgent(domain::Timestamp now) const;
};
RequestClock clock_of(const RequestView& request, const PrivacySettings& settings);
/// `now`: the moment of the read; in replies of the event.
boost::json::object request_json(const RequestView& request, const PrivacySettings& settings, domain::Timestamp now);

}  // namespace suoledger::http
