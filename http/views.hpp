// SPDX-License-Identifier: Apache-2.0
// From what is stored or decided to what is shown: views of read models' rows and of an append's states.
#pragma once

#include <optional>

#include "eventstore/event_store.hpp"
#include "http/reading.hpp"
#include "http/representations.hpp"

namespace suoledger::http {

// --- of rows, for reads ---

BusinessView view_of(const projections::BusinessRow& row, const Opener& opener);
ApiKeyView view_of(const projections::ApiKeyRow& row, const Opener& opener);
/// Without balances, consents and rights when `with_balances` is not set (inside another resource).
CustomerView view_of(const projections::CustomerRow& row, const Opener& opener, bool with_balances = true);
PaymentView view_of(const projections::PaymentRow& row, const Opener& opener);
PayoutView view_of(const projections::PayoutRow& row, const Opener& opener);
/// A correction does not say it: `livemode` is that of the key that asks.
ExpenseView view_of(const projections::ExpenseRow& row, const Opener& opener, bool livemode);
MemberView view_of(const projections::MemberRow& row, const Opener& opener);
struct InvoiceSurroundings {
    domain::Date today;  // in the tenant's zone
    std::string_view public_url;
    eventstore::SecretKey pay_link_key{};
};
InvoiceSurroundings surroundings_on(const Services& services, domain::Date today);
InvoiceSurroundings surroundings_of(const Services& services, const projections::ReadSnapshot& snapshot,
                                    const domain::Uuid& tenant);
std::string invoice_pay_url(const InvoiceSurroundings& surroundings, const domain::Uuid& invoice,
                            std::int64_t generation);
/// Of a row and the document beside it.
InvoiceView view_of(const projections::InvoiceRow& row, const projections::StoredPayload& stored, const Opener& opener,
                    const InvoiceSurroundings& surroundings);

// --- of appends, for replies ---

/// The same body now and for every retry.
eventstore::Reply json_reply(int status, const boost::json::object& object);
/// The same of JSON that is written already.
eventstore::Reply text_reply(int status, std::string body);

/// The state of a changed stream after the append, else as the decision saw it.
const domain::State& state_after(const eventstore::Appended& appended, const domain::StreamId& stream);
/// The last event of that stream: its version and time are the resource's.
const eventstore::AppendedEvent& last_event_of(const eventstore::Appended& appended, const domain::StreamId& stream);
/// The first event of type E, which the command is known to append.
template <class E>
const eventstore::AppendedEvent& event_of(const eventstore::Appended& appended) {
    for (const auto& event : appended.events)
        if (std::holds_alternative<E>(event.event->event)) return event;
    throw std::logic_error("the append lacks the event its reply speaks of");
}

/// What never changes about a document and what its stream's state does not keep: from its first event.
template <class E>
struct Origin {
    E document;
    std::int64_t number = 0;
    domain::Timestamp created_at, effective_at;
};
template <class E>
Origin<E> origin_of(const eventstore::AppendedEvent& event) {
    return {std::get<E>(event.event->event), event.series_number, event.recorded_at, event.event->effective_at};
}
/// From the log itself, which no node sees late; nullopt: no such stream, the decision will say so.
template <class E>
std::optional<Origin<E>> read_origin(const Services& services, const domain::StreamId& stream) {
    const auto events = services.store.read_stream({.stream = stream, .after_version = 0, .limit = 1});
    if (events.empty()) return std::nullopt;
    const Opener opener(services.vault, stream.tenant);
    return Origin<E>{opener.open<E>(events.front()), events.front().series_number, events.front().recorded_at,
                     events.front().effective_at};
}

/// What an invoice's state does not keep. A draft has no document but the one in its state.
struct InvoiceOrigin {
    std::optional<domain::InvoiceIssued> document;  // in force when it was read
    std::int64_t revision = 0, number = 0;          // 0: not issued then
    domain::Timestamp created_at;
    std::string pay_url;  // as the read models know its generation; made before commands follow one another
};
std::optional<InvoiceOrigin> read_invoice_origin(const Services& services, const domain::StreamId& stream);
/// Throws Overtaken when another command changed the document after the origin was read.
InvoiceView invoice_after(const eventstore::Appended& appended, const domain::StreamId& stream,
                          const InvoiceOrigin& origin, domain::Date today);
/// What a received payment's state does not keep: of a stream that may have begun as an attempt.
struct PaymentOrigin {
    Origin<domain::PaymentReceived> received;
    domain::Timestamp created_at;
    std::optional<domain::PaymentFailed> failed;
};
/// nullopt: no money has arrived, or there is no such payment; the decision will say so.
std::optional<PaymentOrigin> read_payment_origin(const Services& services, const domain::StreamId& stream);
PaymentView payment_after(const eventstore::Appended& appended, const domain::StreamId& stream,
                          const PaymentOrigin& origin);
ExpenseView expense_after(const eventstore::Appended& appended, const domain::StreamId& stream,
                          domain::Timestamp created_at, bool livemode);
CustomerView customer_after(const eventstore::Appended& appended, const domain::StreamId& stream,
                            domain::Timestamp created_at);
BusinessView business_after(const eventstore::Appended& appended, const domain::StreamId& stream,
                            domain::Timestamp created_at);

}  // namespace suoledger::http
