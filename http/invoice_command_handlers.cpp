// SPDX-License-Identifier: Apache-2.0
// Commands on invoices: draft or issue, revise, cancel, write off, credit.
#include "eventstore/leaf.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/invoice_commanding.hpp"
#include "http/invoice_fields.hpp"

namespace suoledger::http {
namespace {

using domain::StreamId;
using domain::StreamType;
using eventstore::Appended;
namespace json = boost::json;
using Body = InvoiceCommanding::Body;

}  // namespace

Handled issue_invoice(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    const domain::Uuid tenant = request.principal.tenant;
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    auto given = read_new_invoice(reader, services, tenant);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    auto request_of = [&services, &tenant](auto& command) {
        const StreamId stream{tenant, StreamType::invoice, command.invoice_id};
        const auto surroundings = surroundings_of(services, *services.read_models.snapshot(), tenant);
        InvoiceOrigin origin;
        origin.pay_url = invoice_pay_url(surroundings, command.invoice_id, 0);
        auto render = [stream, origin = std::move(origin), today = surroundings.today](const Appended& appended) {
            return text_reply(201, invoice_text(invoice_after(appended, stream, origin, today)));
        };
        return CommandRequest{tenant, std::move(command), render};
    };
    return std::visit(request_of, given);
}

Handled revise_invoice(const Services& services, const Request& request) {
    auto commanding = InvoiceCommanding::begin(services, request, Body::required);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    auto command = read_revision(reader);
    command.invoice_id = commanding->invoice();
    return commanding->request_of(std::move(command));
}

Handled cancel_invoice(const Services& services, const Request& request) {
    auto commanding = InvoiceCommanding::begin(services, request);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    domain::CancelInvoice command{commanding->invoice(), reader.personal("reason", reason_length)};
    reader.refuse_unknown();
    return commanding->request_of(std::move(command));
}

Handled write_off_invoice(const Services& services, const Request& request) {
    auto commanding = InvoiceCommanding::begin(services, request);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    domain::WriteOffInvoice command{commanding->invoice(), reader.personal("reason", reason_length),
                                    reader.date("written_off_on")};
    reader.refuse_unknown();
    return commanding->request_of(std::move(command));
}

Handled issue_credit_note(const Services& services, const Request& request) {
    auto commanding = InvoiceCommanding::begin(services, request);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    auto command = read_credit_note(reader);
    command.invoice_id = commanding->invoice();
    command.credit_note_id = eventstore::new_uuid_v7(services.now());
    const auto beside = [invoice = commanding->invoice()](const Appended& appended, json::object& reply) {
        const auto& issued = event_of<domain::CreditNoteIssued>(appended);
        const auto& document = std::get<domain::CreditNoteIssued>(issued.event->event);
        reply.emplace("credit_note", credit_note_json({invoice, issued.series_number, document, issued.recorded_at}));
    };
    return commanding->request_of(std::move(command), 201, beside);
}

}  // namespace suoledger::http
