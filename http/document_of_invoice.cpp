// SPDX-License-Identifier: Apache-2.0
// Invoices and credit notes as documents: what was frozen when they were issued, and nothing that happened since.
#include <algorithm>
#include <limits>
#include <utility>

#include "http/document_parts.hpp"
#include "http/people_shown.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::DocumentKind;
using domain::InvoiceLine;
using domain::Money;
using domain::Uuid;

constexpr std::int64_t any_position = std::numeric_limits<std::int64_t>::max();

Problem not_issued() {
    return {.status = 409, .code = "invoice_not_issued", .detail = "A draft has no document; issue it first."};
}

/// What the row in force says, without asking the log.
IssuedDocument document_in_force(const Services& services, const projections::ReadSnapshot& snapshot,
                                 const Uuid& tenant, const projections::InvoiceRow& row, const Opener& opener) {
    auto view = view_of(row, snapshot.invoice_document(tenant, row), opener, surroundings_on(services, {}));
    return {std::move(view.document), row.revision, row.number, snapshot.position().position};
}

/// What invoices and credit notes print alike.
void print_common(const domain::InvoiceIssued& document, PrintedTexts& printed, WantedDocument& wanted) {
    DocumentContent& content = wanted.content;
    content.seller = printed_seller(document.seller, printed);
    content.buyer = printed_buyer(document.buyer, printed);
    content.livemode = document.livemode;
    wanted.logo = document.seller.logo_sha256;
    if (shows_person(document)) wanted.people.push_back(document.customer);
}

InvoiceContent printed_invoice(const IssuedDocument& issued, PrintedTexts& printed) {
    const auto& document = issued.document;
    const auto money = [&document](std::int64_t amount) { return Money{amount, document.currency}; };
    InvoiceContent body;
    body.revision = issued.revision;
    body.due_on = document.due_on;
    body.prices_include_vat = document.prices_include_vat;
    VatSummary summary(document.currency, document.prices_include_vat);
    for (const InvoiceLine& line : document.lines) {
        // The share of the whole document's discount is in `amount` already; it is printed once, below the lines.
        body.lines.push_back({.description = printed(line.description),
                              .quantity_thousandths = line.quantity_thousandths,
                              .unit_price = money(line.unit_price),
                              .discount = money(line.discount),
                              .vat_treatment = line.vat_treatment,
                              .vat_rate_bps = line.vat_rate_bps,
                              .amount = money(line.amount + line.discount_share)});
        summary.add(line, line.amount, line.vat);
    }
    body.totals = {.discount = money(document.discount),
                   .subtotal = money(document.totals.subtotal),
                   .vat = money(document.totals.vat),
                   .total = money(document.totals.total)};
    body.vat = summary.take();
    body.bank_account = printed(document.seller.bank_account);
    body.notes = printed(document.notes);
    return body;
}

CreditNoteContent printed_credit_note(const IssuedDocument& issued, const domain::CreditNoteIssued& note,
                                      PrintedTexts& printed) {
    const auto& document = issued.document;
    const auto money = [&note](std::int64_t amount) { return Money{amount, note.currency}; };
    CreditNoteContent body;
    body.invoice_number = domain::format_number(document.number_format, issued.number);
    body.invoice_issued_on = document.issued_on;
    body.prices_include_vat = document.prices_include_vat;
    VatSummary summary(note.currency, document.prices_include_vat);
    for (const auto& credited : note.lines) {
        const InvoiceLine& line = document.lines.at(static_cast<std::size_t>(credited.line));
        body.lines.push_back({.description = printed(line.description),
                              .quantity_thousandths = 0,
                              .unit_price = money(0),
                              .discount = money(0),
                              .vat_treatment = line.vat_treatment,
                              .vat_rate_bps = line.vat_rate_bps,
                              .amount = money(credited.amount)});
        summary.add(line, credited.amount, credited.vat);
    }
    body.totals = {.discount = money(0),
                   .subtotal = money(note.totals.subtotal),
                   .vat = money(note.totals.vat),
                   .total = money(note.totals.total)};
    body.vat = summary.take();
    body.reason = printed(note.reason);
    return body;
}

void finish(const Services& services, const std::string& number, const PrintedTexts& printed, AskedKeys asked,
            WantedDocument& wanted) {
    wanted.content.number = number;
    wanted.content.verify_url = verify_url_of(services, wanted.tenant, wanted.what);
    wanted.file_name = file_name_of(number);
    wanted.erasure = printed.erasure();
    wanted.keys = each_once(std::move(asked.found));
}

}  // namespace

std::expected<WantedDocument, Problem> invoice_document(const Services& services, const Uuid& tenant,
                                                        const Uuid& invoice, std::optional<std::int64_t> revision) {
    const auto snapshot = services.read_models.snapshot();
    const auto row = snapshot->invoice(tenant, invoice, projections::InvoiceDetails::none);
    if (!row) return std::unexpected(not_found("invoice"));
    if (row->figures.draft) return std::unexpected(not_issued());
    AskedKeys asked;
    const Opener opener(services.vault, tenant, asked);
    std::optional<IssuedDocument> issued;
    if (revision.value_or(row->revision) == row->revision)
        issued = document_in_force(services, *snapshot, tenant, *row, opener);
    else if (*revision >= 1 && *revision < row->revision)
        issued = issued_document(services, {tenant, domain::StreamType::invoice, invoice}, {*revision, any_position},
                                 opener);
    if (!issued) return std::unexpected(not_found("revision"));
    PrintedTexts printed;
    WantedDocument wanted;
    wanted.tenant = tenant;
    wanted.what = {DocumentKind::invoice, invoice, issued->revision, 0};
    wanted.public_url = services.public_url;
    wanted.position = snapshot->position().position;
    print_common(issued->document, printed, wanted);
    wanted.content.dated = issued->document.issued_on;
    wanted.content.body = printed_invoice(*issued, printed);
    finish(services, domain::format_number(issued->document.number_format, issued->number), printed, std::move(asked),
           wanted);
    return wanted;
}

std::expected<WantedDocument, Problem> credit_note_document(const Services& services, const Uuid& tenant,
                                                            const Uuid& invoice, std::int64_t number) {
    const auto snapshot = services.read_models.snapshot();
    const auto row = snapshot->invoice(tenant, invoice);
    if (!row) return std::unexpected(not_found("invoice"));
    const auto found = std::ranges::find(row->credit_notes, number, &projections::CreditNoteRow::number);
    if (found == row->credit_notes.end()) return std::unexpected(not_found("credit_note"));
    AskedKeys asked;
    const Opener opener(services.vault, tenant, asked);
    // An invoice with a credit note is not revised any more: what is in force is what was credited.
    const auto issued = document_in_force(services, *snapshot, tenant, *row, opener);
    const auto note = opener.open<domain::CreditNoteIssued>(found->issued);
    PrintedTexts printed;
    WantedDocument wanted;
    wanted.tenant = tenant;
    wanted.what = {DocumentKind::credit_note, invoice, number, 0};
    wanted.public_url = services.public_url;
    wanted.position = snapshot->position().position;
    print_common(issued.document, printed, wanted);
    wanted.content.dated = note.issued_on;
    wanted.content.body = printed_credit_note(issued, note, printed);
    finish(services, domain::format_number(note.number_format, number), printed, std::move(asked), wanted);
    return wanted;
}

}  // namespace suoledger::http
