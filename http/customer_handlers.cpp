// SPDX-License-Identifier: Apache-2.0
// Customers: registered, looked up through the blind index, changed.
#include <boost/json/serialize.hpp>

#include "eventstore/contacts.hpp"
#include "http/customer_fields.hpp"
#include "http/handlers.hpp"
#include "http/moment.hpp"
#include "http/people_shown.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::StreamId;
using domain::StreamType;
namespace json = boost::json;

struct ContactQuery {
    std::optional<std::string> phone, email;
    [[nodiscard]] bool any() const { return phone || email; }
};

ContactQuery read_contacts(QueryReader& query) {
    ContactQuery contacts{query.text("phone"), query.text("email")};
    if (contacts.phone && !(contacts.phone = eventstore::normalise_phone(*contacts.phone)))
        query.wrong("phone", "must be a phone number, as %2B2348012345678 or 08012345678");
    if (contacts.email && !(contacts.email = eventstore::normalise_email(*contacts.email)))
        query.wrong("email", "must be an e-mail address");
    return contacts;
}

/// The one customer that has every contact asked for.
std::optional<domain::Uuid> owner_of(const Services& services, const domain::Uuid& tenant,
                                     const ContactQuery& contacts) {
    std::optional<domain::Uuid> owner;
    const auto agrees = [&](domain::ReservationKind kind, std::string_view field,
                            const std::optional<std::string>& value) {
        if (!value) return true;
        const auto found = services.store.owner_of({tenant, kind, services.vault.blind_index(tenant, field, *value)});
        if (!found || (owner && *owner != *found)) return false;
        owner = found;
        return true;
    };
    if (!agrees(domain::ReservationKind::customer_phone, "phone", contacts.phone)) return std::nullopt;
    if (!agrees(domain::ReservationKind::customer_email, "email", contacts.email)) return std::nullopt;
    return owner;
}

/// What the log says of a customer now; nullopt: there is none.
struct CustomerHistory {
    domain::CustomerDetails details;
    domain::Timestamp created_at;
};
std::optional<CustomerHistory> read_history(const Services& services, const StreamId& stream) {
    std::optional<CustomerHistory> history;
    const Opener opener(services.vault, stream.tenant);
    constexpr std::int64_t events_at_a_time = 1000;
    std::int64_t version = 0;
    for (;;) {
        const auto events = services.store.read_stream({stream, version, events_at_a_time});
        for (const auto& event : events) {
            const domain::Event opened = opener.open_any(event);
            if (!history) history = CustomerHistory{{}, event.recorded_at};
            if (const auto* registered = std::get_if<domain::CustomerRegistered>(&opened))
                history->details = registered->details;
            if (const auto* changed = std::get_if<domain::CustomerDetailsChanged>(&opened))
                history->details = changed->details;
            version = event.stream_version;
        }
        if (events.size() < events_at_a_time) return history;
    }
}

}  // namespace

Handled register_customer(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    const auto command = read_new_customer(reader, services, request.principal.tenant);
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    const StreamId stream{request.principal.tenant, StreamType::customer, command.customer_id};
    auto render = [stream](const eventstore::Appended& appended) {
        CustomerView view = customer_after(appended, stream, last_event_of(appended, stream).recorded_at);
        view.balances.emplace();  // nothing was ever invoiced to a customer who is new
        view.consents.emplace();
        view.rights.emplace();
        return json_reply(201, customer_json(view));
    };
    return CommandRequest{request.principal.tenant, command, render};
}

Handled change_customer(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto id = id_in_path(request, domain::customer_prefix);
    if (!id) return not_found("customer");
    const auto body = parse_body(request);
    if (!body) return body.error();
    const domain::Uuid tenant = request.principal.tenant;
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    auto command = read_customer_changes(reader, services, tenant);
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    const StreamId stream{tenant, StreamType::customer, *id};
    // From the log, not from a read model: an old contact would make a change fail that should succeed.
    const auto history = read_history(services, stream);
    if (!history) return not_found("customer");
    command.customer_id = *id;
    command.previous_indexes = indexes_of(services, tenant, history->details.phone, history->details.email);
    auto render = [stream, created_at = history->created_at](const eventstore::Appended& appended) {
        return json_reply(200, customer_json(customer_after(appended, stream, created_at)));
    };
    return CommandRequest{tenant, std::move(command), render};
}

Handled get_customer(const Services& services, const Request& request) {
    QueryReader query(request);
    const Moment moment = read_moment(query);
    if (auto problem = query.problem()) return *problem;
    const auto id = id_in_path(request, domain::customer_prefix);
    if (!id) return not_found("customer");
    const auto seen = see(services, request.principal.tenant, moment);
    if (!seen) return seen.error();
    const auto row = seen->snapshot->customer(request.principal.tenant, *id);
    if (!row) return not_found("customer");
    const Opener opener(services.vault, request.principal.tenant);
    const CustomerView view = view_of(*row, opener);
    Response response = seen->answer(customer_json(view));
    if (shows_person(view.details)) response.people.push_back(*id);
    return response;
}

Handled get_statement(const Services& services, const Request& request) {
    QueryReader query(request);
    projections::StatementQuery asked;
    asked.from = query.date("from");
    asked.to = query.date("to");
    asked.currency = query.currency().value_or(domain::Currency::ngn);
    if (asked.from && asked.to && *asked.to < *asked.from) query.wrong("to", "must not be before from");
    if (auto problem = query.problem()) return *problem;
    const auto id = id_in_path(request, domain::customer_prefix);
    if (!id) return not_found("customer");
    asked.customer = *id;
    const auto snapshot = services.read_models.snapshot();
    if (!snapshot->customer(request.principal.tenant, *id)) return not_found("customer");
    const auto statement = snapshot->statement(request.principal.tenant, asked);
    if (!statement.is_whole)
        return Problem{
            .status = 400, .code = "too_many_entries", .detail = "More than 10000 movements; narrow from and to."};
    return json_answer(snapshot->position().position, statement_json(asked, statement));
}

Handled list_customers(const Services& services, const Request& request) {
    const domain::Uuid tenant = request.principal.tenant;
    const auto snapshot = services.read_models.snapshot();
    QueryReader query(request);
    const ContactQuery contacts = read_contacts(query);
    const auto listing = listing_of(services, request, query, *snapshot);
    if (auto problem = query.problem()) return *problem;
    if (!listing) return listing.error();
    // Who holds a phone number is in a table that can be erased, and so in no event.
    if (contacts.any() && !services.primary_url.empty()) return LeftToPrimary{};
    projections::Slice<projections::CustomerRow> slice;
    if (!contacts.any()) {
        slice = snapshot->customers(tenant, listing->page);
    } else if (const auto owner = owner_of(services, tenant, contacts)) {
        if (auto row = snapshot->customer(tenant, *owner)) slice.rows.push_back(*std::move(row));
    }
    const Opener opener(services.vault, tenant);
    std::vector<std::string> elements;
    PeopleShown people;
    for (const auto& row : slice.rows) {
        const CustomerView view = view_of(row, opener);
        if (shows_person(view.details)) people.add(row.id);
        elements.push_back(json::serialize(customer_json(view)));
    }
    std::optional<std::string> next;
    if (slice.next_before) next = listing->next_cursor(*slice.next_before);
    Response response = json_answer(snapshot->position().position, list_json(elements, next));
    response.people = people.take();
    return response;
}

}  // namespace suoledger::http
