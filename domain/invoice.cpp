// SPDX-License-Identifier: Apache-2.0
// What is left to pay on an invoice, its status, and the wire names.
#include "domain/invoice.hpp"

namespace suoledger::domain {

InvoiceFigures figures_of(const InvoiceState& invoice) {
    return InvoiceFigures{.draft = invoice.draft.has_value(),
                          .cancelled = invoice.cancelled,
                          .total = invoice.totals.total,
                          .credited = invoice.credited,
                          .allocated = invoice.allocated,
                          .withheld = invoice.withheld,
                          .written_off = invoice.written_off};
}

std::string_view to_string(InvoiceStatus status) {
    switch (status) {
        case InvoiceStatus::draft:
            return "draft";
        case InvoiceStatus::cancelled:
            return "cancelled";
        case InvoiceStatus::written_off:
            return "written_off";
        case InvoiceStatus::credited:
            return "credited";
        case InvoiceStatus::paid:
            return "paid";
        case InvoiceStatus::partially_paid:
            return "partially_paid";
        case InvoiceStatus::open:
            return "open";
    }
    return {};
}

std::optional<InvoiceStatus> parse_invoice_status(std::string_view text) {
    for (const InvoiceStatus status :
         {InvoiceStatus::draft, InvoiceStatus::cancelled, InvoiceStatus::written_off, InvoiceStatus::credited,
          InvoiceStatus::paid, InvoiceStatus::partially_paid, InvoiceStatus::open})
        if (text == to_string(status)) return status;
    return std::nullopt;
}

std::string_view to_string(DeallocationReason reason) {
    switch (reason) {
        case DeallocationReason::requested:
            return "requested";
        case DeallocationReason::credit_note:
            return "credit_note";
        case DeallocationReason::refund:
            return "refund";
        case DeallocationReason::chargeback:
            return "chargeback";
    }
    return {};
}

std::optional<DeallocationReason> parse_deallocation_reason(std::string_view text) {
    for (const DeallocationReason reason : {DeallocationReason::requested, DeallocationReason::credit_note,
                                            DeallocationReason::refund, DeallocationReason::chargeback})
        if (text == to_string(reason)) return reason;
    return std::nullopt;
}

std::string_view to_string(WithholdingKind kind) {
    switch (kind) {
        case WithholdingKind::withholding_tax:
            return "withholding_tax";
        case WithholdingKind::vat:
            return "vat";
    }
    return {};
}

std::optional<WithholdingKind> parse_withholding_kind(std::string_view text) {
    for (const WithholdingKind kind : {WithholdingKind::withholding_tax, WithholdingKind::vat})
        if (text == to_string(kind)) return kind;
    return std::nullopt;
}

std::int64_t amount_due_of(const InvoiceState& invoice) { return amount_due_of(figures_of(invoice)); }

std::int64_t amount_due_of(const InvoiceFigures& figures) {
    if (figures.draft || figures.cancelled) return 0;
    return figures.total - figures.credited - figures.allocated - figures.withheld - figures.written_off;
}

InvoiceStatus status_of(const InvoiceFigures& figures) {
    if (figures.draft) return InvoiceStatus::draft;
    if (figures.cancelled) return InvoiceStatus::cancelled;
    if (figures.written_off > 0) return InvoiceStatus::written_off;
    if (figures.credited == figures.total) return InvoiceStatus::credited;
    if (amount_due_of(figures) == 0) return InvoiceStatus::paid;
    if (figures.allocated + figures.withheld > 0) return InvoiceStatus::partially_paid;
    return InvoiceStatus::open;
}

bool is_overdue(std::int64_t amount_due, std::optional<Date> due_on, Date today) {
    return amount_due > 0 && due_on && *due_on < today;
}

}  // namespace suoledger::domain
