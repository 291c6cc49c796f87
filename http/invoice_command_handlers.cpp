// SPDX-License-Identifier: Apache-2.0
// Commands on invoices: issue, cancel, credit.
#include <boost/json/serialize.hpp>

#include "eventstore/leaf.hpp"
#include "http/handlers.hpp"
#include "http/invoice_fields.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::InvoiceIssued;
using domain::StreamId;
using domain::StreamType;
using eventstore::Appended;
namespace json = boost::json;

eventstore::Reply reply_of(int status, const json::object& object) {
    const std::string body = json::serialize(object);
    return {status, body, body};
}

InvoiceSurroundings surroundings_of(const Services& services, const domain::Uuid& tenant) {
    return http::surroundings_of(services, *services.read_models.snapshot(), tenant);
}

}  // namespace

Handled issue_invoice(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    const domain::Uuid tenant = request.principal.tenant;
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    auto command = read_new_invoice(reader, services, tenant);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    const StreamId stream{tenant, StreamType::invoice, command.invoice_id};
    auto render = [stream, surroundings = surroundings_of(services, tenant)](const Appended& appended) {
        const auto origin = origin_of<InvoiceIssued>(event_of<InvoiceIssued>(appended));
        return reply_of(201, invoice_json(invoice_after(appended, stream, origin, surroundings)));
    };
    return CommandRequest{tenant, std::move(command), render};
}

Handled cancel_invoice(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const auto body = parse_optional_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::CancelInvoice command{*id, reader.personal("reason", {1, 500})};
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    const domain::Uuid tenant = request.principal.tenant;
    const StreamId stream{tenant, StreamType::invoice, *id};
    auto origin = read_origin<InvoiceIssued>(services, stream);
    if (!origin) return not_found("invoice");
    auto render = [stream, origin = *std::move(origin),
                   surroundings = surroundings_of(services, tenant)](const Appended& appended) {
        return reply_of(200, invoice_json(invoice_after(appended, stream, origin, surroundings)));
    };
    return CommandRequest{tenant, std::move(command), render};
}

Handled issue_credit_note(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const auto body = parse_optional_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    auto command = read_credit_note(reader);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    command.invoice_id = *id;
    command.credit_note_id = eventstore::new_uuid_v7(services.now());
    const domain::Uuid tenant = request.principal.tenant;
    const StreamId stream{tenant, StreamType::invoice, *id};
    auto origin = read_origin<InvoiceIssued>(services, stream);
    if (!origin) return not_found("invoice");
    auto render = [stream, origin = *std::move(origin),
                   surroundings = surroundings_of(services, tenant)](const Appended& appended) {
        const auto& issued = event_of<domain::CreditNoteIssued>(appended);
        const CreditNoteView credit_note{stream.id, issued.series_number,
                                         std::get<domain::CreditNoteIssued>(issued.event->event), issued.recorded_at};
        return reply_of(201, {{"credit_note", credit_note_json(credit_note)},
                              {"invoice", invoice_json(invoice_after(appended, stream, origin, surroundings))}});
    };
    return CommandRequest{tenant, std::move(command), render};
}

}  // namespace suoledger::http
