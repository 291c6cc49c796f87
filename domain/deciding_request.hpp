// SPDX-License-Identifier: Apache-2.0
// What the decisions on one request share: finding it with whom it is about, refusing what is not there or over.
#pragma once

#include <optional>

#include "domain/deciding.hpp"

namespace suoledger::domain {

struct RequestCase {
    const BusinessState* business = nullptr;
    const RequestState* request = nullptr;
    const CustomerState* subject = nullptr;
};
RequestCase find_request(Lookup& look, const Uuid& request_id);

/// Refuses business_not_found, request_not_found, version_conflict and request_already_completed.
std::optional<std::unexpected<Stop>> check_found(const CommandContext& context, const RequestCase& found);
/// Refuses request_does_not_match unless it is a breach, or unless it is none.
std::optional<std::unexpected<Stop>> check_breach(const RequestCase& found, bool is_breach);
/// Adds an error when it is more than 5 minutes ahead of `now`.
void check_instant(FieldErrors& errors, const std::string& pointer, Timestamp instant, Timestamp now);

/// One event on the request's own stream. `subject` is whose record key seals its words.
Decision one_request_event(const CommandContext& context, const Uuid& request_id, const BusinessState& business,
                           const CustomerState* subject, Event event);

}  // namespace suoledger::domain
