// SPDX-License-Identifier: Apache-2.0
// What the decisions on one invoice share.
#include "domain/deciding_invoice.hpp"

namespace suoledger::domain {

InvoiceCase find_invoice(Lookup& look, const Uuid& invoice_id) {
    InvoiceCase found{.business = look.business(), .invoice = look.invoice(invoice_id)};
    if (found.invoice && found.invoice->discarded) found.invoice = nullptr;
    if (found.invoice) found.debtor = look.customer(found.invoice->customer);
    return found;
}

std::optional<std::unexpected<Stop>> check_found(const CommandContext& context, const InvoiceCase& found) {
    if (!found.business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (!found.invoice) return reject(RejectionCode::invoice_not_found, "There is no such invoice.");
    LEDGER_ASSERT(found.debtor != nullptr);
    return check_version(context, found.invoice->version);
}

std::optional<std::unexpected<Stop>> check_open(const InvoiceState& invoice) {
    if (invoice.draft || invoice.cancelled || invoice.written_off > 0)
        return reject(RejectionCode::invoice_not_open, "The invoice is a draft, cancelled or written off.");
    return std::nullopt;
}

bool has_movements(const InvoiceState& invoice) {
    return invoice.allocated != 0 || invoice.credited != 0 || invoice.withheld != 0 || invoice.written_off != 0;
}

Decision start_decision(const CommandContext& context, const InvoiceCase& found) {
    Decision decision;
    decision.target = {context.tenant, StreamType::invoice, found.invoice->id};
    decision.reply_key = reply_key_of(found.debtor, *found.business);
    return decision;
}

SealingKeys keys_of(const InvoiceCase& found) { return document_keys(found.debtor, *found.business); }

}  // namespace suoledger::domain
