// SPDX-License-Identifier: Apache-2.0
// Every event there is, its wire name and its schema version.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "domain/access.hpp"
#include "domain/business.hpp"
#include "domain/customer.hpp"
#include "domain/delivery.hpp"
#include "domain/expense.hpp"
#include "domain/invoice.hpp"
#include "domain/payment.hpp"
#include "domain/payout.hpp"
#include "domain/request.hpp"

namespace suoledger::domain {

using AnyEvent = std::variant<
    BusinessRegistered, BusinessProfileChanged, ApiKeyIssued, ApiKeyRevoked, OperatorKeyIssued, OperatorKeyRevoked,
    CustomerRegistered, CustomerDetailsChanged, InvoiceIssued, InvoiceCancelled, CreditNoteIssued, PaymentApplied,
    PaymentUnapplied, InvoiceReopened, PaymentReceived, PaymentAllocated, PaymentDeallocated, TaxProfileChanged,
    BankAccountChanged, MemberAdded, MemberRemoved, ConsentGiven, ConsentWithdrawn, InvoiceDrafted, DraftChanged,
    DraftDiscarded, InvoiceRevised, InvoiceWrittenOff, InvoiceWriteOffReversed, WithholdingTaxRecorded,
    VatWithheldRecorded, WithholdingReversed, RefundRequested, RefundSettled, RefundFailed, ChargebackOpened,
    ChargebackWon, ChargebackLost, ProviderPayoutRecorded, ExpenseRecorded, ExpenseCorrected, ExpenseVoided,
    AccountingYearChanged, ErasureRequested, SubjectKeyDestroyed, RecordKeyPostponed, LegalHoldPlaced,
    LegalHoldReleased, ProcessingRestricted, ProcessingRestrictionLifted, RequestReceived, RequesterIdentified,
    RequestDecided, RequestCompleted, BreachAssessed, AuthorityNotified, SubjectsNotified, PersonalDataRead,
    HistoryExported, KekRotated, KekDestroyed, PaymentInitiated, CheckoutOpened, PaymentFailed, RefundAcknowledged,
    LogoChanged, PayLinkRenewed, TransferClaimed, TransferClaimRejected, SendRequested, InvoiceSent, InvoiceDelivered,
    InvoiceBounced, SendingFailed, InvoiceViewed, DocumentRendered>;

/// Visited without a default branch: a new event does not compile until everyone has said what it does with it.
/// Copied, moved and destroyed in one place, or every file that holds one would compile that for each kind.
struct Event : AnyEvent {
    using AnyEvent::AnyEvent;
    Event(const Event&);
    Event(Event&&) noexcept;
    Event& operator=(const Event&);
    Event& operator=(Event&&) noexcept;
    ~Event();
};

/// The wire name, fixed for ever.
template <class E>
struct EventName;
#define SUOLEDGER_EVENT_NAME(type, name)                \
    template <>                                         \
    struct EventName<type> {                            \
        static constexpr std::string_view value = name; \
    }
SUOLEDGER_EVENT_NAME(BusinessRegistered, "business_registered");
SUOLEDGER_EVENT_NAME(BusinessProfileChanged, "business_profile_changed");
SUOLEDGER_EVENT_NAME(ApiKeyIssued, "api_key_issued");
SUOLEDGER_EVENT_NAME(ApiKeyRevoked, "api_key_revoked");
SUOLEDGER_EVENT_NAME(OperatorKeyIssued, "operator_key_issued");
SUOLEDGER_EVENT_NAME(OperatorKeyRevoked, "operator_key_revoked");
SUOLEDGER_EVENT_NAME(CustomerRegistered, "customer_registered");
SUOLEDGER_EVENT_NAME(CustomerDetailsChanged, "customer_details_changed");
SUOLEDGER_EVENT_NAME(InvoiceIssued, "invoice_issued");
SUOLEDGER_EVENT_NAME(InvoiceCancelled, "invoice_cancelled");
SUOLEDGER_EVENT_NAME(CreditNoteIssued, "credit_note_issued");
SUOLEDGER_EVENT_NAME(PaymentApplied, "payment_applied");
SUOLEDGER_EVENT_NAME(PaymentUnapplied, "payment_unapplied");
SUOLEDGER_EVENT_NAME(InvoiceReopened, "invoice_reopened");
SUOLEDGER_EVENT_NAME(PaymentReceived, "payment_received");
SUOLEDGER_EVENT_NAME(PaymentAllocated, "payment_allocated");
SUOLEDGER_EVENT_NAME(PaymentDeallocated, "payment_deallocated");
SUOLEDGER_EVENT_NAME(TaxProfileChanged, "tax_profile_changed");
SUOLEDGER_EVENT_NAME(BankAccountChanged, "bank_account_changed");
SUOLEDGER_EVENT_NAME(MemberAdded, "member_added");
SUOLEDGER_EVENT_NAME(MemberRemoved, "member_removed");
SUOLEDGER_EVENT_NAME(ConsentGiven, "consent_given");
SUOLEDGER_EVENT_NAME(ConsentWithdrawn, "consent_withdrawn");
SUOLEDGER_EVENT_NAME(InvoiceDrafted, "invoice_drafted");
SUOLEDGER_EVENT_NAME(DraftChanged, "draft_changed");
SUOLEDGER_EVENT_NAME(DraftDiscarded, "draft_discarded");
SUOLEDGER_EVENT_NAME(InvoiceRevised, "invoice_revised");
SUOLEDGER_EVENT_NAME(InvoiceWrittenOff, "invoice_written_off");
SUOLEDGER_EVENT_NAME(InvoiceWriteOffReversed, "invoice_write_off_reversed");
SUOLEDGER_EVENT_NAME(WithholdingTaxRecorded, "withholding_tax_recorded");
SUOLEDGER_EVENT_NAME(VatWithheldRecorded, "vat_withheld_recorded");
SUOLEDGER_EVENT_NAME(WithholdingReversed, "withholding_reversed");
SUOLEDGER_EVENT_NAME(RefundRequested, "refund_requested");
SUOLEDGER_EVENT_NAME(RefundSettled, "refund_settled");
SUOLEDGER_EVENT_NAME(RefundFailed, "refund_failed");
SUOLEDGER_EVENT_NAME(ChargebackOpened, "chargeback_opened");
SUOLEDGER_EVENT_NAME(ChargebackWon, "chargeback_won");
SUOLEDGER_EVENT_NAME(ChargebackLost, "chargeback_lost");
SUOLEDGER_EVENT_NAME(ProviderPayoutRecorded, "provider_payout_recorded");
SUOLEDGER_EVENT_NAME(ExpenseRecorded, "expense_recorded");
SUOLEDGER_EVENT_NAME(ExpenseCorrected, "expense_corrected");
SUOLEDGER_EVENT_NAME(ExpenseVoided, "expense_voided");
SUOLEDGER_EVENT_NAME(AccountingYearChanged, "accounting_year_changed");
SUOLEDGER_EVENT_NAME(ErasureRequested, "erasure_requested");
SUOLEDGER_EVENT_NAME(SubjectKeyDestroyed, "subject_key_destroyed");
SUOLEDGER_EVENT_NAME(RecordKeyPostponed, "record_key_postponed");
SUOLEDGER_EVENT_NAME(LegalHoldPlaced, "legal_hold_placed");
SUOLEDGER_EVENT_NAME(LegalHoldReleased, "legal_hold_released");
SUOLEDGER_EVENT_NAME(ProcessingRestricted, "processing_restricted");
SUOLEDGER_EVENT_NAME(ProcessingRestrictionLifted, "processing_restriction_lifted");
SUOLEDGER_EVENT_NAME(RequestReceived, "request_received");
SUOLEDGER_EVENT_NAME(RequesterIdentified, "requester_identified");
SUOLEDGER_EVENT_NAME(RequestDecided, "request_decided");
SUOLEDGER_EVENT_NAME(RequestCompleted, "request_completed");
SUOLEDGER_EVENT_NAME(BreachAssessed, "breach_assessed");
SUOLEDGER_EVENT_NAME(AuthorityNotified, "authority_notified");
SUOLEDGER_EVENT_NAME(SubjectsNotified, "subjects_notified");
SUOLEDGER_EVENT_NAME(PersonalDataRead, "personal_data_read");
SUOLEDGER_EVENT_NAME(HistoryExported, "history_exported");
SUOLEDGER_EVENT_NAME(KekRotated, "kek_rotated");
SUOLEDGER_EVENT_NAME(KekDestroyed, "kek_destroyed");
SUOLEDGER_EVENT_NAME(PaymentInitiated, "payment_initiated");
SUOLEDGER_EVENT_NAME(CheckoutOpened, "checkout_opened");
SUOLEDGER_EVENT_NAME(PaymentFailed, "payment_failed");
SUOLEDGER_EVENT_NAME(RefundAcknowledged, "refund_acknowledged");
SUOLEDGER_EVENT_NAME(LogoChanged, "logo_changed");
SUOLEDGER_EVENT_NAME(PayLinkRenewed, "pay_link_renewed");
SUOLEDGER_EVENT_NAME(TransferClaimed, "transfer_claimed");
SUOLEDGER_EVENT_NAME(TransferClaimRejected, "transfer_claim_rejected");
SUOLEDGER_EVENT_NAME(SendRequested, "send_requested");
SUOLEDGER_EVENT_NAME(InvoiceSent, "invoice_sent");
SUOLEDGER_EVENT_NAME(InvoiceDelivered, "invoice_delivered");
SUOLEDGER_EVENT_NAME(InvoiceBounced, "invoice_bounced");
SUOLEDGER_EVENT_NAME(SendingFailed, "sending_failed");
SUOLEDGER_EVENT_NAME(InvoiceViewed, "invoice_viewed");
SUOLEDGER_EVENT_NAME(DocumentRendered, "document_rendered");
#undef SUOLEDGER_EVENT_NAME

/// Of the stored form that is written now. Raising one's version means: a golden file for it, and an upcast where the
/// codec describes it.
template <class E>
inline constexpr std::int32_t schema_version_of = 1;
template <>
inline constexpr std::int32_t schema_version_of<PaymentReceived> = 2;
template <>
inline constexpr std::int32_t schema_version_of<RefundRequested> = 2;

inline std::string_view name_of(const Event& event) {
    return std::visit([]<class E>(const E&) { return EventName<E>::value; }, event);
}

/// Which legal number an event takes: InvoiceIssued, CreditNoteIssued and PaymentReceived; none for all others.
Series series_of(const Event& event);

}  // namespace suoledger::domain
