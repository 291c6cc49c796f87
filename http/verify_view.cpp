// SPDX-License-Identifier: Apache-2.0
// A document's facts, its standing now, and what proves it.
#include "http/verify_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "http/document_parts.hpp"
#include "http/pages/html.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::DocumentKind;
using domain::InvoiceStatus;
using domain::Money;

constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();

bool is_of_invoice(DocumentKind kind) { return kind == DocumentKind::invoice || kind == DocumentKind::credit_note; }

std::string title_of(DocumentKind kind) {
    switch (kind) {
        case DocumentKind::invoice:
            return "Invoice";
        case DocumentKind::receipt:
            return "Receipt";
        case DocumentKind::credit_note:
            return "Credit note";
        case DocumentKind::statement:
            return "Statement";
    }
    return {};
}

Standing invoice_standing(const projections::InvoiceRow& row, std::int64_t revision, domain::Date today) {
    const std::int64_t due = domain::amount_due_of(row.figures);
    const std::string left = shown_money({due, row.currency}) + " is left to pay.";
    if (row.figures.cancelled) return {"Cancelled", "bad", "The shop cancelled it. Please do not pay it."};
    if (revision < row.revision)
        return {"Replaced", "warn",
                fmt::format("The shop replaced it by revision {}. Please ask for that one.", row.revision)};
    switch (domain::status_of(row.figures)) {
        case InvoiceStatus::paid:
            return {"Paid", "good", "Nothing is left to pay."};
        case InvoiceStatus::credited:
            return {"Credited", "", "The shop took all of it back with a credit note."};
        case InvoiceStatus::written_off:
            return {"Closed", "", "The shop closed it. Please speak with the shop before you pay."};
        case InvoiceStatus::partially_paid:
            return {"Partly paid", "warn", left};
        default:
            break;
    }
    if (domain::is_overdue(due, row.due_on, today)) return {"Overdue", "bad", left};
    return {"To be paid", "", left};
}

Standing receipt_standing(const projections::PaymentRow& row) {
    const std::int64_t gone = row.refunded + row.charged_back;
    if (gone == 0) return {"Received", "good", "The shop has this money."};
    const std::string text = shown_money({gone, row.currency}) + " of it was given or taken back since.";
    return {gone >= row.amount ? "Given back" : "Partly given back", "warn", text};
}

std::optional<Money> amount_of(const DocumentContent& content) {
    if (const auto* invoice = std::get_if<InvoiceContent>(&content.body)) return invoice->totals.total;
    if (const auto* note = std::get_if<CreditNoteContent>(&content.body)) return note->totals.total;
    if (const auto* receipt = std::get_if<ReceiptContent>(&content.body)) return receipt->amount;
    return std::nullopt;
}

domain::PersonalText addressee_of(const DocumentContent& content) {
    if (content.buyer.name.empty()) return {};
    if (content.buyer.name == erased_text) return domain::PersonalText::erased();
    return domain::PersonalText(content.buyer.name);
}

/// Of a statement no more than that it was made: what it says is its customer's business.
std::expected<WantedDocument, Problem> content_of(const Services& services, const projections::ReadSnapshot& snapshot,
                                                  const GenuineDocument& document) {
    if (document.what.kind != DocumentKind::statement) return named_document(services, document.tenant, document.what);
    const auto row = snapshot.business(document.tenant);
    if (!row) return std::unexpected(not_found("business"));
    const auto business = view_of(*row, Opener(services.vault, document.tenant));
    WantedDocument wanted;
    wanted.content.seller.name = business.facts.name;
    wanted.content.livemode = row->livemode;
    wanted.content.body = StatementContent{};
    return wanted;
}

Standing standing_of(const Services& services, const projections::ReadSnapshot& snapshot,
                     const GenuineDocument& document) {
    const DocumentToken& what = document.what;
    if (what.kind == DocumentKind::statement)
        return {"As it was", "", "A statement shows an account as it stood on its day."};
    if (what.kind == DocumentKind::credit_note) return {"In force", "good", "Credit notes are never taken back."};
    if (what.kind == DocumentKind::receipt) {
        const auto payment = snapshot.payment(document.tenant, what.subject);
        return payment ? receipt_standing(*payment) : Standing{};
    }
    const auto invoice = snapshot.invoice(document.tenant, what.subject, projections::InvoiceDetails::none);
    const auto today = domain::date_in(zone_of(snapshot, document.tenant), services.now());
    return invoice ? invoice_standing(*invoice, what.version, today) : Standing{};
}

}  // namespace

std::optional<GenuineDocument> genuine_document(const Services& services, const projections::ReadSnapshot& snapshot,
                                                const std::string& token) {
    const auto claimed = claimed_document(token);
    if (!claimed) return std::nullopt;
    const auto tenant = is_of_invoice(claimed->kind) ? snapshot.tenant_of_invoice(claimed->subject)
                                                     : snapshot.tenant_of_document(claimed->subject);
    if (!tenant) return std::nullopt;
    const auto key = services.vault.service_key(std::string(document_key_name));
    const auto what = read_document_token(key, *tenant, token);
    if (!what) return std::nullopt;
    return GenuineDocument{*tenant, *what};
}

std::vector<projections::RenderedRow> copies_of(const projections::ReadSnapshot& snapshot,
                                                const GenuineDocument& document) {
    std::vector<projections::RenderedRow> copies;
    const auto delivery = snapshot.delivery(document.tenant, document.what.subject);
    if (!delivery) return copies;
    std::ranges::copy_if(delivery->documents, std::back_inserter(copies), [&](const projections::RenderedRow& row) {
        return row.kind == document.what.kind && row.document_version == document.what.version;
    });
    return copies;
}

std::expected<VerifyPage, Problem> verify_page_of(const Services& services, const projections::ReadSnapshot& snapshot,
                                                  const GenuineDocument& document, const std::string& token) {
    auto wanted = content_of(services, snapshot, document);
    if (!wanted) return std::unexpected(std::move(wanted.error()));
    const DocumentContent& content = wanted->content;
    VerifyPage page;
    page.token = token;
    page.what = title_of(document.what.kind);
    page.shop = content.seller.name;
    page.number = content.number;
    page.addressee = addressee_of(content);
    if (document.what.kind != DocumentKind::statement) page.dated = content.dated;
    page.amount = amount_of(content);
    if (const auto* invoice = std::get_if<InvoiceContent>(&content.body); invoice != nullptr && invoice->revision > 1)
        page.edition = fmt::format("revision {}", invoice->revision);
    page.standing = standing_of(services, snapshot, document);
    const auto zone = zone_of(snapshot, document.tenant);
    for (const auto& copy : copies_of(snapshot, document))
        page.copies.push_back({eventstore::hex(copy.sha256), copy.bytes, domain::date_in(zone, copy.rendered_at)});
    page.has_proof = (services.merkle != nullptr || !services.primary_url.empty()) &&
                     (!page.copies.empty() || document.what.kind == DocumentKind::invoice);
    page.livemode = content.livemode;
    return page;
}

std::optional<std::int64_t> proving_position(const Services& services, const projections::ReadSnapshot& snapshot,
                                             const GenuineDocument& document) {
    const auto copies = copies_of(snapshot, document);
    if (!copies.empty()) return copies.back().position;
    if (document.what.kind != DocumentKind::invoice) return std::nullopt;
    const Opener opener(services.vault, document.tenant);
    const auto issued = issued_document(services, {document.tenant, domain::StreamType::invoice, document.what.subject},
                                        {document.what.version, any}, opener);
    if (!issued || issued->revision != document.what.version) return std::nullopt;
    return issued->position;
}

}  // namespace suoledger::http
