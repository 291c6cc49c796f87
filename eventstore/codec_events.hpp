// SPDX-License-Identifier: Apache-2.0
// Internal to the codec: every event's members, written and read by the same description.
#pragma once

#include <concepts>
#include <type_traits>

#include "domain/event.hpp"
#include "eventstore/payload_fields.hpp"

namespace suoledger::eventstore {

void write(PayloadWriter& out, const domain::BusinessRegistered& event);
void write(PayloadWriter& out, const domain::BusinessProfileChanged& event);
void write(PayloadWriter& out, const domain::ApiKeyIssued& event);
void write(PayloadWriter& out, const domain::ApiKeyRevoked& event);
void write(PayloadWriter& out, const domain::OperatorKeyIssued& event);
void write(PayloadWriter& out, const domain::OperatorKeyRevoked& event);
void write(PayloadWriter& out, const domain::CustomerRegistered& event);
void write(PayloadWriter& out, const domain::CustomerDetailsChanged& event);
void write(PayloadWriter& out, const domain::InvoiceIssued& event);
void write(PayloadWriter& out, const domain::InvoiceCancelled& event);
void write(PayloadWriter& out, const domain::CreditNoteIssued& event);
void write(PayloadWriter& out, const domain::PaymentApplied& event);
void write(PayloadWriter& out, const domain::PaymentUnapplied& event);
void write(PayloadWriter& out, const domain::InvoiceReopened& event);
void write(PayloadWriter& out, const domain::PaymentReceived& event);
void write(PayloadWriter& out, const domain::PaymentAllocated& event);
void write(PayloadWriter& out, const domain::PaymentDeallocated& event);
void write(PayloadWriter& out, const domain::TaxProfileChanged& event);
void write(PayloadWriter& out, const domain::BankAccountChanged& event);
void write(PayloadWriter& out, const domain::MemberAdded& event);
void write(PayloadWriter& out, const domain::MemberRemoved& event);
void write(PayloadWriter& out, const domain::ConsentGiven& event);
void write(PayloadWriter& out, const domain::ConsentWithdrawn& event);
void write(PayloadWriter& out, const domain::InvoiceDrafted& event);
void write(PayloadWriter& out, const domain::DraftChanged& event);
void write(PayloadWriter& out, const domain::DraftDiscarded& event);
void write(PayloadWriter& out, const domain::InvoiceRevised& event);
void write(PayloadWriter& out, const domain::InvoiceWrittenOff& event);
void write(PayloadWriter& out, const domain::InvoiceWriteOffReversed& event);
void write(PayloadWriter& out, const domain::WithholdingTaxRecorded& event);
void write(PayloadWriter& out, const domain::VatWithheldRecorded& event);
void write(PayloadWriter& out, const domain::WithholdingReversed& event);
void write(PayloadWriter& out, const domain::RefundRequested& event);
void write(PayloadWriter& out, const domain::RefundSettled& event);
void write(PayloadWriter& out, const domain::RefundFailed& event);
void write(PayloadWriter& out, const domain::PaymentInitiated& event);
void write(PayloadWriter& out, const domain::CheckoutOpened& event);
void write(PayloadWriter& out, const domain::PaymentFailed& event);
void write(PayloadWriter& out, const domain::RefundAcknowledged& event);
void write(PayloadWriter& out, const domain::ChargebackOpened& event);
void write(PayloadWriter& out, const domain::ChargebackWon& event);
void write(PayloadWriter& out, const domain::ChargebackLost& event);
void write(PayloadWriter& out, const domain::ProviderPayoutRecorded& event);
void write(PayloadWriter& out, const domain::ExpenseRecorded& event);
void write(PayloadWriter& out, const domain::ExpenseCorrected& event);
void write(PayloadWriter& out, const domain::ExpenseVoided& event);
void write(PayloadWriter& out, const domain::AccountingYearChanged& event);
void write(PayloadWriter& out, const domain::ErasureRequested& event);
void write(PayloadWriter& out, const domain::SubjectKeyDestroyed& event);
void write(PayloadWriter& out, const domain::RecordKeyPostponed& event);
void write(PayloadWriter& out, const domain::LegalHoldPlaced& event);
void write(PayloadWriter& out, const domain::LegalHoldReleased& event);
void write(PayloadWriter& out, const domain::ProcessingRestricted& event);
void write(PayloadWriter& out, const domain::ProcessingRestrictionLifted& event);
void write(PayloadWriter& out, const domain::RequestReceived& event);
void write(PayloadWriter& out, const domain::RequesterIdentified& event);
void write(PayloadWriter& out, const domain::RequestDecided& event);
void write(PayloadWriter& out, const domain::RequestCompleted& event);
void write(PayloadWriter& out, const domain::BreachAssessed& event);
void write(PayloadWriter& out, const domain::AuthorityNotified& event);
void write(PayloadWriter& out, const domain::SubjectsNotified& event);
void write(PayloadWriter& out, const domain::PersonalDataRead& event);
void write(PayloadWriter& out, const domain::HistoryExported& event);
void write(PayloadWriter& out, const domain::KekRotated& event);
void write(PayloadWriter& out, const domain::KekDestroyed& event);
void write(PayloadWriter& out, const domain::LogoChanged& event);
void write(PayloadWriter& out, const domain::PayLinkRenewed& event);
void write(PayloadWriter& out, const domain::TransferClaimed& event);
void write(PayloadWriter& out, const domain::TransferClaimRejected& event);
void write(PayloadWriter& out, const domain::SendRequested& event);
void write(PayloadWriter& out, const domain::InvoiceSent& event);
void write(PayloadWriter& out, const domain::InvoiceDelivered& event);
void write(PayloadWriter& out, const domain::InvoiceBounced& event);
void write(PayloadWriter& out, const domain::SendingFailed& event);
void write(PayloadWriter& out, const domain::InvoiceViewed& event);
void write(PayloadWriter& out, const domain::DocumentRendered& event);

/// `event` must stay where it is until OpenedFields::settle.
void read(PayloadReader& in, domain::BusinessRegistered& event);
void read(PayloadReader& in, domain::BusinessProfileChanged& event);
void read(PayloadReader& in, domain::ApiKeyIssued& event);
void read(PayloadReader& in, domain::ApiKeyRevoked& event);
void read(PayloadReader& in, domain::OperatorKeyIssued& event);
void read(PayloadReader& in, domain::OperatorKeyRevoked& event);
void read(PayloadReader& in, domain::CustomerRegistered& event);
void read(PayloadReader& in, domain::CustomerDetailsChanged& event);
void read(PayloadReader& in, domain::InvoiceIssued& event);
void read(PayloadReader& in, domain::InvoiceCancelled& event);
void read(PayloadReader& in, domain::CreditNoteIssued& event);
void read(PayloadReader& in, domain::PaymentApplied& event);
void read(PayloadReader& in, domain::PaymentUnapplied& event);
void read(PayloadReader& in, domain::InvoiceReopened& event);
void read(PayloadReader& in, domain::PaymentReceived& event);
void read(PayloadReader& in, domain::PaymentAllocated& event);
void read(PayloadReader& in, domain::PaymentDeallocated& event);
void read(PayloadReader& in, domain::TaxProfileChanged& event);
void read(PayloadReader& in, domain::BankAccountChanged& event);
void read(PayloadReader& in, domain::MemberAdded& event);
void read(PayloadReader& in, domain::MemberRemoved& event);
void read(PayloadReader& in, domain::ConsentGiven& event);
void read(PayloadReader& in, domain::ConsentWithdrawn& event);
void read(PayloadReader& in, domain::InvoiceDrafted& event);
void read(PayloadReader& in, domain::DraftChanged& event);
void read(PayloadReader& in, domain::DraftDiscarded& event);
void read(PayloadReader& in, domain::InvoiceRevised& event);
void read(PayloadReader& in, domain::InvoiceWrittenOff& event);
void read(PayloadReader& in, domain::InvoiceWriteOffReversed& event);
void read(PayloadReader& in, domain::WithholdingTaxRecorded& event);
void read(PayloadReader& in, domain::VatWithheldRecorded& event);
void read(PayloadReader& in, domain::WithholdingReversed& event);
void read(PayloadReader& in, domain::RefundRequested& event);
void read(PayloadReader& in, domain::RefundSettled& event);
void read(PayloadReader& in, domain::RefundFailed& event);
void read(PayloadReader& in, domain::PaymentInitiated& event);
void read(PayloadReader& in, domain::CheckoutOpened& event);
void read(PayloadReader& in, domain::PaymentFailed& event);
void read(PayloadReader& in, domain::RefundAcknowledged& event);
void read(PayloadReader& in, domain::ChargebackOpened& event);
void read(PayloadReader& in, domain::ChargebackWon& event);
void read(PayloadReader& in, domain::ChargebackLost& event);
void read(PayloadReader& in, domain::ProviderPayoutRecorded& event);
void read(PayloadReader& in, domain::ExpenseRecorded& event);
void read(PayloadReader& in, domain::ExpenseCorrected& event);
void read(PayloadReader& in, domain::ExpenseVoided& event);
void read(PayloadReader& in, domain::AccountingYearChanged& event);
void read(PayloadReader& in, domain::ErasureRequested& event);
void read(PayloadReader& in, domain::SubjectKeyDestroyed& event);
void read(PayloadReader& in, domain::RecordKeyPostponed& event);
void read(PayloadReader& in, domain::LegalHoldPlaced& event);
void read(PayloadReader& in, domain::LegalHoldReleased& event);
void read(PayloadReader& in, domain::ProcessingRestricted& event);
void read(PayloadReader& in, domain::ProcessingRestrictionLifted& event);
void read(PayloadReader& in, domain::RequestReceived& event);
void read(PayloadReader& in, domain::RequesterIdentified& event);
void read(PayloadReader& in, domain::RequestDecided& event);
void read(PayloadReader& in, domain::RequestCompleted& event);
void read(PayloadReader& in, domain::BreachAssessed& event);
void read(PayloadReader& in, domain::AuthorityNotified& event);
void read(PayloadReader& in, domain::SubjectsNotified& event);
void read(PayloadReader& in, domain::PersonalDataRead& event);
void read(PayloadReader& in, domain::HistoryExported& event);
void read(PayloadReader& in, domain::KekRotated& event);
void read(PayloadReader& in, domain::KekDestroyed& event);
void read(PayloadReader& in, domain::LogoChanged& event);
void read(PayloadReader& in, domain::PayLinkRenewed& event);
void read(PayloadReader& in, domain::TransferClaimed& event);
void read(PayloadReader& in, domain::TransferClaimRejected& event);
void read(PayloadReader& in, domain::SendRequested& event);
void read(PayloadReader& in, domain::InvoiceSent& event);
void read(PayloadReader& in, domain::InvoiceDelivered& event);
void read(PayloadReader& in, domain::InvoiceBounced& event);
void read(PayloadReader& in, domain::SendingFailed& event);
void read(PayloadReader& in, domain::InvoiceViewed& event);
void read(PayloadReader& in, domain::DocumentRendered& event);

/// An event of that type, const while it is written.
template <class Event, class Type>
concept Of = std::same_as<std::remove_const_t<Event>, Type>;

/// Parts that several events share. `Format` is NumberFormat, const or not.
template <class Fields, class Format>
void describe_number_format(Fields& fields, std::string_view name, Format& format) {
    fields.object(name, [&](auto& members) {
        members.field("prefix", format.prefix);
        members.field("width", format.width);
    });
}

template <class Fields, class Totals>
void describe_totals(Fields& fields, std::string_view name, Totals& totals) {
    fields.object(name, [&](auto& members) {
        members.field("subtotal", totals.subtotal);
        members.field("vat", totals.vat);
        members.field("total", totals.total);
    });
}

}  // namespace suoledger::eventstore
