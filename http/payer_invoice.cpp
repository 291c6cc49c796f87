// SPDX-License-Identifier: Apache-2.0
// From a pay token to the invoice that it shows.
#include "http/payer_invoice.hpp"

#include <boost/json/array.hpp>

#include "http/checkout_port.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

Problem nothing_here() { return {.status = 404, .code = "not_found", .detail = "There is nothing under this path."}; }
Problem renewed() {
    return {.status = 410,
            .code = "pay_link_renewed",
            .detail = "This link was replaced by a newer one; ask the shop for it."};
}

json::array lines_json(const std::vector<domain::InvoiceLine>& lines) {
    json::array made;
    for (const domain::InvoiceLine& line : lines)
        made.push_back(json::object{{"description", personal_json(line.description)},
                                    {"quantity", quantity_text(line.quantity_thousandths)},
                                    {"unit_price", line.unit_price},
                                    {"discount", line.discount},
                                    {"vat_treatment", domain::to_string(line.vat_treatment)},
                                    {"vat_rate_bps", line.vat_rate_bps},
                                    {"amount", line.amount},
                                    {"vat", line.vat}});
    return made;
}

json::value claim_json(const std::optional<PayerClaim>& claim) {
    if (!claim) return nullptr;
    return json::object{{"amount", claim->amount},
                        {"revision", claim->revision},
                        {"claimed_on", domain::to_string(claim->claimed_on)},
                        {"status", claim->rejected ? "rejected" : "claimed"}};
}

std::optional<PayerClaim> last_claim_of(const std::optional<projections::DeliveryRow>& delivery) {
    if (!delivery || delivery->claims.empty()) return std::nullopt;
    const projections::TransferClaimRow& last = delivery->claims.back();
    return PayerClaim{last.amount, last.revision, last.claimed_on, last.rejection.has_value()};
}

/// Money can be asked for while something is due on an open invoice, of the provider's own mode.
bool can_pay_online(const Services& services, const PayerView& view) {
    if (services.checkout == nullptr || services.checkout->livemode() != view.document.livemode) return false;
    return domain::amount_due_of(view.figures) > 0 && !view.figures.cancelled && view.figures.written_off == 0;
}

}  // namespace

std::expected<PayerInvoice, Problem> find_payer_invoice(const Services& services,
                                                        const projections::ReadSnapshot& snapshot,
                                                        std::string_view token) {
    const auto link = read_pay_token(services.vault.service_key(std::string(pay_link_key_name)), token);
    if (!link) return std::unexpected(nothing_here());
    const auto tenant = snapshot.tenant_of_invoice(link->invoice);
    if (!tenant) return std::unexpected(nothing_here());
    auto row = snapshot.invoice(*tenant, link->invoice);
    if (!row || row->figures.draft) return std::unexpected(nothing_here());
    if (link->generation < row->pay_link_generation) return std::unexpected(renewed());
    return PayerInvoice{*tenant, *std::move(row), snapshot.delivery(*tenant, link->invoice)};
}

PayerView payer_view(const Services& services, const projections::ReadSnapshot& snapshot, const PayerInvoice& found) {
    const Opener opener(services.vault, found.tenant);
    const auto surroundings = surroundings_of(services, snapshot, found.tenant);
    InvoiceView invoice = view_of(found.row, snapshot.invoice_document(found.tenant, found.row), opener, surroundings);
    PayerView view;
    view.tenant = found.tenant;
    view.id = found.row.id;
    view.number = found.row.number;
    view.revision = found.row.revision;
    view.document = std::move(invoice.document);
    view.figures = found.row.figures;
    view.today = surroundings.today;
    view.last_claim = last_claim_of(found.delivery);
    view.can_pay_online = can_pay_online(services, view);
    view.updated_at = found.row.updated_at;
    return view;
}

json::object payer_json(const PayerView& view) {
    const domain::InvoiceIssued& document = view.document;
    const std::int64_t due = domain::amount_due_of(view.figures);
    const auto due_on = document.due_on ? json::value(domain::to_string(*document.due_on)) : json::value(nullptr);
    return {{"object", "payer_invoice"},
            {"number", domain::format_number(document.number_format, view.number)},
            {"status", domain::to_string(domain::status_of(view.figures))},
            {"overdue", domain::is_overdue(due, document.due_on, view.today)},
            {"revision", view.revision},
            {"seller", json::object{{"name", document.seller.name},
                                    {"address", personal_json(document.seller.address)},
                                    {"tax_id", personal_json(document.seller.tax_id)},
                                    {"bank_account", personal_json(document.seller.bank_account)}}},
            {"buyer", json::object{{"name", personal_json(document.buyer.name)}}},
            {"currency", domain::to_string(document.currency)},
            {"prices_include_vat", document.prices_include_vat},
            {"lines", lines_json(document.lines)},
            {"discount", document.discount},
            {"subtotal", document.totals.subtotal},
            {"vat", document.totals.vat},
            {"total", document.totals.total},
            {"amount_paid", view.figures.allocated},
            {"amount_credited", view.figures.credited},
            {"amount_withheld", view.figures.withheld},
            {"amount_due", due},
            {"issued_on", domain::to_string(document.issued_on)},
            {"due_on", due_on},
            {"notes", personal_json(document.notes)},
            {"transfer_claim", claim_json(view.last_claim)},
            {"can_pay_online", view.can_pay_online},
            {"livemode", document.livemode}};
}

json::object payer_status_json(const PayerStatus& status) {
    return {{"object", "payer_status"},
            {"status", domain::to_string(domain::status_of(status.figures))},
            {"revision", status.revision},
            {"amount_paid", status.figures.allocated},
            {"amount_due", domain::amount_due_of(status.figures)}};
}

}  // namespace suoledger::http
