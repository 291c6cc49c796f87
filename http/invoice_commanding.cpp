// SPDX-License-Identifier: Apache-2.0
// From a request on an invoice to its command.
#include "http/invoice_commanding.hpp"

#include <utility>

namespace suoledger::http {

namespace json = boost::json;

std::expected<InvoiceCommanding, Problem> InvoiceCommanding::begin(const Services& services, const Request& request,
                                                                   Body body) {
    if (auto problem = refuse_query(request)) return std::unexpected(*std::move(problem));
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return std::unexpected(not_found("invoice"));
    auto parsed = body == Body::required ? parse_body(request) : parse_optional_body(request);
    if (!parsed) return std::unexpected(parsed.error());
    return InvoiceCommanding(services, {request.principal.tenant, domain::StreamType::invoice, *id},
                             *std::move(parsed));
}

Handled InvoiceCommanding::request_of(domain::Command command, int status, const Beside& beside) {
    if (!errors_.empty()) return invalid_fields(std::move(errors_));
    auto origin = read_invoice_origin(services_, stream_);
    if (!origin) return not_found("invoice");
    const auto snapshot = services_.read_models.snapshot();
    const auto delivery = snapshot->delivery(stream_.tenant, stream_.id);
    const auto surroundings = surroundings_of(services_, *snapshot, stream_.tenant);
    origin->pay_url = invoice_pay_url(surroundings, stream_.id, delivery ? delivery->pay_link_generation : 0);
    auto render = [stream = stream_, origin = *std::move(origin), status, beside,
                   today = surroundings.today](const eventstore::Appended& appended) {
        const InvoiceView invoice = invoice_after(appended, stream, origin, today);
        if (!beside) return text_reply(status, invoice_text(invoice));
        json::object reply;
        beside(appended, reply);
        reply.emplace("invoice", invoice_json(invoice));
        return json_reply(status, reply);
    };
    return CommandRequest{stream_.tenant, std::move(command), render};
}

}  // namespace suoledger::http
