// SPDX-License-Identifier: Apache-2.0
// What the evolve_*.cpp share: one overload per event, on the one kind of state that it changes.
#pragma once

#include "domain/decide.hpp"

namespace suoledger::domain {

void apply(BusinessState& state, const BusinessRegistered& event);
void apply(BusinessState& state, const BusinessProfileChanged& event);
void apply(BusinessState& state, const ApiKeyIssued& event);
void apply(BusinessState& state, const ApiKeyRevoked& event);
void apply(PlatformState& state, const OperatorKeyIssued& event);
void apply(PlatformState& state, const OperatorKeyRevoked& event);
void apply(CustomerState& state, const CustomerRegistered& event);
void apply(CustomerState& state, const CustomerDetailsChanged& event);
void apply(BusinessState& state, const TaxProfileChanged& event);
void apply(BusinessState& state, const BankAccountChanged& event);
void apply(BusinessState& state, const MemberAdded& event);
void apply(BusinessState& state, const MemberRemoved& event);
void apply(CustomerState& state, const ConsentGiven& event);
void apply(CustomerState& state, const ConsentWithdrawn& event);
void apply(InvoiceState& state, const InvoiceDrafted& event);
void apply(InvoiceState& state, const DraftChanged& event);
void apply(InvoiceState& state, const DraftDiscarded& event);
void apply(InvoiceState& state, const InvoiceIssued& event);
void apply(InvoiceState& state, const InvoiceRevised& event);
void apply(InvoiceState& state, const InvoiceCancelled& event);
void apply(InvoiceState& state, const CreditNoteIssued& event);
void apply(InvoiceState& state, const PaymentApplied& event);
void apply(InvoiceState& state, const PaymentUnapplied& event);
void apply(InvoiceState& state, const InvoiceReopened& event);
void apply(InvoiceState& state, const InvoiceWrittenOff& event);
void apply(InvoiceState& state, const InvoiceWriteOffReversed& event);
void apply(InvoiceState& state, const WithholdingTaxRecorded& event);
void apply(InvoiceState& state, const VatWithheldRecorded& event);
void apply(InvoiceState& state, const WithholdingReversed& event);
void apply(PaymentState& state, const PaymentReceived& event);
void apply(PaymentState& state, const PaymentAllocated& event);
void apply(PaymentState& state, const PaymentDeallocated& event);
void apply(PaymentState& state, const RefundRequested& event);
void apply(PaymentState& state, const RefundSettled& event);
void apply(PaymentState& state, const RefundFailed& event);
void apply(PaymentState& state, const PaymentInitiated& event);
void apply(PaymentState& state, const CheckoutOpened& event);
void apply(PaymentState& state, const PaymentFailed& event);
void apply(PaymentState& state, const RefundAcknowledged& event);
void apply(PaymentState& state, const ChargebackOpened& event);
void apply(PaymentState& state, const ChargebackWon& event);
void apply(PaymentState& state, const ChargebackLost& event);
void apply(PayoutState& state, const ProviderPayoutRecorded& event);
void apply(ExpenseState& state, const ExpenseRecorded& event);
void apply(ExpenseState& state, const ExpenseCorrected& event);
void apply(ExpenseState& state, const ExpenseVoided& event);
void apply(BusinessState& state, const AccountingYearChanged& event);
void apply(CustomerState& state, const ErasureRequested& event);
void apply(CustomerState& state, const SubjectKeyDestroyed& event);
void apply(CustomerState& state, const RecordKeyPostponed& event);
void apply(CustomerState& state, const LegalHoldPlaced& event);
void apply(CustomerState& state, const LegalHoldReleased& event);
void apply(CustomerState& state, const ProcessingRestricted& event);
void apply(CustomerState& state, const ProcessingRestrictionLifted& event);
void apply(RequestState& state, const RequestReceived& event);
void apply(RequestState& state, const RequesterIdentified& event);
void apply(RequestState& state, const RequestDecided& event);
void apply(RequestState& state, const RequestCompleted& event);
void apply(RequestState& state, const BreachAssessed& event);
void apply(RequestState& state, const AuthorityNotified& event);
void apply(RequestState& state, const SubjectsNotified& event);
void apply(AccessState& state, const PersonalDataRead& event);
void apply(AccessState& state, const HistoryExported& event);
void apply(BusinessState& state, const LogoChanged& event);
void apply(DeliveryState& state, const PayLinkRenewed& event);
void apply(DeliveryState& state, const TransferClaimed& event);
void apply(DeliveryState& state, const TransferClaimRejected& event);
void apply(DeliveryState& state, const SendRequested& event);
void apply(DeliveryState& state, const InvoiceSent& event);
void apply(DeliveryState& state, const InvoiceDelivered& event);
void apply(DeliveryState& state, const InvoiceBounced& event);
void apply(DeliveryState& state, const SendingFailed& event);
void apply(DeliveryState& state, const InvoiceViewed& event);
void apply(DeliveryState& state, const DocumentRendered& event);
void apply(PlatformState& state, const KekRotated& event);
void apply(PlatformState& state, const KekDestroyed& event);

}  // namespace suoledger::domain
