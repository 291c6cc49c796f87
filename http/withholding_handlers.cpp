// SPDX-License-Identifier: Apache-2.0
// Tax that a payer kept back from an invoice: recorded, listed, reversed.
#include <algorithm>
#include <boost/json/serialize.hpp>

#include "eventstore/leaf.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/invoice_commanding.hpp"
#include "http/invoice_fields.hpp"
#include "http/people_shown.hpp"

namespace suoledger::http {
namespace {

using domain::WithholdingKind;
using eventstore::Appended;
namespace json = boost::json;

template <class Recorded>
WithholdingView view_of(const Recorded& event, WithholdingKind kind, const domain::Uuid& invoice,
                        domain::Timestamp created_at) {
    return {event.withholding_id, invoice,           kind,       event.currency, event.amount,
            event.withheld_on,    event.certificate, created_at, std::nullopt};
}

template <class Recorded>
void show_recorded(const Appended& appended, WithholdingKind kind, const domain::Uuid& invoice, json::object& reply) {
    const auto& recorded = event_of<Recorded>(appended);
    reply.emplace("withholding", withholding_json(view_of(std::get<Recorded>(recorded.event->event), kind, invoice,
                                                          recorded.recorded_at)));
}

WithholdingView view_of(const projections::WithholdingRow& row, const domain::Uuid& invoice, const Opener& opener) {
    auto view =
        row.kind == WithholdingKind::vat
            ? view_of(opener.open<domain::VatWithheldRecorded>(row.recorded), row.kind, invoice, row.created_at)
            : view_of(opener.open<domain::WithholdingTaxRecorded>(row.recorded), row.kind, invoice, row.created_at);
    view.reversed_at = row.reversed_at;
    return view;
}

template <class Command, class Recorded>
Handled record(const Services& services, const Request& request, WithholdingKind kind) {
    auto commanding = InvoiceCommanding::begin(services, request, InvoiceCommanding::Body::required);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    auto asked = read_withholding(reader);
    Command command{commanding->invoice(), eventstore::new_uuid_v7(services.now()), asked.amount,
                    std::move(asked.certificate), asked.withheld_on};
    const auto beside = [kind, invoice = commanding->invoice()](const Appended& appended, json::object& reply) {
        show_recorded<Recorded>(appended, kind, invoice, reply);
    };
    return commanding->request_of(std::move(command), 201, beside);
}

}  // namespace

Handled record_withholding_tax(const Services& services, const Request& request) {
    return record<domain::RecordWithholdingTax, domain::WithholdingTaxRecorded>(services, request,
                                                                                WithholdingKind::withholding_tax);
}

Handled record_vat_withheld(const Services& services, const Request& request) {
    return record<domain::RecordVatWithheld, domain::VatWithheldRecorded>(services, request, WithholdingKind::vat);
}

Handled reverse_withholding(const Services& services, const Request& request) {
    auto commanding = InvoiceCommanding::begin(services, request, InvoiceCommanding::Body::required);
    if (!commanding) return commanding.error();
    ObjectReader reader = commanding->reader();
    const auto withholding = reader.id("withholding", domain::withholding_prefix, Presence::required);
    domain::ReverseWithholding command{commanding->invoice(), withholding.value_or(domain::Uuid{}),
                                       reader.personal("reason", reason_length)};
    reader.refuse_unknown();
    return commanding->request_of(std::move(command));
}

Handled list_withholdings(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const auto snapshot = services.read_models.snapshot();
    const auto row = snapshot->invoice(request.principal.tenant, *id);
    if (!row) return not_found("invoice");
    const Opener opener(services.vault, request.principal.tenant);
    std::vector<std::string> elements;
    PeopleShown people;
    for (const auto& withholding : row->withholdings) {
        const WithholdingView view = view_of(withholding, row->id, opener);
        if (view.certificate.is_open()) people.add(row->customer);
        elements.push_back(json::serialize(withholding_json(view)));
    }
    std::ranges::reverse(elements);
    Response response = json_answer(snapshot->position().position, list_json(elements, std::nullopt));
    response.people = people.take();
    return response;
}

}  // namespace suoledger::http
