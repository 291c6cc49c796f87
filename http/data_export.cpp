// SPDX-License-Identifier: Apache-2.0
// Gathering one person's data from read models and from the log.
#include "http/data_export.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <vector>

#include "http/processing_record.hpp"
#include "http/request_views.hpp"
#include "http/rights_views.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::StreamId;
using domain::StreamType;
using domain::Uuid;
namespace json = boost::json;

constexpr std::size_t rows_at_a_time = 200;
constexpr std::int64_t events_at_a_time = 1000;

/// Of one customer, in one snapshot.
class Gathering {
public:
    Gathering(const Services& services, const projections::ReadSnapshot& snapshot, const Uuid& tenant,
              const Uuid& customer)
        : services_(services),
          snapshot_(snapshot),
          tenant_(tenant),
          customer_(customer),
          opener_(services.vault, tenant),
          surroundings_(surroundings_of(services, snapshot, tenant)) {}

    [[nodiscard]] bool is_whole() const { return events_.size() <= max_exported_events; }
    json::array invoices() {
        projections::InvoiceFilter filter;
        filter.customer = customer_;
        auto list = pages([&](const projections::Page& page) { return snapshot_.invoices(tenant_, filter, page); },
                          [&](const projections::InvoiceRow& row) { return invoice(row); });
        filter.status = domain::InvoiceStatus::draft;
        const auto drafts =
            pages([&](const projections::Page& page) { return snapshot_.invoices(tenant_, filter, page); },
                  [&](const projections::InvoiceRow& row) { return invoice(row); });
        for (const auto& draft : drafts) list.push_back(draft);
        return list;
    }
    json::array payments() {
        projections::PaymentFilter filter;
        filter.customer = customer_;
        return pages([&](const projections::Page& page) { return snapshot_.payments(tenant_, filter, page); },
                     [&](const projections::PaymentRow& row) {
                         add_events({tenant_, StreamType::payment, row.id});
                         add_deliveries(row.id);
                         return payment_json(view_of(row, opener_));
                     });
    }
    json::array requests() {
        projections::RequestFilter filter;
        filter.customer = customer_;
        return pages([&](const projections::Page& page) { return snapshot_.requests(tenant_, filter, page); },
                     [&](const projections::RequestRow& row) {
                         add_events({tenant_, StreamType::request, row.id});
                         return request_json(view_of(row, opener_), *services_.privacy, services_.now());
                     });
    }
    /// The customer's own, and those of everything that was asked for before.
    json::array events() {
        add_events({tenant_, StreamType::customer, customer_});
        add_deliveries(customer_);
        return std::move(events_);
    }
    /// Data exports of this person that the log knows of.
    json::array recorded_reads() {
        json::array reads;
        each_event({tenant_, StreamType::access, tenant_}, [&](const eventstore::RecordedEvent& event) {
            const auto opened = opener_.open_any(event);
            const auto* read = std::get_if<domain::PersonalDataRead>(&opened);
            if (read == nullptr || read->subject != customer_) return true;
            reads.push_back(json::object{{"what", domain::to_string(read->what)},
                                         {"position", event.position},
                                         {"recorded_at", domain::to_string(event.recorded_at)}});
            return true;
        });
        return reads;
    }
    /// Ordinary reads by the hour, as far as they are kept.
    json::array counted_reads() {
        json::array reads;
        if (services_.access_log == nullptr) return reads;
        services_.access_log->flush();
        eventstore::AccessQuery query;
        query.tenant = tenant_;
        query.person = customer_;
        query.limit = max_exported_events;
        for (const auto& row : services_.access_log->table().read(query))
            reads.push_back(json::object{{"hour", domain::to_string(row.count.place.hour)},
                                         {"actor", row.count.place.actor},
                                         {"reads", row.count.reads}});
        return reads;
    }

private:
    template <class Read, class Show>
    json::array pages(const Read& read, const Show& show) {
        json::array shown;
        projections::Page page{std::nullopt, rows_at_a_time};
        do {
            const auto slice = read(page);
            for (const auto& row : slice.rows) shown.push_back(show(row));
            page.before = slice.next_before;
        } while (page.before && is_whole());
        return shown;
    }
    json::object invoice(const projections::InvoiceRow& row) {
        add_events({tenant_, StreamType::invoice, row.id});
        add_deliveries(row.id);
        json::object shown =
            invoice_json(view_of(row, snapshot_.invoice_document(tenant_, row), opener_, surroundings_));
        json::array notes;
        for (const auto& note : row.credit_notes)
            notes.push_back(credit_note_json(
                {row.id, note.number, opener_.open<domain::CreditNoteIssued>(note.issued), note.created_at}));
        shown.emplace("credit_notes", std::move(notes));
        // Whoever has the link may pay: it is no data about the person, and copies of an export get around.
        shown.erase("pay_url");
        return shown;
    }
    template <class Visit>
    void each_event(const StreamId& stream, const Visit& visit) {
        for (std::int64_t version = 0;;) {
            const auto events = services_.store.read_stream({stream, version, events_at_a_time});
            for (const auto& event : events) {
                if (!visit(event)) return;
                version = event.stream_version;
            }
            if (std::ssize(events) < events_at_a_time) return;
        }
    }
    void add_events(const StreamId& stream) {
        each_event(stream, [this](const eventstore::RecordedEvent& event) {
            events_.push_back(json::parse(event_json(event, opener_.opened_payload(event))));
            return is_whole();
        });
    }

    /// What was sent, seen and claimed: of most documents nothing was.
    void add_deliveries(const Uuid& subject) {
        if (snapshot_.delivery(tenant_, subject)) add_events({tenant_, StreamType::delivery, subject});
    }

    const Services& services_;
    const projections::ReadSnapshot& snapshot_;
    const Uuid tenant_, customer_;
    const Opener opener_;
    const InvoiceSurroundings surroundings_;
    json::array events_;
};

/// What concerns customers; how keys and members are processed is in the record of processing.
json::array purposes_of_customers() {
    json::array purposes;
    for (const auto& purpose : processing_purposes_json()) {
        const auto& name = purpose.at("purpose").as_string();
        if (name == "invoicing" || name == "customer_relation" || name == "delivery_of_documents" ||
            name == "consent_evidence" || name == "rights_of_people")
            purposes.push_back(purpose);
    }
    return purposes;
}

json::object controller_json(const projections::ReadSnapshot& snapshot, const Opener& opener, const Uuid& tenant) {
    json::object controller{{"id", domain::to_type_id(domain::business_prefix, tenant)}};
    if (const auto row = snapshot.business(tenant)) controller.emplace("name", view_of(*row, opener).facts.name);
    return controller;
}

}  // namespace

std::expected<json::object, Problem> data_export(const Services& services, const Uuid& tenant, const Uuid& customer,
                                                 std::int64_t position) {
    const auto snapshot = services.read_models.snapshot();
    const auto row = snapshot->customer(tenant, customer);
    if (!row) return std::unexpected(not_found("customer"));
    const Opener opener(services.vault, tenant);
    Gathering gathering(services, *snapshot, tenant, customer);
    const PrivacySettings& settings = *services.privacy;
    json::object document{{"object", "data_export"},
                          {"law", data_protection_law},
                          {"position", position},
                          {"exported_at", domain::to_string(snapshot->position().recorded_at)},
                          {"controller", controller_json(*snapshot, opener, tenant)},
                          {"customer", customer_json(view_of(*row, opener))},
                          {"invoices", gathering.invoices()},
                          {"payments", gathering.payments()},
                          {"requests", gathering.requests()},
                          {"events", gathering.events()},
                          {"recorded_reads", gathering.recorded_reads()},
                          {"counted_reads", gathering.counted_reads()},
                          {"source", "The business, and the person's own dealings with it."},
                          {"purposes", purposes_of_customers()},
                          {"retention", retention_rules_json()},
                          {"recipients", recipients_json(settings)},
                          {"transfers_abroad", transfers_json(settings)}};
    if (!gathering.is_whole())
        return std::unexpected(
            Problem{.status = 422,
                    .code = "export_too_large",
                    .detail = "More than 20000 events speak of this person; ask the operator for a bundle."});
    return document;
}

}  // namespace suoledger::http
