// SPDX-License-Identifier: Apache-2.0
// The postings of each event (DOMAIN §6).
#include "domain/journal.hpp"

#include <algorithm>

#include "domain/ledger_assert.hpp"

namespace suoledger::domain {
namespace {

constexpr AccountCode bank = 1000, cash = 1010, provider_clearing = 1050, disputed_funds = 1060,
                      payout_differences = 1090, receivable = 1100, due_from_provider = 1150, wht_receivable = 1200,
                      input_vat = 1210, vat_withheld = 1220, output_vat = 2100, customer_credits = 2200, sales = 4000,
                      sales_returns = 4900, payment_fees = 6100, dispute_and_refund_fees = 6110, bad_debts = 6200;

/// More are few.
constexpr std::size_t usual_postings = 4;

class Entry {
public:
    explicit Entry(Currency currency) {
        entry_.currency = currency;
        entry_.postings.reserve(usual_postings);
    }
    Entry& debit(AccountCode account, std::int64_t amount) { return post(Posting{account, amount, 0}, amount); }
    Entry& credit(AccountCode account, std::int64_t amount) { return post(Posting{account, 0, amount}, amount); }
    JournalEntry balanced() {
        std::int64_t difference = 0;
        for (const Posting& posting : entry_.postings) difference += posting.debit - posting.credit;
        LEDGER_ASSERT(difference == 0);
        return std::move(entry_);
    }

private:
    Entry& post(Posting posting, std::int64_t amount) {
        LEDGER_ASSERT(amount >= 0);
        if (amount > 0) entry_.postings.push_back(posting);
        return *this;
    }
    JournalEntry entry_;
};

AccountCode money_account_of(PaymentMethod method) {
    switch (method) {
        case PaymentMethod::bank_transfer:
        case PaymentMethod::card:
        case PaymentMethod::pos:
            return bank;
        case PaymentMethod::cash:
            return cash;
        case PaymentMethod::provider:
            return provider_clearing;
    }
    return bank;
}

void post_invoice(Entry& entry, const InvoiceTotals& totals) {
    entry.debit(receivable, totals.total).credit(sales, totals.subtotal).credit(output_vat, totals.vat);
}
void reverse_invoice(Entry& entry, const InvoiceTotals& totals) {
    entry.debit(sales, totals.subtotal).debit(output_vat, totals.vat).credit(receivable, totals.total);
}

void post_expense(Entry& entry, const ExpenseFigures& figures) {
    entry.debit(account_of(figures.category), figures.amount - figures.vat)
        .debit(input_vat, figures.vat)
        .credit(money_account_of(figures.method), figures.amount);
}
void reverse_expense(Entry& entry, const ExpenseFigures& figures) {
    entry.debit(money_account_of(figures.method), figures.amount)
        .credit(account_of(figures.category), figures.amount - figures.vat)
        .credit(input_vat, figures.vat);
}

AccountCode account_of(WithholdingKind kind) { return kind == WithholdingKind::vat ? vat_withheld : wht_receivable; }

struct PostingsOfEvent {
    JournalEntry operator()(const InvoiceIssued& event) const {
        Entry entry(event.currency);
        post_invoice(entry, event.totals);
        return entry.balanced();
    }
    JournalEntry operator()(const InvoiceRevised& event) const {
        Entry entry(event.document.currency);
        reverse_invoice(entry, event.replaced);
        post_invoice(entry, event.document.totals);
        return entry.balanced();
    }
    JournalEntry operator()(const InvoiceCancelled& event) const {
        Entry entry(event.currency);
        reverse_invoice(entry, event.totals);
        return entry.balanced();
    }
    JournalEntry operator()(const InvoiceWrittenOff& event) const {
        return Entry(event.currency).debit(bad_debts, event.amount).credit(receivable, event.amount).balanced();
    }
    JournalEntry operator()(const InvoiceWriteOffReversed& event) const {
        return Entry(event.currency).debit(receivable, event.amount).credit(bad_debts, event.amount).balanced();
    }
    JournalEntry operator()(const WithholdingTaxRecorded& event) const {
        return Entry(event.currency).debit(wht_receivable, event.amount).credit(receivable, event.amount).balanced();
    }
    JournalEntry operator()(const VatWithheldRecorded& event) const {
        return Entry(event.currency).debit(vat_withheld, event.amount).credit(receivable, event.amount).balanced();
    }
    JournalEntry operator()(const WithholdingReversed& event) const {
        return Entry(event.currency)
            .debit(receivable, event.amount)
            .credit(account_of(event.kind), event.amount)
            .balanced();
    }
    JournalEntry operator()(const CreditNoteIssued& event) const {
        return Entry(event.currency)
            .debit(sales_returns, event.totals.subtotal)
            .debit(output_vat, event.totals.vat)
            .credit(receivable, event.totals.total)
            .balanced();
    }
    JournalEntry operator()(const PaymentReceived& event) const {
        return Entry(event.currency)
            .debit(money_account_of(event.method), event.amount - event.fee)
            .debit(payment_fees, event.fee)
            .credit(customer_credits, event.amount)
            .balanced();
    }
    JournalEntry operator()(const PaymentAllocated& event) const {
        return Entry(event.currency).debit(customer_credits, event.amount).credit(receivable, event.amount).balanced();
    }
    JournalEntry operator()(const PaymentDeallocated& event) const {
        return Entry(event.currency).debit(receivable, event.amount).credit(customer_credits, event.amount).balanced();
    }
    JournalEntry operator()(const RefundSettled& event) const {
        return Entry(event.currency)
            .debit(customer_credits, event.amount - event.overdrawn)
            .debit(due_from_provider, event.overdrawn)
            .debit(dispute_and_refund_fees, event.fee)
            .credit(money_account_of(event.method), event.amount + event.fee)
            .balanced();
    }
    JournalEntry operator()(const ChargebackOpened& event) const {
        return Entry(event.currency)
            .debit(disputed_funds, event.amount_taken)
            .credit(money_account_of(event.method), event.amount_taken)
            .balanced();
    }
    JournalEntry operator()(const ChargebackWon& event) const {
        return Entry(event.currency)
            .debit(money_account_of(event.method), event.amount_taken)
            .credit(disputed_funds, event.amount_taken)
            .balanced();
    }
    JournalEntry operator()(const ChargebackLost& event) const {
        return Entry(event.currency)
            .debit(customer_credits, event.amount - event.overdrawn)
            .debit(due_from_provider, event.overdrawn)
            .debit(dispute_and_refund_fees, event.fee)
            .credit(disputed_funds, event.amount_taken)
            .credit(money_account_of(event.method), event.amount - event.amount_taken + event.fee)
            .balanced();
    }
    JournalEntry operator()(const ProviderPayoutRecorded& event) const {
        const std::int64_t difference = difference_of(event);
        return Entry(event.currency)
            .debit(bank, event.net)
            .debit(payment_fees, event.payment_fees)
            .debit(dispute_and_refund_fees, event.dispute_fees)
            .debit(payout_differences, std::max<std::int64_t>(difference, 0))
            .credit(payout_differences, std::max<std::int64_t>(-difference, 0))
            .credit(provider_clearing, event.cleared)
            .credit(due_from_provider, event.due_returned)
            .balanced();
    }
    JournalEntry operator()(const ExpenseRecorded& event) const {
        Entry entry(event.facts.figures.currency);
        post_expense(entry, event.facts.figures);
        return entry.balanced();
    }
    JournalEntry operator()(const ExpenseCorrected& event) const {
        Entry entry(event.facts.figures.currency);
        reverse_expense(entry, event.replaced);
        post_expense(entry, event.facts.figures);
        return entry.balanced();
    }
    JournalEntry operator()(const ExpenseVoided& event) const {
        Entry entry(event.replaced.currency);
        reverse_expense(entry, event.replaced);
        return entry.balanced();
    }
    // Facts without an amount, and the invoice's mirrors of what the payment's stream has posted.
    JournalEntry operator()(const BusinessRegistered&) const { return {}; }
    JournalEntry operator()(const BusinessProfileChanged&) const { return {}; }
    JournalEntry operator()(const ApiKeyIssued&) const { return {}; }
    JournalEntry operator()(const ApiKeyRevoked&) const { return {}; }
    JournalEntry operator()(const OperatorKeyIssued&) const { return {}; }
    JournalEntry operator()(const OperatorKeyRevoked&) const { return {}; }
    JournalEntry operator()(const CustomerRegistered&) const { return {}; }
    JournalEntry operator()(const CustomerDetailsChanged&) const { return {}; }
    JournalEntry operator()(const PaymentApplied&) const { return {}; }
    JournalEntry operator()(const PaymentUnapplied&) const { return {}; }
    JournalEntry operator()(const InvoiceReopened&) const { return {}; }
    JournalEntry operator()(const TaxProfileChanged&) const { return {}; }
    JournalEntry operator()(const BankAccountChanged&) const { return {}; }
    JournalEntry operator()(const MemberAdded&) const { return {}; }
    JournalEntry operator()(const MemberRemoved&) const { return {}; }
    JournalEntry operator()(const ConsentGiven&) const { return {}; }
    JournalEntry operator()(const ConsentWithdrawn&) const { return {}; }
    JournalEntry operator()(const InvoiceDrafted&) const { return {}; }
    JournalEntry operator()(const DraftChanged&) const { return {}; }
    JournalEntry operator()(const DraftDiscarded&) const { return {}; }
    JournalEntry operator()(const RefundRequested&) const { return {}; }
    JournalEntry operator()(const RefundFailed&) const { return {}; }
    JournalEntry operator()(const AccountingYearChanged&) const { return {}; }
    JournalEntry operator()(const ErasureRequested&) const { return {}; }
    JournalEntry operator()(const SubjectKeyDestroyed&) const { return {}; }
    JournalEntry operator()(const RecordKeyPostponed&) const { return {}; }
    JournalEntry operator()(const LegalHoldPlaced&) const { return {}; }
    JournalEntry operator()(const LegalHoldReleased&) const { return {}; }
    JournalEntry operator()(const ProcessingRestricted&) const { return {}; }
    JournalEntry operator()(const ProcessingRestrictionLifted&) const { return {}; }
    JournalEntry operator()(const RequestReceived&) const { return {}; }
    JournalEntry operator()(const RequesterIdentified&) const { return {}; }
    JournalEntry operator()(const RequestDecided&) const { return {}; }
    JournalEntry operator()(const RequestCompleted&) const { return {}; }
    JournalEntry operator()(const BreachAssessed&) const { return {}; }
    JournalEntry operator()(const AuthorityNotified&) const { return {}; }
    JournalEntry operator()(const SubjectsNotified&) const { return {}; }
    JournalEntry operator()(const PersonalDataRead&) const { return {}; }
    JournalEntry operator()(const HistoryExported&) const { return {}; }
    JournalEntry operator()(const KekRotated&) const { return {}; }
    JournalEntry operator()(const KekDestroyed&) const { return {}; }
    JournalEntry operator()(const PaymentInitiated&) const { return {}; }
    JournalEntry operator()(const CheckoutOpened&) const { return {}; }
    JournalEntry operator()(const PaymentFailed&) const { return {}; }
    JournalEntry operator()(const RefundAcknowledged&) const { return {}; }
    JournalEntry operator()(const LogoChanged&) const { return {}; }
    JournalEntry operator()(const PayLinkRenewed&) const { return {}; }
    JournalEntry operator()(const TransferClaimed&) const { return {}; }
    JournalEntry operator()(const TransferClaimRejected&) const { return {}; }
    JournalEntry operator()(const SendRequested&) const { return {}; }
    JournalEntry operator()(const InvoiceSent&) const { return {}; }
    JournalEntry operator()(const InvoiceDelivered&) const { return {}; }
    JournalEntry operator()(const InvoiceBounced&) const { return {}; }
    JournalEntry operator()(const SendingFailed&) const { return {}; }
    JournalEntry operator()(const InvoiceViewed&) const { return {}; }
    JournalEntry operator()(const DocumentRendered&) const { return {}; }
};

}  // namespace

JournalEntry postings_of(const Event& event) { return std::visit(PostingsOfEvent{}, event); }

}  // namespace suoledger::domain
