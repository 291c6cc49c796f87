// SPDX-License-Identifier: Apache-2.0
// Representations of invoices and credit notes.
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "http/representations.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

json::array lines_json(const std::vector<domain::InvoiceLine>& lines) {
    json::array list;
    list.reserve(lines.size());
    for (const domain::InvoiceLine& line : lines)
        list.push_back(json::object{{"description", personal_json(line.description)},
                                    {"quantity", quantity_text(line.quantity_thousandths)},
                                    {"unit_price", line.unit_price},
                                    {"discount", line.discount},
                                    {"vat_treatment", domain::to_string(line.vat_treatment)},
                                    {"vat_rate_bps", line.vat_rate_bps},
                                    {"discount_share", line.discount_share},
                                    {"amount", line.amount},
                                    {"vat", line.vat}});
    return list;
}

json::object metadata_json(const domain::Metadata& metadata) {
    json::object object;
    for (const auto& [name, value] : metadata) object.emplace(name, personal_json(value));
    return object;
}

}  // namespace

json::value customer_value(const std::optional<json::object>& expanded, const std::optional<domain::Uuid>& customer) {
    if (expanded) return *expanded;
    if (!customer) return nullptr;
    return json::value(domain::to_type_id(domain::customer_prefix, *customer));
}

json::object invoice_json(const InvoiceView& invoice) {
    const domain::InvoiceIssued& document = invoice.document;
    const domain::InvoiceFigures& figures = invoice.figures;
    const std::int64_t amount_due = domain::amount_due_of(figures);
    const auto of_issued = [&figures](const std::string& text) {
        return figures.draft ? json::value(nullptr) : json::value(text);
    };
    const auto due_on = document.due_on ? json::value(domain::to_string(*document.due_on)) : json::value(nullptr);
    return {{"id", domain::to_type_id(domain::invoice_prefix, invoice.id)},
            {"object", "invoice"},
            {"number", of_issued(domain::format_number(document.number_format, invoice.number))},
            {"status", domain::to_string(domain::status_of(figures))},
            {"overdue", domain::is_overdue(amount_due, document.due_on, invoice.today)},
            {"version", invoice.version},
            {"revision", invoice.revision},
            {"customer", customer_value(invoice.expanded_customer, document.customer)},
            {"currency", domain::to_string(document.currency)},
            {"prices_include_vat", document.prices_include_vat},
            {"lines", lines_json(document.lines)},
            {"discount", document.discount},
            {"subtotal", document.totals.subtotal},
            {"vat", document.totals.vat},
            {"total", document.totals.total},
            {"amount_allocated", figures.allocated},
            {"amount_credited", figures.credited},
            {"amount_withheld", figures.withheld},
            {"amount_written_off", figures.written_off},
            {"amount_due", amount_due},
            {"issued_on", of_issued(domain::to_string(document.issued_on))},
            {"due_on", due_on},
            {"notes", personal_json(document.notes)},
            {"metadata", metadata_json(document.metadata)},
            {"pay_url", of_issued(invoice.pay_url)},
            {"created_at", domain::to_string(invoice.created_at)},
            {"updated_at", domain::to_string(invoice.updated_at)},
            {"livemode", document.livemode}};
}

json::object credit_note_json(const CreditNoteView& credit_note) {
    const domain::CreditNoteIssued& document = credit_note.document;
    json::array lines;
    for (const domain::CreditedLine& line : document.lines)
        lines.push_back(json::object{{"line", line.line}, {"amount", line.amount}, {"vat", line.vat}});
    return {{"id", domain::to_type_id(credit_note_prefix, document.credit_note_id)},
            {"object", "credit_note"},
            {"number", domain::format_number(document.number_format, credit_note.number)},
            {"invoice", domain::to_type_id(domain::invoice_prefix, credit_note.invoice)},
            {"currency", domain::to_string(document.currency)},
            {"lines", std::move(lines)},
            {"subtotal", document.totals.subtotal},
            {"vat", document.totals.vat},
            {"total", document.totals.total},
            {"issued_on", domain::to_string(document.issued_on)},
            {"reason", personal_json(document.reason)},
            {"created_at", domain::to_string(credit_note.created_at)}};
}

json::object withholding_json(const WithholdingView& withholding) {
    const auto reversed_at =
        withholding.reversed_at ? json::value(domain::to_string(*withholding.reversed_at)) : json::value(nullptr);
    return {{"id", domain::to_type_id(domain::withholding_prefix, withholding.id)},
            {"object", "withholding"},
            {"kind", domain::to_string(withholding.kind)},
            {"invoice", domain::to_type_id(domain::invoice_prefix, withholding.invoice)},
            {"currency", domain::to_string(withholding.currency)},
            {"amount", withholding.amount},
            {"withheld_on", domain::to_string(withholding.withheld_on)},
            {"certificate", personal_json(withholding.certificate)},
            {"reversed_at", reversed_at},
            {"created_at", domain::to_string(withholding.created_at)}};
}

}  // namespace suoledger::http
