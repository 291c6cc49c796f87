// SPDX-License-Identifier: Apache-2.0
// Commands on drafts: change, discard, issue.
#include "http/handlers.hpp"
#include "http/invoice_commanding.hpp"
#include "http/invoice_fields.hpp"

namespace suoledger::http {

namespace json = boost::json;

Handled change_draft(const Services& services, const Request& request) {
    auto commanding = InvoiceCommanding::begin(services, request, InvoiceCommanding::Body::required);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    auto command = read_draft_change(reader, services, request.principal.tenant);
    command.invoice_id = commanding->invoice();
    return commanding->request_of(std::move(command));
}

Handled discard_draft(const Services&, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    if (auto problem = refuse_body(request)) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    auto render = [id = *id](const eventstore::Appended&) {
        return json_reply(
            200, {{"id", domain::to_type_id(domain::invoice_prefix, id)}, {"object", "invoice"}, {"discarded", true}});
    };
    return CommandRequest{request.principal.tenant, domain::DiscardDraft{*id}, render};
}

Handled issue_draft(const Services& services, const Request& request) {
    auto commanding = InvoiceCommanding::begin(services, request);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    domain::IssueDraft command{commanding->invoice(), reader.date("issued_on")};
    reader.refuse_unknown();
    return commanding->request_of(std::move(command));
}

}  // namespace suoledger::http
