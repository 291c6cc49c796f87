// SPDX-License-Identifier: Apache-2.0
// Representations of invoices and credit notes.
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "eventstore/json_text.hpp"
#include "http/representations.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;
using eventstore::JsonText;

// With a line or two.
constexpr std::size_t usual_bytes = 1024;

void write_lines(JsonText& out, const std::vector<domain::InvoiceLine>& lines) {
    out.name("lines").begin_array();
    for (const domain::InvoiceLine& line : lines) {
        out.begin_object();
        out.member("description", line.description);
        out.member("quantity", quantity_text(line.quantity_thousandths));
        out.member("unit_price", line.unit_price);
        out.member("discount", line.discount);
        out.member("vat_treatment", domain::to_string(line.vat_treatment));
        out.member("vat_rate_bps", std::int64_t{line.vat_rate_bps});
        out.member("discount_share", line.discount_share);
        out.member("amount", line.amount);
        out.member("vat", line.vat);
        out.end_object();
    }
    out.end_array();
}

void write_metadata(JsonText& out, const domain::Metadata& metadata) {
    out.name("metadata").begin_object();
    for (const auto& [name, value] : metadata) out.member(name, value);
    out.end_object();
}

template <class Value>
void write_optional(JsonText& out, std::string_view name, bool is_there, const Value& value) {
    if (is_there)
        out.member(name, value);
    else
        out.member(name, nullptr);
}

}  // namespace

json::value customer_value(const std::optional<json::object>& expanded, const std::optional<domain::Uuid>& customer) {
    if (expanded) return *expanded;
    if (!customer) return nullptr;
    return json::value(domain::to_type_id(domain::customer_prefix, *customer));
}

std::string invoice_text(const InvoiceView& invoice) {
    const domain::InvoiceIssued& document = invoice.document;
    const domain::InvoiceFigures& figures = invoice.figures;
    const std::int64_t amount_due = domain::amount_due_of(figures);
    const bool is_issued = !figures.draft;
    JsonText out(usual_bytes);
    out.begin_object();
    out.member("id", domain::to_type_id(domain::invoice_prefix, invoice.id));
    out.member("object", "invoice");
    write_optional(out, "number", is_issued, domain::format_number(document.number_format, invoice.number));
    out.member("status", domain::to_string(domain::status_of(figures)));
    out.member("overdue", domain::is_overdue(amount_due, document.due_on, invoice.today));
    out.member("version", invoice.version);
    out.member("revision", invoice.revision);
    if (invoice.expanded_customer)
        out.name("customer").raw(json::serialize(*invoice.expanded_customer));
    else
        out.member("customer", domain::to_type_id(domain::customer_prefix, document.customer));
    out.member("currency", domain::to_string(document.currency));
    out.member("prices_include_vat", document.prices_include_vat);
    write_lines(out, document.lines);
    out.member("discount", document.discount);
    out.member("subtotal", document.totals.subtotal);
    out.member("vat", document.totals.vat);
    out.member("total", document.totals.total);
    out.member("amount_allocated", figures.allocated);
    out.member("amount_credited", figures.credited);
    out.member("amount_withheld", figures.withheld);
    out.member("amount_written_off", figures.written_off);
    out.member("amount_due", amount_due);
    write_optional(out, "issued_on", is_issued, domain::to_string(document.issued_on));
    write_optional(out, "due_on", document.due_on.has_value(),
                   domain::to_string(document.due_on.value_or(domain::Date{})));
    out.member("notes", document.notes);
    write_metadata(out, document.metadata);
    write_optional(out, "pay_url", is_issued, invoice.pay_url);
    out.member("created_at", domain::to_string(invoice.created_at));
    out.member("updated_at", domain::to_string(invoice.updated_at));
    out.member("livemode", document.livemode);
    out.end_object();
    return out.take();
}

json::object invoice_json(const InvoiceView& invoice) {
    return std::move(json::parse(invoice_text(invoice)).as_object());
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
