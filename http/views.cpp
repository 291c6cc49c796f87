// SPDX-License-Identifier: Apache-2.0
// Filling views from rows and from states.
#include "http/views.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "http/rights_views.hpp"

namespace suoledger::http {
namespace {

using domain::StreamId;
using eventstore::Appended;

domain::CustomerDetails details_of(const domain::Event& event) {
    if (const auto* registered = std::get_if<domain::CustomerRegistered>(&event)) return registered->details;
    if (const auto* changed = std::get_if<domain::CustomerDetailsChanged>(&event)) return changed->details;
    throw eventstore::CodecFault("a customer's row holds no details");
}

domain::Refund refund_of(const projections::RefundRow& row, const Opener& opener) {
    domain::Refund refund;
    refund.id = row.id;
    refund.amount = row.amount;
    refund.status = row.status;
    refund.reason = opener.open<domain::RefundRequested>(row.requested).reason;
    refund.fee = row.fee;
    refund.settled_on = row.settled_on;
    refund.provider_refund_id = row.provider_refund_id;
    if (row.failed) refund.failure_reason = opener.open<domain::RefundFailed>(*row.failed).reason;
    return refund;
}

domain::Chargeback chargeback_of(const projections::ChargebackRow& row, const Opener& opener) {
    return {.id = row.id,
            .amount = row.amount,
            .amount_taken = row.amount_taken,
            .stage = row.stage,
            .opened_on = row.opened_on,
            .reason = opener.open<domain::ChargebackOpened>(row.opened).reason,
            .fee = row.fee,
            .closed_on = row.closed_on};
}

AttemptView attempt_of(const projections::PaymentRow& row, const Opener& opener) {
    AttemptView view{.facts = row.attempt->facts, .checkout_url = {}, .failed = std::nullopt};
    if (row.status == domain::PaymentStatus::open)
        view.checkout_url = opener.open<domain::CheckoutOpened>(*row.attempt->checkout).url;
    if (row.attempt->failed) view.failed = opener.open<domain::PaymentFailed>(*row.attempt->failed);
    return view;
}

/// Of an attempt: no money yet.
domain::PaymentReceived nothing_received(const projections::PaymentRow& row) {
    domain::PaymentReceived received;
    received.currency = row.currency;
    received.method = row.method;
    received.customer = row.customer;
    received.livemode = row.livemode;
    received.provider = row.provider;
    received.provider_reference = row.provider_reference;
    return received;
}

domain::ExpenseFacts facts_of(const domain::Event& event) {
    if (const auto* recorded = std::get_if<domain::ExpenseRecorded>(&event)) return recorded->facts;
    if (const auto* corrected = std::get_if<domain::ExpenseCorrected>(&event)) return corrected->facts;
    throw eventstore::CodecFault("an expense's row holds no facts");
}

}  // namespace

BusinessView view_of(const projections::BusinessRow& row, const Opener& opener) {
    BusinessView view{row.id, row.version, opener.open<domain::BusinessRegistered>(row.registered), row.created_at,
                      row.updated_at};
    if (row.profile) {
        auto profile = opener.open<domain::BusinessProfileChanged>(*row.profile);
        view.facts.name = std::move(profile.name);
        view.facts.invoice_format = std::move(profile.invoice_format);
        view.facts.credit_note_format = std::move(profile.credit_note_format);
        view.facts.receipt_format = std::move(profile.receipt_format);
        view.facts.address = std::move(profile.address);
    }
    view.year_end = row.year_end;
    view.facts.vat_registered = row.vat_registered;
    if (row.tax_profile) view.facts.tax_id = opener.open<domain::TaxProfileChanged>(*row.tax_profile).tax_id;
    if (row.bank_account)
        view.facts.bank_account = opener.open<domain::BankAccountChanged>(*row.bank_account).bank_account;
    return view;
}

ApiKeyView view_of(const projections::ApiKeyRow& row, const Opener& opener) {
    return {opener.open<domain::ApiKeyIssued>(row.issued).key, row.revoked_at, row.created_at};
}

CustomerView view_of(const projections::CustomerRow& row, const Opener& opener, bool with_balances) {
    CustomerView view;
    view.id = row.id;
    view.version = row.version;
    view.details = details_of(opener.open_any(row.details));
    view.created_at = row.created_at;
    view.updated_at = row.updated_at;
    if (!with_balances) return view;
    view.balances = row.balances;
    view.consents = row.consents;
    view.rights = rights_of(row, opener);
    return view;
}

PaymentView view_of(const projections::PaymentRow& row, const Opener& opener) {
    PaymentView view;
    view.id = row.id;
    view.version = row.version;
    view.receipt_number = row.receipt_number;
    view.status = row.status;
    view.received = row.received ? opener.open<domain::PaymentReceived>(*row.received) : nothing_received(row);
    if (row.attempt) view.attempt = attempt_of(row, opener);
    view.unallocated = projections::amount_unallocated_of(row);
    view.allocated = row.allocated;
    view.reserved = row.reserved;
    view.refunded = row.refunded;
    view.charged_back = row.charged_back;
    view.overdrawn = row.overdrawn;
    view.allocations = row.allocations;
    for (const auto& refund : row.refunds) view.refunds.push_back(refund_of(refund, opener));
    for (const auto& chargeback : row.chargebacks) view.chargebacks.push_back(chargeback_of(chargeback, opener));
    view.received_at = row.received_at;
    view.created_at = row.created_at;
    view.updated_at = row.updated_at;
    return view;
}

PayoutView view_of(const projections::PayoutRow& row, const Opener& opener) {
    return {row.id, row.version, opener.open<domain::ProviderPayoutRecorded>(row.recorded), row.created_at};
}

ExpenseView view_of(const projections::ExpenseRow& row, const Opener& opener, bool livemode) {
    return {.id = row.id,
            .version = row.version,
            .facts = facts_of(opener.open_any(row.facts)),
            .voided = row.voided,
            .livemode = livemode,
            .created_at = row.created_at,
            .updated_at = row.updated_at};
}

MemberView view_of(const projections::MemberRow& row, const Opener& opener) {
    return {opener.open<domain::MemberAdded>(row.added), row.created_at};
}

eventstore::Reply json_reply(int status, const boost::json::object& object) {
    return text_reply(status, boost::json::serialize(object));
}

eventstore::Reply text_reply(int status, std::string body) {
    eventstore::Reply reply{.status = status, .body = std::move(body), .kept_body = {}};
    reply.kept_body = reply.body;
    return reply;
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

std::optional<PaymentOrigin> read_payment_origin(const Services& services, const StreamId& stream) {
    // An attempt has at most three events before its money: initiated, opened, failed.
    const auto events = services.store.read_stream({.stream = stream, .after_version = 0, .limit = 4});
    const Opener opener(services.vault, stream.tenant);
    PaymentOrigin origin;
    for (const auto& event : events) {
        if (event.event_type == domain::EventName<domain::PaymentFailed>::value)
            origin.failed = opener.open<domain::PaymentFailed>(event);
        if (event.event_type != domain::EventName<domain::PaymentReceived>::value) continue;
        origin.received = {opener.open<domain::PaymentReceived>(event), event.series_number, event.recorded_at,
                           event.effective_at};
        origin.created_at = events.front().recorded_at;
        return origin;
    }
    return std::nullopt;
}

PaymentView payment_after(const Appended& appended, const StreamId& stream, const PaymentOrigin& origin) {
    const auto& state = std::get<domain::PaymentState>(state_after(appended, stream));
    const auto& last = last_event_of(appended, stream);
    PaymentView view;
    view.id = stream.id;
    view.version = last.stream_version;
    view.receipt_number = origin.received.number;
    view.status = domain::PaymentStatus::received;
    view.received = origin.received.document;
    if (state.attempt) view.attempt = AttemptView{*state.attempt, {}, origin.failed};
    view.unallocated = domain::amount_unallocated_of(state);
    view.allocated = state.allocated;
    view.reserved = state.reserved;
    view.refunded = state.refunded;
    view.charged_back = state.charged_back;
    view.overdrawn = state.overdrawn;
    view.allocations = state.allocations;
    view.refunds = state.refunds;
    view.chargebacks = state.chargebacks;
    view.received_at = origin.received.effective_at;
    view.created_at = origin.created_at;
    view.updated_at = last.recorded_at;
    return view;
}

ExpenseView expense_after(const Appended& appended, const StreamId& stream, domain::Timestamp created_at,
                          bool livemode) {
    const auto& state = std::get<domain::ExpenseState>(state_after(appended, stream));
    const auto& last = last_event_of(appended, stream);
    return {.id = stream.id,
            .version = last.stream_version,
            .facts = state.facts,
            .voided = state.voided,
            .livemode = livemode,
            .created_at = created_at,
            .updated_at = last.recorded_at};
}

CustomerView customer_after(const Appended& appended, const StreamId& stream, domain::Timestamp created_at) {
    const auto& state = std::get<domain::CustomerState>(state_after(appended, stream));
    const auto& last = last_event_of(appended, stream);
    CustomerView view;
    view.id = stream.id;
    view.version = last.stream_version;
    view.details = state.details;
    view.created_at = created_at;
    view.updated_at = last.recorded_at;
    return view;
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
    view.year_end = state.year_end;
    return view;
}

}  // namespace suoledger::http
