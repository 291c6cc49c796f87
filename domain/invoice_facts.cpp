// SPDX-License-Identifier: Apache-2.0
// The few facts of an invoice that figures follow from event to event.
#include "domain/figures_of_lines.hpp"
#include "domain/ledger_assert.hpp"
#include "domain/passed_over.hpp"

namespace suoledger::domain {
namespace {

void add_line(ByTreatment& sums, VatTreatment treatment, std::int64_t amount, std::int64_t vat, bool includes_vat) {
    NetAndVat& sum = sums.at(static_cast<std::size_t>(treatment));
    sum.net += includes_vat ? amount - vat : amount;
    sum.vat += vat;
}

using LeavesInvoice = PassedOver<PaymentReceived, PaymentAllocated, PaymentDeallocated, RefundRequested, RefundSettled,
                                 RefundFailed, ChargebackOpened, ChargebackWon, ChargebackLost, ProviderPayoutRecorded,
                                 ExpenseRecorded, ExpenseCorrected, ExpenseVoided>;

struct FactsOfEvent : WithoutFigures, LeavesInvoice {
    std::optional<InvoiceFacts>& facts;
    explicit FactsOfEvent(std::optional<InvoiceFacts>& of) : facts(of) {}

    using LeavesInvoice::operator();
    using WithoutFigures::operator();
    void operator()(const InvoiceIssued& event) const {
        facts.emplace();
        facts->customer = event.customer;
        facts->currency = event.currency;
        facts->issued_on = event.issued_on;
        take(event);
    }
    void operator()(const InvoiceRevised& event) const {
        LEDGER_ASSERT(facts.has_value());
        take(event.document);
    }
    void operator()(const InvoiceCancelled&) const { figures().cancelled = true; }
    void operator()(const CreditNoteIssued& event) const { figures().credited += event.totals.total; }
    void operator()(const PaymentApplied& event) const { figures().allocated += event.amount; }
    void operator()(const PaymentUnapplied& event) const { figures().allocated -= event.amount; }
    void operator()(const InvoiceWrittenOff& event) const { figures().written_off += event.amount; }
    void operator()(const InvoiceWriteOffReversed& event) const { figures().written_off -= event.amount; }
    void operator()(const WithholdingTaxRecorded& event) const { figures().withheld += event.amount; }
    void operator()(const VatWithheldRecorded& event) const { figures().withheld += event.amount; }
    void operator()(const WithholdingReversed& event) const { figures().withheld -= event.amount; }

private:
    void take(const InvoiceIssued& document) const {
        facts->prices_include_vat = document.prices_include_vat;
        facts->due_on = document.due_on;
        facts->figures.total = document.totals.total;
        facts->by_treatment = by_treatment_of(document);
        facts->line_treatments.clear();
        for (const InvoiceLine& line : document.lines) facts->line_treatments.push_back(line.vat_treatment);
    }
    [[nodiscard]] InvoiceFigures& figures() const {
        LEDGER_ASSERT(facts.has_value());
        return facts->figures;
    }
};

}  // namespace

ByTreatment by_treatment_of(const InvoiceIssued& document) {
    ByTreatment sums{};
    for (const InvoiceLine& line : document.lines)
        add_line(sums, line.vat_treatment, line.amount, line.vat, document.prices_include_vat);
    return sums;
}

ByTreatment by_treatment_of(const CreditNoteIssued& note, const InvoiceFacts& invoice) {
    ByTreatment sums{};
    for (const CreditedLine& line : note.lines)
        add_line(sums, invoice.line_treatments.at(static_cast<std::size_t>(line.line)), line.amount, line.vat,
                 invoice.prices_include_vat);
    return sums;
}

ByTreatment difference_of(const ByTreatment& left, const ByTreatment& right) {
    ByTreatment difference{};
    for (std::size_t i = 0; i < left.size(); ++i)
        difference[i] = {left[i].net - right[i].net, left[i].vat - right[i].vat};
    return difference;
}

std::optional<InvoiceFacts> facts_after(std::optional<InvoiceFacts> before, const Event& event, Date day) {
    std::visit(FactsOfEvent(before), event);
    if (!before) return before;
    const bool is_settled = amount_due_of(before->figures) == 0 && before->figures.allocated > 0;
    if (!is_settled) before->settled_on.reset();
    if (is_settled && !before->settled_on) before->settled_on = day;
    return before;
}

}  // namespace suoledger::domain
