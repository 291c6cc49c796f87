// SPDX-License-Identifier: Apache-2.0
// The chart of accounts and the postings of each event (DOMAIN §6).
#include "domain/journal.hpp"

#include <array>

#include "domain/ledger_assert.hpp"

namespace suoledger::domain {
namespace {

constexpr AccountCode bank = 1000, cash = 1010, provider_clearing = 1050, receivable = 1100, output_vat = 2100,
                      customer_credits = 2200, sales = 4000, sales_returns = 4900, payment_fees = 6100;

constexpr std::array accounts{
    Account{1000, "Bank", "assets:bank"},
    Account{1010, "Cash", "assets:cash"},
    Account{1050, "Provider clearing", "assets:provider clearing"},
    Account{1060, "Disputed funds", "assets:disputed funds"},
    Account{1090, "Payout differences", "assets:payout differences"},
    Account{1100, "Accounts receivable", "assets:accounts receivable"},
    Account{1150, "Due from provider", "assets:due from provider"},
    Account{1200, "WHT receivable", "assets:wht receivable"},
    Account{1210, "Input VAT", "assets:input vat"},
    Account{1220, "VAT withheld", "assets:vat withheld"},
    Account{2100, "Output VAT", "liabilities:output vat"},
    Account{2200, "Customer credits", "liabilities:customer credits"},
    Account{4000, "Sales", "revenues:sales"},
    Account{4900, "Sales returns", "revenues:sales returns"},
    Account{6100, "Payment fees", "expenses:payment fees"},
    Account{6110, "Dispute and refund fees", "expenses:dispute and refund fees"},
    Account{6200, "Bad debts", "expenses:bad debts"},
};

class Entry {
public:
    explicit Entry(Currency currency) { entry_.currency = currency; }
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

struct PostingsOfEvent {
    JournalEntry operator()(const InvoiceIssued& event) const {
        return Entry(event.currency)
            .debit(receivable, event.totals.total)
            .credit(sales, event.totals.subtotal)
            .credit(output_vat, event.totals.vat)
            .balanced();
    }
    JournalEntry operator()(const InvoiceCancelled& event) const {
        return Entry(event.currency)
            .debit(sales, event.totals.subtotal)
            .debit(output_vat, event.totals.vat)
            .credit(receivable, event.totals.total)
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
};

}  // namespace

std::span<const Account> chart_of_accounts() { return accounts; }

const Account* find_account(AccountCode code) {
    for (const Account& account : accounts)
        if (account.code == code) return &account;
    return nullptr;
}

JournalEntry postings_of(const Event& event) { return std::visit(PostingsOfEvent{}, event); }

}  // namespace suoledger::domain
