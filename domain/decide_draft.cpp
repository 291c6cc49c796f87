// SPDX-License-Identifier: Apache-2.0
// Decisions on drafts: a document in the making, without a number and without weight in the books.
#include "domain/deciding_invoice.hpp"
#include "domain/entered_date.hpp"
#include "domain/invoice_freezing.hpp"
#include "domain/invoice_pricing.hpp"

namespace suoledger::domain {
namespace {

/// What every command on a draft refuses first.
std::optional<std::unexpected<Stop>> check_draft(const CommandContext& context, const InvoiceCase& found) {
    if (auto stop = check_found(context, found)) return stop;
    if (!found.invoice->draft) return reject(RejectionCode::invoice_not_draft, "The invoice was issued already.");
    return std::nullopt;
}

bool names_nothing(const ChangeDraft& command) {
    return !command.customer && !command.currency && !command.prices_include_vat && !command.lines &&
           !command.discount && !command.due_on && !command.notes && !command.metadata;
}

DocumentRequest request_after(const ChangeDraft& command, const InvoiceDraft& before) {
    DocumentRequest request = request_of(before);
    request.currency = command.currency.value_or(request.currency);
    request.prices_include_vat = command.prices_include_vat.value_or(request.prices_include_vat);
    if (command.lines) request.lines = *command.lines;
    request.discount = command.discount.value_or(request.discount);
    request.due_on = command.due_on.value_or(request.due_on);
    if (command.notes) request.notes = *command.notes;
    if (command.metadata) request.metadata = *command.metadata;
    return request;
}

/// Only what the command gives: the words that stay were checked when they came, and may be erased since.
FieldErrors check(const ChangeDraft& command, const DocumentRequest& after) {
    FieldErrors errors;
    if (names_nothing(command)) errors.add("", "names nothing to change");
    if (command.customer) check_debtor_fields(errors, *command.customer);
    if (command.lines) {
        for (FieldError& error : check_lines(after.lines, after.discount))
            errors.add(std::move(error.pointer), std::move(error.detail));
    } else if (auto error = check_discount(after.lines, after.discount)) {
        errors.add(std::move(error->pointer), std::move(error->detail));
    }
    if (command.notes) check_notes(errors, *command.notes);
    if (command.metadata) check_metadata(errors, *command.metadata);
    return errors;
}

FieldErrors check(const InvoiceDraft& draft, Date issued_on, Date today) {
    FieldErrors errors;
    check_issue_date(errors, issued_on, today);
    if (draft.due_on && *draft.due_on < issued_on) errors.add("/issued_on", "is after the draft's due date");
    return errors;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const DraftInvoice& command) {
    Lookup look(context.tenant, view);
    const NewDocumentCase found = find_new_document(look, command.invoice_id, command.customer);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_new(context, found)) return *stop;

    DocumentRequest request = request_of(command);
    FieldErrors errors;
    check_debtor_fields(errors, command.customer);
    check_document(errors, request);  // the due date waits for the issue date
    if (errors.any()) return errors.stop();
    if (auto stop = check_debtor(found.debtor)) return *stop;
    auto draft = price_document(std::move(request), found.debtor.id(), *found.business,
                                date_in(found.business->zone, context.now));
    if (!draft) return std::unexpected<Stop>(draft.error());

    auto [decision, keys] = start_document(context, command.invoice_id, *found.business, found.debtor);
    decision.events.push_back({decision.target, InvoiceDrafted{std::move(*draft)}, context.now, keys});
    return std::move(decision);
}

Outcome decide_on(const CommandContext& context, const View& view, const ChangeDraft& command) {
    Lookup look(context.tenant, view);
    const InvoiceCase found = find_invoice(look, command.invoice_id);
    const Debtor debtor = command.customer ? find_debtor(look, *command.customer) : Debtor{.existing = found.debtor};
    if (look.incomplete()) return look.missing();
    if (auto stop = check_draft(context, found)) return *stop;

    DocumentRequest request = request_after(command, *found.invoice->draft);
    if (const FieldErrors errors = check(command, request); errors.any()) return errors.stop();
    if (auto stop = check_debtor(debtor)) return *stop;
    const Date today = date_in(found.business->zone, context.now);
    auto draft = price_document(std::move(request), debtor.id(), *found.business, today);
    if (!draft) return std::unexpected<Stop>(draft.error());

    auto [decision, keys] = start_document(context, command.invoice_id, *found.business, debtor);
    decision.events.push_back({decision.target, DraftChanged{std::move(*draft)}, context.now, keys});
    return std::move(decision);
}

Outcome decide_on(const CommandContext& context, const View& view, const DiscardDraft& command) {
    Lookup look(context.tenant, view);
    const InvoiceCase found = find_invoice(look, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_draft(context, found)) return *stop;
    Decision decision = start_decision(context, found);
    decision.events.push_back({decision.target, DraftDiscarded{}, context.now, keys_of(found)});
    return decision;
}

Outcome decide_on(const CommandContext& context, const View& view, const IssueDraft& command) {
    Lookup look(context.tenant, view);
    const InvoiceCase found = find_invoice(look, command.invoice_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_draft(context, found)) return *stop;

    if (auto stop = check_not_erased(*found.debtor)) return *stop;
    const InvoiceDraft& draft = *found.invoice->draft;
    const Date today = date_in(found.business->zone, context.now);
    const Date issued_on = command.issued_on.value_or(today);
    if (const FieldErrors errors = check(draft, issued_on, today); errors.any()) return errors.stop();
    auto priced = price_document(request_of(draft), draft.customer, *found.business, issued_on);
    if (!priced) return std::unexpected<Stop>(priced.error());

    Decision decision = start_decision(context, found);
    decision.events.push_back({decision.target,
                               freeze_document(std::move(*priced), *found.business, found.debtor->details, issued_on),
                               effective_on(context, *found.business, issued_on), keys_of(found)});
    return decision;
}

}  // namespace suoledger::domain
