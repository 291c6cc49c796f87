// SPDX-License-Identifier: Apache-2.0
// Decisions to issue an invoice, to cancel it and to write it off.
#include "domain/deciding_invoice.hpp"
#include "domain/entered_date.hpp"
#include "domain/invoice_freezing.hpp"

namespace suoledger::domain {
namespace {

FieldErrors check(const IssueInvoice& command, const DocumentRequest& request, Date issued_on, Date today) {
    FieldErrors errors;
    check_debtor_fields(errors, command.customer);
    check_document(errors, request);
    check_issue_date(errors, issued_on, today);
    if (command.due_on && *command.due_on < issued_on) errors.add("/due_on", "is before the issue date");
    return errors;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const IssueInvoice& command) {
    Lookup look(context.tenant, view);
    const NewDocumentCase found = find_new_document(look, command.invoice_id, command.customer);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_new(context, found)) return *stop;

    const Date today = date_in(found.business->zone, context.now);
    const Date issued_on = command.issued_on.value_or(today);
    DocumentRequest request = request_of(command);
    if (const FieldErrors errors = check(command, request, issued_on, today); errors.any()) return errors.stop();
    if (auto stop = check_debtor(found.debtor)) return *stop;
    auto priced = price_document(std::move(request), found.debtor.id(), *found.business, issued_on);
    if (!priced) return std::unexpected<Stop>(priced.error());

    auto [decision, keys] = start_document(context, command.invoice_id, *found.business, found.debtor);
    decision.events.push_back({decision.target,
                               freeze_document(std::move(*priced), *found.business, found.debtor.details(), issued_on),
                               effective_on(context, *found.business, issued_on), keys});
    return std::move(decision);
}

Outcome decide_on(const CommandContext& context, const View& view, const CancelInvoice& command) {
    Lookup look(context.tenant, view);
    const InvoiceCase found = find_invoice(look, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    FieldErrors errors;
    errors.check_text("/reason", command.reason, max_reason_characters);
    if (errors.any()) return errors.stop();
    const InvoiceState& invoice = *found.invoice;
    if (invoice.draft) return reject(RejectionCode::invoice_not_open, "The invoice is a draft: discard it.");
    if (invoice.cancelled) return reject(RejectionCode::invoice_already_cancelled, "The invoice is cancelled.");
    if (has_movements(invoice))
        return reject(RejectionCode::invoice_has_movements,
                      "Money or a credit note has moved the invoice: credit or write off what is left.");

    Decision decision = start_decision(context, found);
    decision.events.push_back({decision.target, InvoiceCancelled{invoice.currency, invoice.totals, command.reason},
                               context.now, keys_of(found)});
    return decision;
}

Outcome decide_on(const CommandContext& context, const View& view, const WriteOffInvoice& command) {
    Lookup look(context.tenant, view);
    const InvoiceCase found = find_invoice(look, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    const InvoiceState& invoice = *found.invoice;
    if (auto stop = check_open(invoice)) return *stop;
    const Date today = date_in(found.business->zone, context.now);
    FieldErrors errors;
    errors.check_text("/reason", command.reason, max_reason_characters);
    check_entered_date(errors, "/written_off_on", command.written_off_on, today, invoice.issued_on);
    if (errors.any()) return errors.stop();
    const std::int64_t due = amount_due_of(invoice);
    if (due == 0) return reject(RejectionCode::nothing_to_write_off, "Nothing is due on the invoice.");

    const Date written_off_on = command.written_off_on.value_or(today);
    Decision decision = start_decision(context, found);
    decision.events.push_back({decision.target,
                               InvoiceWrittenOff{invoice.currency, due, written_off_on, command.reason},
                               effective_on(context, *found.business, written_off_on), keys_of(found)});
    return decision;
}

}  // namespace suoledger::domain
