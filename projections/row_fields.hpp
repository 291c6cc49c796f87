// SPDX-License-Identifier: Apache-2.0
// The stored fields of every row, in stored order. Changing one of these is a new projection version.
#pragma once

#include "projections/read_models.hpp"
#include "projections/row_codec.hpp"

namespace suoledger::domain {
// In the namespace of their types, so that argument-dependent look-up finds them.
template <class Archive>
void fields(Archive& a, projections::Like<Archive, Uuid>& v) {
    a(v.bytes);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, Timestamp>& v) {
    a(v.microseconds);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, YearEnd>& v) {
    a(v.month, v.day);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, Date>& v) {
    a(v.days);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, Scopes>& v) {
    a(v.bits);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, StreamId>& v) {
    a(v.tenant, v.type, v.id);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, Allocation>& v) {
    a(v.payment, v.amount);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, InvoiceShare>& v) {
    a(v.invoice, v.amount);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, PaymentAttempt>& v) {
    a(v.invoice, v.revision, v.currency, v.amount, v.provider, v.provider_reference, v.customer, v.has_checkout,
      v.has_failed);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, ExpenseFigures>& v) {
    a(v.currency, v.amount, v.vat, v.category, v.method);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, Restriction>& v) {
    a(v.purpose, v.kind);
}
template <class Archive>
void fields(Archive& a, projections::Like<Archive, InvoiceFigures>& v) {
    a(v.draft, v.cancelled, v.total, v.credited, v.allocated, v.withheld, v.written_off);
}
}  // namespace suoledger::domain

namespace suoledger::projections {

template <class Archive>
void fields(Archive& a, Like<Archive, StoredPayload>& v) {
    a(v.event_id, v.event_type, v.schema_version, v.payload);
}
template <class Archive>
void fields(Archive& a, Like<Archive, ProjectionPosition>& v) {
    a(v.epoch, v.position, v.leaf_hash, v.recorded_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, BusinessRow>& v) {
    // The zone and what stands before it are read alone by `find_time_zone`.
    a(v.id, v.version, v.livemode, v.vat_registered, v.time_zone, v.year_end, v.registered, v.profile, v.tax_profile,
      v.bank_account, v.logo_sha256, v.created_at, v.updated_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, ApiKeyRow>& v) {
    a(v.tenant, v.key_id, v.public_part, v.secret_sha256, v.scopes, v.livemode, v.is_operator, v.expires_at,
      v.revoked_at, v.created_at, v.issued);
}
template <class Archive>
void fields(Archive& a, Like<Archive, CustomerRow::Balance>& v) {
    a(v.currency, v.outstanding, v.credit, v.invoice_count);
}
template <class Archive>
void fields(Archive& a, Like<Archive, MemberRow>& v) {
    a(v.id, v.scopes, v.added, v.created_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, ConsentRow>& v) {
    a(v.purpose, v.wording_version, v.channel, v.given_at, v.withdrawn_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, RestrictionRow>& v) {
    a(v.restriction, v.request, v.restricted_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, LegalHoldRow>& v) {
    a(v.id, v.placed, v.placed_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, DestroyedKeyRow>& v) {
    a(v.position, v.destroyed_at, v.complete_on);
}
template <class Archive>
void fields(Archive& a, Like<Archive, ErasureRow>& v) {
    a(v.position, v.request, v.basis, v.last_document_on, v.record_key_due_on, v.complete_on, v.requested_at, v.contact,
      v.record);
}
template <class Archive>
void fields(Archive& a, Like<Archive, RequestStep>& v) {
    a(v.position, v.effective_at, v.payload);
}
template <class Archive>
void fields(Archive& a, Like<Archive, RequestRow>& v) {
    a(v.id, v.version, v.received_position, v.kind, v.customer, v.completed, v.steps, v.created_at, v.updated_at);
}
/// Without the balances: they change far more often and are kept beside it.
template <class Archive>
void fields(Archive& a, Like<Archive, CustomerRow>& v) {
    a(v.id, v.version, v.created_position, v.details, v.contact_key, v.record_key, v.consents, v.restrictions, v.holds,
      v.erasure, v.created_at, v.updated_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, StatementRow>& v) {
    a(v.position, v.event_id, v.stream, v.event_type, v.number, v.effective_on, v.amount);
}
template <class Archive>
void fields(Archive& a, Like<Archive, CreditNoteRow>& v) {
    a(v.position, v.number, v.issued, v.created_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, WithholdingRow>& v) {
    a(v.id, v.kind, v.amount, v.withheld_on, v.recorded, v.created_at, v.reversed_at);
}
/// Without document, credit notes and withholdings: payments move the rest many times, and those may be large.
template <class Archive>
void fields(Archive& a, Like<Archive, InvoiceRow>& v) {
    a(v.id, v.customer, v.version, v.revision, v.number, v.issued_position, v.document_position, v.pay_link_generation,
      v.currency, v.figures, v.issued_on, v.due_on, v.settled_on, v.created_at, v.updated_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, OpenInvoice>& v) {
    a(v.id, v.customer, v.currency, v.amount_due, v.issued_on, v.due_on);
}
template <class Archive>
void fields(Archive& a, Like<Archive, RefundRow>& v) {
    a(v.id, v.amount, v.fee, v.status, v.settled_on, v.provider_refund_id, v.requested, v.failed, v.created_at,
      v.updated_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, ChargebackRow>& v) {
    a(v.id, v.amount, v.amount_taken, v.fee, v.stage, v.opened_on, v.closed_on, v.opened, v.created_at, v.updated_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, PayoutRow>& v) {
    a(v.id, v.version, v.recorded_position, v.recorded, v.created_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, ExpenseRow>& v) {
    a(v.id, v.version, v.recorded_position, v.figures, v.spent_on, v.voided, v.facts, v.created_at, v.updated_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, AttemptRow>& v) {
    a(v.facts, v.checkout, v.failed);
}
template <class Archive>
void fields(Archive& a, Like<Archive, PaymentRow>& v) {
    a(v.id, v.version, v.receipt_number, v.created_position, v.status, v.livemode, v.attempt, v.provider,
      v.provider_payment_id, v.provider_reference, v.channel, v.currency, v.method, v.amount, v.fee, v.allocated,
      v.reserved, v.refunded, v.charged_back, v.overdrawn, v.customer, v.allocations, v.refunds, v.chargebacks,
      v.received, v.received_at, v.created_at, v.updated_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, JournalRow::Line>& v) {
    a(v.account, v.debit, v.credit);
}
template <class Archive>
void fields(Archive& a, Like<Archive, JournalRow>& v) {
    a(v.position, v.event_id, v.stream, v.event_type, v.series, v.series_number, v.effective_at, v.effective_on,
      v.currency, v.lines);
}
/// The account is in the key.
template <class Archive>
void fields(Archive& a, Like<Archive, AccountSum>& v) {
    a(v.debit, v.credit);
}
template <class Archive>
void fields(Archive& a, Like<Archive, TransferClaimRow>& v) {
    a(v.id, v.revision, v.currency, v.amount, v.claimed_on, v.claimed, v.rejection, v.claimed_at, v.rejected_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, MessageRow>& v) {
    a(v.id, v.channel, v.message_template, v.what, v.status, v.provider_message_id, v.code, v.bounced_for_good,
      v.requested, v.bounced, v.requested_at, v.updated_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, ViewRow>& v) {
    a(v.revision, v.channel, v.first_viewed_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, RenderedRow>& v) {
    a(v.position, v.event_id, v.kind, v.document_version, v.template_version, v.erasure, v.sha256, v.bytes,
      v.rendered_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, DeliveryRow>& v) {
    a(v.id, v.version, v.pay_link_generation, v.claims, v.messages, v.views, v.documents, v.created_at, v.updated_at);
}
template <class Archive>
void fields(Archive& a, Like<Archive, MessagePlace>& v) {
    a(v.tenant, v.subject);
}

}  // namespace suoledger::projections
