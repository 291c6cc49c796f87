// SPDX-License-Identifier: Apache-2.0
// Views of invoices: drafts, issued ones and revised ones look alike.
#include <algorithm>
#include <utility>

#include "eventstore/overtaken.hpp"
#include "http/pay_link.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::InvoiceIssued;
using domain::InvoiceRevised;
using domain::StreamId;
using eventstore::Appended;

/// A draft as the document that it would become.
InvoiceIssued document_of(domain::InvoiceDraft draft) {
    InvoiceIssued document;
    document.customer = draft.customer;
    document.currency = draft.currency;
    document.prices_include_vat = draft.prices_include_vat;
    document.vat_rule_set = std::move(draft.vat_rule_set);
    document.lines = std::move(draft.lines);
    document.discount = draft.discount;
    document.totals = draft.totals;
    document.due_on = draft.due_on;
    document.notes = std::move(draft.notes);
    document.metadata = std::move(draft.metadata);
    document.livemode = draft.livemode;
    return document;
}

/// nullopt: the event holds none.
std::optional<InvoiceIssued> document_in(domain::Event event) {
    if (auto* issued = std::get_if<InvoiceIssued>(&event)) return std::move(*issued);
    if (auto* revised = std::get_if<InvoiceRevised>(&event)) return std::move(revised->document);
    if (auto* drafted = std::get_if<domain::InvoiceDrafted>(&event)) return document_of(std::move(drafted->draft));
    if (auto* changed = std::get_if<domain::DraftChanged>(&event)) return document_of(std::move(changed->draft));
    return std::nullopt;
}

bool holds_document(const eventstore::RecordedEvent& event) {
    return event.event_type == "invoice_issued" || event.event_type == "invoice_revised";
}

/// The origin as this append leaves it.
InvoiceOrigin origin_after(const Appended& appended, const StreamId& stream, InvoiceOrigin origin) {
    for (const auto& event : appended.events) {
        if (event.event->stream != stream) continue;
        if (event.stream_version == 1) origin.created_at = event.recorded_at;
        if (const auto* issued = std::get_if<InvoiceIssued>(&event.event->event)) {
            origin.document = *issued;
            origin.revision = 1;
            origin.number = event.series_number;
        }
        if (const auto* revised = std::get_if<InvoiceRevised>(&event.event->event)) {
            origin.document = revised->document;
            origin.revision = revised->revision;
        }
    }
    return origin;
}

}  // namespace

InvoiceSurroundings surroundings_on(const Services& services, domain::Date today) {
    return {today, services.public_url, services.vault.service_key(std::string(pay_link_key_name))};
}

InvoiceSurroundings surroundings_of(const Services& services, const projections::ReadSnapshot& snapshot,
                                    const domain::Uuid& tenant) {
    return surroundings_on(services, domain::date_in(zone_of(snapshot, tenant), services.now()));
}

std::string invoice_pay_url(const InvoiceSurroundings& surroundings, const domain::Uuid& invoice,
                            std::int64_t generation) {
    return pay_url(surroundings.public_url, surroundings.pay_link_key,
                   {invoice, static_cast<std::uint16_t>(generation)});
}

InvoiceView view_of(const projections::InvoiceRow& row, const projections::StoredPayload& stored, const Opener& opener,
                    const InvoiceSurroundings& surroundings) {
    InvoiceView view;
    view.id = row.id;
    view.version = row.version;
    view.revision = row.revision;
    view.number = row.number;
    auto document = document_in(opener.open_any(stored));
    if (!document) throw eventstore::CodecFault("an invoice's row holds no document");
    view.document = *std::move(document);
    view.figures = row.figures;
    view.today = surroundings.today;
    view.pay_url = invoice_pay_url(surroundings, row.id, row.pay_link_generation);
    view.created_at = row.created_at;
    view.updated_at = row.updated_at;
    return view;
}

std::optional<InvoiceOrigin> read_invoice_origin(const Services& services, const StreamId& stream) {
    std::optional<InvoiceOrigin> origin;
    const Opener opener(services.vault, stream.tenant);
    constexpr std::int64_t events_at_a_time = 1000;
    std::int64_t version = 0;
    for (;;) {
        const auto events = services.store.read_stream({stream, version, events_at_a_time});
        for (const auto& event : events) {
            if (!origin) origin = InvoiceOrigin{std::nullopt, 0, 0, event.recorded_at, {}};
            version = event.stream_version;
            if (!holds_document(event)) continue;
            origin->document = document_in(opener.open_any(event));
            origin->revision += 1;
            if (event.series_number != 0) origin->number = event.series_number;
        }
        if (std::ssize(events) < events_at_a_time) return origin;
    }
}

InvoiceView invoice_after(const Appended& appended, const StreamId& stream, const InvoiceOrigin& as_read,
                          domain::Date today) {
    const auto& state = std::get<domain::InvoiceState>(state_after(appended, stream));
    const auto& last = last_event_of(appended, stream);
    InvoiceOrigin origin = origin_after(appended, stream, as_read);
    // The decision may have been taken again behind a command that nobody had read of.
    if (!state.draft && (origin.number == 0 || origin.revision != state.revision)) throw eventstore::Overtaken();
    InvoiceView view;
    view.id = stream.id;
    view.version = last.stream_version;
    view.revision = state.revision;
    view.number = origin.number;
    view.document = state.draft ? document_of(*state.draft) : *std::move(origin.document);
    view.figures = domain::figures_of(state);
    view.today = today;
    view.pay_url = std::move(origin.pay_url);
    view.created_at = origin.created_at;
    view.updated_at = last.recorded_at;
    return view;
}

}  // namespace suoledger::http
