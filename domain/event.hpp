// SPDX-License-Identifier: Apache-2.0
// Every event there is, its wire name and its schema version.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "domain/business.hpp"
#include "domain/customer.hpp"
#include "domain/expense.hpp"
#include "domain/invoice.hpp"
#include "domain/payment.hpp"
#include "domain/payout.hpp"

namespace suoledger::domain {

using AnyEvent =
    std::variant<BusinessRegistered, BusinessProfileChanged, ApiKeyIssued, ApiKeyRevoked, OperatorKeyIssued,
                 OperatorKeyRevoked, CustomerRegistered, CustomerDetailsChanged, InvoiceIssued, InvoiceCancelled,
                 CreditNoteIssued, PaymentApplied, PaymentUnapplied, InvoiceReopened, PaymentReceived, PaymentAllocated,
                 PaymentDeallocated, TaxProfileChanged, BankAccountChanged, MemberAdded, MemberRemoved, ConsentGiven,
                 ConsentWithdrawn, InvoiceDrafted, DraftChanged, DraftDiscarded, InvoiceRevised, InvoiceWrittenOff,
                 InvoiceWriteOffReversed, WithholdingTaxRecorded, VatWithheldRecorded, WithholdingReversed,
                 RefundRequested, RefundSettled, RefundFailed, ChargebackOpened, ChargebackWon, ChargebackLost,
                 ProviderPayoutRecorded, ExpenseRecorded, ExpenseCorrected, ExpenseVoided>;

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
#undef SUOLEDGER_EVENT_NAME

inline std::string_view name_of(const Event& event) {
    return std::visit([]<class E>(const E&) { return EventName<E>::value; }, event);
}

/// Which legal number an event takes: InvoiceIssued, CreditNoteIssued and PaymentReceived; none for all others.
Series series_of(const Event& event);

}  // namespace suoledger::domain
