// SPDX-License-Identifier: Apache-2.0
// From rows to the payer's page.
#include "http/pay_page_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "http/document_token.hpp"
#include "http/pages/html.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

/// Of the newest claims; a page need not show twenty.
constexpr std::size_t max_claims = 3;
constexpr std::size_t max_files = 8;

std::vector<ShownClaim> claims_of(const PayerInvoice& found) {
    std::vector<ShownClaim> shown;
    if (!found.delivery) return shown;
    const auto& claims = found.delivery->claims;
    for (std::size_t i = claims.size() - std::min(max_claims, claims.size()); i < claims.size(); ++i)
        shown.push_back({claims[i].amount, claims[i].claimed_on, claims[i].rejection.has_value()});
    return shown;
}

/// Until the end of tomorrow, so that the page stays the same for a day.
std::int64_t end_of_links(domain::Timestamp now) {
    constexpr std::int64_t day_seconds = 86'400, day_us = day_seconds * 1'000'000;
    return (now.microseconds / day_us + 2) * day_seconds;
}

std::vector<ShownFile> files_of(const Services& services, const projections::ReadSnapshot& snapshot,
                                const PayerInvoice& found, const std::string& number) {
    std::vector<ShownFile> files;
    if (services.documents == nullptr) return files;
    const auto key = services.vault.service_key(std::string(document_key_name));
    const std::int64_t end = end_of_links(services.now());
    const auto add = [&](std::string label, domain::DocumentKind kind, const domain::Uuid& subject,
                         std::int64_t version) {
        files.push_back({std::move(label), document_url("", key, found.tenant, {kind, subject, version, end})});
    };
    add("Invoice " + number + " (PDF)", domain::DocumentKind::invoice, found.row.id, found.row.revision);
    const Opener opener(services.vault, found.tenant);
    for (const auto& note : found.row.credit_notes) {
        if (files.size() >= max_files) break;
        const auto format = opener.open<domain::CreditNoteIssued>(note.issued).number_format;
        add("Credit note " + domain::format_number(format, note.number) + " (PDF)", domain::DocumentKind::credit_note,
            found.row.id, note.number);
    }
    const projections::Page page{.before = {}, .limit = max_files};
    for (const auto& payment : snapshot.payments(found.tenant, {.invoice = found.row.id}, page).rows)
        if (files.size() < max_files && payment.received)
            add("Receipt of " + shown_money({payment.amount, payment.currency}) + " (PDF)",
                domain::DocumentKind::receipt, payment.id, payment.version);
    return files;
}

bool has_email(const Services& services, const projections::ReadSnapshot& snapshot, const PayerInvoice& found) {
    const auto customer = snapshot.customer(found.tenant, found.row.customer);
    if (!customer || customer->erasure) return false;
    return view_of(*customer, Opener(services.vault, found.tenant), false).details.email.is_open();
}

}  // namespace

PayPage pay_page_of(const Services& services, const projections::ReadSnapshot& snapshot, const PayerInvoice& found,
                    std::string_view token) {
    PayerView view = payer_view(services, snapshot, found);
    PayPage page;
    page.token = token;
    page.number = domain::format_number(view.document.number_format, view.number);
    page.revision = view.revision;
    page.document = std::move(view.document);
    page.figures = view.figures;
    page.today = view.today;
    page.claims = claims_of(found);
    page.takes_online_payment = view.can_pay_online;
    page.needs_email = view.can_pay_online && !has_email(services, snapshot, found);
    page.files = files_of(services, snapshot, found, page.number);
    page.live_status = boost::json::serialize(payer_status_json({page.revision, page.figures}));
    return page;
}

}  // namespace suoledger::http
