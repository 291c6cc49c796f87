// SPDX-License-Identifier: Apache-2.0
// The movements of each event.
#include "domain/figures.hpp"

#include "domain/figures_of_lines.hpp"
#include "domain/ledger_assert.hpp"
#include "domain/passed_over.hpp"

namespace suoledger::domain {
namespace {

template <class Dimension>
std::uint8_t dimension_of(Dimension value) {
    return static_cast<std::uint8_t>(value);
}

// A refund's and a chargeback's request moves no money; the invoice's mirrors count with the payment's events.
using MovesNothing =
    PassedOver<PaymentApplied, PaymentUnapplied, RefundRequested, RefundFailed, ChargebackOpened, ChargebackWon>;

struct MovementsOfEvent : WithoutFigures, MovesNothing {
    const Surroundings& seen;
    Movements& out;
    MovementsOfEvent(const Surroundings& surroundings, Movements& movements) : seen(surroundings), out(movements) {}

    using MovesNothing::operator();
    using WithoutFigures::operator();
    void operator()(const InvoiceIssued& event) const {
        out.currency = event.currency;
        add(Figure::issued, event.totals.total, 1);
        of_customer(Figure::invoiced_of_customer, event.customer, seen.day, event.totals.total, 1);
        add_vat(by_treatment_of(event), 1);
    }
    void operator()(const InvoiceRevised& event) const {
        out.currency = event.document.currency;
        const std::int64_t change = event.document.totals.total - event.replaced.total;
        add(Figure::issued, change, 0);
        of_customer(Figure::invoiced_of_customer, invoice().customer, seen.day, change, 0);
        add_vat(difference_of(by_treatment_of(event.document), invoice().by_treatment), 1);
    }
    void operator()(const InvoiceCancelled& event) const {
        out.currency = event.currency;
        add(Figure::cancelled, event.totals.total, 1);
        of_customer(Figure::invoiced_of_customer, invoice().customer, seen.day, -event.totals.total, -1);
        add_vat(invoice().by_treatment, -1);
    }
    void operator()(const CreditNoteIssued& event) const {
        out.currency = event.currency;
        add(Figure::credited, event.totals.total, 1);
        of_customer(Figure::invoiced_of_customer, invoice().customer, seen.day, -event.totals.total, 0);
        add_vat(by_treatment_of(event, invoice()), -1);
    }
    void operator()(const InvoiceWrittenOff& event) const {
        out.currency = event.currency;
        add(Figure::written_off, event.amount, 1);
    }
    void operator()(const InvoiceWriteOffReversed& event) const {
        out.currency = event.currency;
        add(Figure::written_off, -event.amount, -1);
    }
    void operator()(const WithholdingTaxRecorded& event) const {
        withhold(event.currency, WithholdingKind::withholding_tax, event.amount, 1);
    }
    void operator()(const VatWithheldRecorded& event) const {
        withhold(event.currency, WithholdingKind::vat, event.amount, 1);
    }
    void operator()(const WithholdingReversed& event) const { withhold(event.currency, event.kind, -event.amount, -1); }
    void operator()(const PaymentReceived& event) const {
        out.currency = event.currency;
        add(Figure::received, event.amount, 1, dimension_of(event.method));
        add_fee(FeeKind::payment, event.fee);
    }
    void operator()(const PaymentAllocated& event) const {
        LEDGER_ASSERT(seen.payment != nullptr);
        collect(event.currency, seen.payment->received_on, event.amount, 1);
    }
    void operator()(const PaymentDeallocated& event) const { collect(event.currency, seen.day, -event.amount, -1); }
    void operator()(const RefundSettled& event) const {
        out.currency = event.currency;
        add(Figure::refunded, event.amount, 1);
        add_fee(FeeKind::dispute_and_refund, event.fee);
    }
    void operator()(const ChargebackLost& event) const {
        out.currency = event.currency;
        add(Figure::charged_back, event.amount, 1);
        add_fee(FeeKind::dispute_and_refund, event.fee);
    }
    void operator()(const ProviderPayoutRecorded& event) const {
        out.currency = event.currency;
        add_fee(FeeKind::payment, event.payment_fees);
        add_fee(FeeKind::dispute_and_refund, event.dispute_fees);
    }
    void operator()(const ExpenseRecorded& event) const { spend(event.facts.figures, 1); }
    /// As in the journal, what was wrong is taken back on the day of the correction.
    void operator()(const ExpenseCorrected& event) const {
        spend(event.replaced, -1);
        spend(event.facts.figures, 1);
    }
    void operator()(const ExpenseVoided& event) const { spend(event.replaced, -1); }

private:
    void push(const Movement& movement) const {
        if (movement.amount != 0 || movement.count != 0) out.list.push_back(movement);
    }
    void add(Figure figure, std::int64_t amount, std::int64_t count, std::uint8_t dimension = 0) const {
        push({figure, seen.day, dimension, {}, amount, count});
    }
    void of_customer(Figure figure, const Uuid& customer, Date day, std::int64_t amount, std::int64_t count) const {
        push({figure, day, 0, customer, amount, count});
    }
    void add_vat(const ByTreatment& sums, std::int64_t sign) const {
        for (std::size_t i = 0; i < sums.size(); ++i) {
            add(Figure::net_sales, sign * sums[i].net, 0, static_cast<std::uint8_t>(i));
            add(Figure::vat_output, sign * sums[i].vat, 0, static_cast<std::uint8_t>(i));
        }
    }
    void add_fee(FeeKind kind, std::int64_t amount) const { add(Figure::fees, amount, 0, dimension_of(kind)); }
    void withhold(Currency currency, WithholdingKind kind, std::int64_t amount, std::int64_t count) const {
        out.currency = currency;
        add(Figure::withheld, amount, count, dimension_of(kind));
    }
    void collect(Currency currency, Date day, std::int64_t amount, std::int64_t count) const {
        out.currency = currency;
        push({Figure::collected, day, 0, {}, amount, count});
        of_customer(Figure::collected_of_customer, invoice().customer, day, amount, count);
    }
    void spend(const ExpenseFigures& expense, std::int64_t sign) const {
        out.currency = expense.currency;
        add(Figure::expenses, sign * (expense.amount - expense.vat), sign, dimension_of(expense.category));
        add(Figure::vat_input, sign * expense.vat, 0);
    }
    [[nodiscard]] const InvoiceFacts& invoice() const {
        LEDGER_ASSERT(seen.invoice != nullptr);
        return *seen.invoice;
    }
};

}  // namespace

Movements movements_of(const Event& event, const Surroundings& surroundings) {
    Movements movements;
    std::visit(MovementsOfEvent(surroundings, movements), event);
    return movements;
}

}  // namespace suoledger::domain
