// SPDX-License-Identifier: Apache-2.0
// The decision to replace an issued document that nothing has moved yet (DOMAIN §4).
#include "domain/deciding_invoice.hpp"
#include "domain/invoice_freezing.hpp"

namespace suoledger::domain {
namespace {

/// Customer and currency stay those of the invoice.
DocumentRequest request_of(const ReviseInvoice& command, const InvoiceState& invoice) {
    return {.currency = invoice.currency,
            .prices_include_vat = command.prices_include_vat,
            .lines = command.lines,
            .discount = command.discount,
            .due_on = command.due_on,
            .notes = command.notes,
            .metadata = command.metadata};
}

FieldErrors check(const DocumentRequest& request, const InvoiceState& invoice) {
    FieldErrors errors;
    check_document(errors, request);
    if (request.due_on && *request.due_on < invoice.issued_on) errors.add("/due_on", "is before the issue date");
    return errors;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const ReviseInvoice& command) {
    Lookup look(context.tenant, view);
    const InvoiceCase found = find_invoice(look, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    // Until then a document of an erased customer may be put right: it says what the record key still opens.
    if (found.debtor->erasure.record_destroyed) return *check_not_erased(*found.debtor);
    const InvoiceState& invoice = *found.invoice;
    if (invoice.draft || invoice.cancelled)
        return reject(RejectionCode::invoice_not_open, "The invoice is a draft or cancelled.");
    if (has_movements(invoice))
        return reject(RejectionCode::invoice_has_movements,
                      "Money or a credit note has moved the invoice: credit what is wrong, and issue another.");
    DocumentRequest request = request_of(command, invoice);
    if (const FieldErrors errors = check(request, invoice); errors.any()) return errors.stop();
    auto priced = price_document(std::move(request), invoice.customer, *found.business, invoice.issued_on);
    if (!priced) return std::unexpected<Stop>(priced.error());

    InvoiceIssued document =
        freeze_document(std::move(*priced), *found.business, found.debtor->details, invoice.issued_on);
    document.number_format = invoice.number_format;  // the number stays, and so does the way it is printed
    Decision decision = start_decision(context, found);
    decision.events.push_back({decision.target,
                               InvoiceRevised{std::move(document), invoice.revision + 1, invoice.totals}, context.now,
                               keys_of(found)});
    return decision;
}

}  // namespace suoledger::domain
