// SPDX-License-Identifier: Apache-2.0
// Filling views from rows and from states.
#include "http/views.hpp"

#include <algorithm>
#include <stdexcept>

namespace suoledger::http {
namespace {

using domain::StreamId;
using eventstore::Appended;

domain::CustomerDetails details_of(const domain::Event& event) {
    if (const auto* registered = std::get_if<domain::CustomerRegistered>(&event)) return registered->details;
    if (const auto* changed = std::get_if<domain::CustomerDetailsChanged>(&event)) return changed->details;
    throw eventstore::CodecFault("a customer's row holds no details");
}

}  // namespace

BusinessView view_of(const projections::BusinessRow& row, const Opener& opener) {
    BusinessView view{row.id, row.version, opener.open<domain::BusinessRegistered>(row.registered), row.created_at,
                      row.updated_at};
    if (!row.profile) return view;
    auto profile = opener.open<domain::BusinessProfileChanged>(*row.profile);
    view.facts.name = std::move(profile.name);
    view.facts.invoice_format = std::move(profile.invoice_format);
    view.facts.credit_note_format = std::move(profile.credit_note_format);
    view.facts.receipt_format = std::move(profile.receipt_format);
    view.facts.address = std::move(profile.address);
    return view;
}

ApiKeyView view_of(const projections::ApiKeyRow& row, const Opener& opener) {
    return {opener.open<domain::ApiKeyIssued>(row.issued).key, row.revoked_at, row.created_at};
}

CustomerView view_of(const projections::CustomerRow& row, const Opener& opener, bool with_balances) {
    CustomerView view{row.id,        row.version,  details_of(opener.open_any(row.details)),
                      std::nullopt,  std::nullopt, row.created_at,
                      row.updated_at};
    if (!with_balances) return view;
    view.balances = row.balances;
    view.consents = row.consents;
    return view;
}

PaymentView view_of(const projections::PaymentRow& row, const Opener& opener) {
    PaymentView view;
    view.id = row.id;
    view.version = row.version;
    view.receipt_number = row.receipt_number;
    view.received = opener.open<domain::PaymentReceived>(row.received);
    view.allocated = row.allocated;
    view.reserved = row.reserved;
    view.refunded = row.refunded;
    view.charged_back = row.charged_back;
    view.overdrawn = row.overdrawn;
    view.allocations = row.allocations;
    view.received_at = row.received_at;
    view.created_at = row.created_at;
    view.updated_at = row.updated_at;
    return view;
}

const domain::State& state_after(const Appended& appended, const StreamId& stream) {
    for (const auto& [changed, state] : appended.after)
        if (changed == stream) return *state;
    const auto seen = appended.view->find(stream);
    if (!seen || !*seen) throw std::logic_error("the append knows no state of its target");
    return **seen;
}

const eventstore::AppendedEvent& last_event_of(const Appended& appended, const StreamId& stream) {
    const auto found = std::find_if(appended.events.rbegin(), appended.events.rend(),
                                    [&stream](const auto& event) { return event.event->stream == stream; });
    if (found == appended.events.rend()) throw std::logic_error("the append has no event of its target");
    return *found;
}

PaymentView payment_after(const Appended& appended, const StreamId& stream,
                          const Origin<domain::PaymentReceived>& origin) {
    const auto& state = std::get<domain::PaymentState>(state_after(appended, stream));
    const auto& last = last_event_of(appended, stream);
    PaymentView view;
    view.id = stream.id;
    view.version = last.stream_version;
    view.receipt_number = origin.number;
    view.received = origin.document;
    view.allocated = state.allocated;
    view.reserved = state.reserved;
    view.refunded = state.refunded;
    view.charged_back = state.charged_back;
    view.allocations = state.allocations;
    view.received_at = origin.effective_at;
    view.created_at = origin.created_at;
    view.updated_at = last.recorded_at;
    return view;
}

CustomerView customer_after(const Appended& appended, const StreamId& stream, domain::Timestamp created_at) {
    const auto& state = std::get<domain::CustomerState>(state_after(appended, stream));
    const auto& last = last_event_of(appended, stream);
    return {stream.id, last.stream_version, state.details, std::nullopt, std::nullopt, created_at, last.recorded_at};
}

BusinessView business_after(const Appended& appended, const StreamId& stream, domain::Timestamp created_at) {
    const auto& state = std::get<domain::BusinessState>(state_after(appended, stream));
    const auto& last = last_event_of(appended, stream);
    BusinessView view{stream.id, last.stream_version, {}, created_at, last.recorded_at};
    view.facts.name = state.name;
    view.facts.livemode = state.livemode;
    view.facts.vat_registered = state.vat_registered;
    view.facts.time_zone = state.zone.name;
    view.facts.invoice_format = state.invoice_format;
    view.facts.credit_note_format = state.credit_note_format;
    view.facts.receipt_format = state.receipt_format;
    view.facts.address = state.address;
    view.facts.tax_id = state.tax_id;
    view.facts.bank_account = state.bank_account;
    return view;
}

}  // namespace suoledger::http
