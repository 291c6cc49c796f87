// SPDX-License-Identifier: Apache-2.0
// What holds of a document, an invoice and a payment by itself, at every position.
#include "tests/domain/books.hpp"

namespace suoledger::domain {

namespace {

void check_totals(const InvoiceTotals& totals) {
    require(totals.subtotal >= 0 && totals.vat >= 0, "no total is negative");
    require(totals.subtotal + totals.vat == totals.total, "subtotal and VAT make the total");
}

/// Of an issued or revised document, or of a draft.
template <class Document>
void check_lines(const Document& document) {
    std::int64_t amount = 0, vat = 0, shares = 0;
    for (const InvoiceLine& line : document.lines) {
        require(line.amount >= 0, "no line is negative");
        require(line.vat == vat_of(line.amount, line.vat_rate_bps, document.prices_include_vat), "VAT of a line");
        amount += line.amount;
        vat += line.vat;
        shares += line.discount_share;
    }
    check_totals(document.totals);
    require(shares == document.discount, "the discount is shared out among the lines");
    require(vat == document.totals.vat, "the VAT of the lines is the VAT");
    require(amount == (document.prices_include_vat ? document.totals.total : document.totals.subtotal),
            "the lines make the total");
}

void check_note(const CreditNoteIssued& note) {
    std::int64_t amount = 0, vat = 0;
    for (const CreditedLine& line : note.lines) {
        amount += line.amount;
        vat += line.vat;
    }
    check_totals(note.totals);
    require(vat == note.totals.vat, "the VAT of a credit note is that of its lines");
    require(amount == note.totals.total || amount == note.totals.subtotal, "the lines make the credit note");
}

void check_status(const InvoiceState& invoice) {
    const InvoiceFigures figures = figures_of(invoice);
    const std::int64_t due = amount_due_of(invoice);
    const InvoiceStatus status = status_of(figures);
    require(due == amount_due_of(figures), "amount_due of the state and of its figures");
    require((status == InvoiceStatus::draft) == invoice.draft.has_value(), "a draft says so");
    const bool unpaid = status == InvoiceStatus::open || status == InvoiceStatus::partially_paid;
    require(unpaid == (due > 0), "open or partially paid means that something is due");
    if (status == InvoiceStatus::open)
        require(due == invoice.totals.total - invoice.credited, "nobody paid an open one");
    if (status == InvoiceStatus::written_off) require(invoice.written_off > 0, "a written-off invoice lost something");
}

void check_withholdings(const InvoiceState& invoice) {
    std::int64_t withheld = 0, vat = 0;
    for (const Withholding& one : invoice.withholdings) {
        if (one.reversed) continue;
        withheld += one.amount;
        if (one.kind == WithholdingKind::vat) vat += one.amount;
    }
    require(withheld == invoice.withheld, "what was withheld has its withholdings");
    require(vat <= invoice.totals.vat, "no more VAT is withheld than there is");
}

}  // namespace

void check_document(const Event& event) {
    if (const auto* issued = std::get_if<InvoiceIssued>(&event)) check_lines(*issued);
    if (const auto* revised = std::get_if<InvoiceRevised>(&event)) check_lines(revised->document);
    if (const auto* drafted = std::get_if<InvoiceDrafted>(&event)) check_lines(drafted->draft);
    if (const auto* changed = std::get_if<DraftChanged>(&event)) check_lines(changed->draft);
    if (const auto* note = std::get_if<CreditNoteIssued>(&event)) check_note(*note);
}

void check_invoice(const InvoiceState& invoice) {
    require(amount_due_of(invoice) >= 0, "amount_due is never negative");
    const std::int64_t moved = invoice.credited + invoice.allocated + invoice.withheld + invoice.written_off;
    require(!(invoice.draft || invoice.cancelled) || moved == 0, "nothing moves a draft or a cancelled invoice");
    require(invoice.written_off == 0 || amount_due_of(invoice) == 0, "a write-off takes all that is due");
    std::int64_t allocated = 0;
    for (const Allocation& part : invoice.allocations.oldest_first()) {
        require(part.amount > 0, "an allocation of nothing is gone");
        allocated += part.amount;
    }
    require(allocated == invoice.allocated, "what an invoice was paid has its allocations");
    for (std::size_t i = 0; i < invoice.lines.size(); ++i)
        require(invoice.credited_by_line.at(i) <= invoice.lines[i].amount, "no line is credited beyond its amount");
    check_withholdings(invoice);
    check_status(invoice);
}

void check_payment(const PaymentState& payment) {
    std::int64_t allocated = 0, reserved = 0, refunded = 0, charged_back = 0;
    for (const InvoiceShare& share : payment.allocations) {
        require(share.amount > 0, "an allocation of nothing is gone");
        allocated += share.amount;
    }
    for (const Refund& refund : payment.refunds) {
        require(refund.reserved >= 0, "no reserve is negative");
        require(refund.reserved == 0 || refund.status == RefundStatus::requested, "only a pending refund reserves");
        reserved += refund.reserved;
        if (refund.status == RefundStatus::settled) refunded += refund.amount;
    }
    for (const Chargeback& dispute : payment.chargebacks)
        if (dispute.stage == ChargebackStage::lost) charged_back += dispute.amount;
    require(payment.allocated == allocated, "what a payment paid has its allocations");
    require(payment.reserved == reserved, "what is reserved has its refunds");
    require(payment.refunded == refunded, "what was refunded has its refunds");
    require(payment.charged_back == charged_back, "what was charged back has its disputes");
    const std::int64_t unallocated =
        payment.amount + payment.overdrawn - allocated - reserved - refunded - charged_back;
    require(unallocated == amount_unallocated_of(payment), "a payment is all that became of it");
    require(unallocated >= 0, "unallocated is never negative");
}

}  // namespace suoledger::domain
