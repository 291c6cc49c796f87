// SPDX-License-Identifier: Apache-2.0
// Payments: money that arrived is booked, then allocated.
#include <boost/json/serialize.hpp>

#include "eventstore/leaf.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/payment_change.hpp"
#include "http/people_shown.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::PaymentReceived;
using domain::StreamId;
using domain::StreamType;
using eventstore::Appended;
using projections::PaymentRow;
namespace json = boost::json;

domain::RecordManualPayment read_payment(ObjectReader& reader) {
    domain::RecordManualPayment command;
    command.amount.minor_units = reader.integer("amount", positive_amount, Presence::required).value_or(0);
    command.amount.currency = reader.one_of<domain::Currency>("currency", &domain::parse_currency, "NGN, USD")
                                  .value_or(domain::Currency::ngn);
    constexpr std::string_view methods = "bank_transfer, cash, card, pos";
    const auto method =
        reader.one_of<domain::PaymentMethod>("method", &domain::parse_payment_method, methods, Presence::required);
    if (method == domain::PaymentMethod::provider) reader.wrong("method", "must be one of " + std::string(methods));
    command.method = method.value_or(command.method);
    command.reference = reader.personal("reference", reference_length);
    command.received_at = reader.timestamp("received_at");
    command.invoice = reader.id("invoice", domain::invoice_prefix, Presence::optional);
    command.customer = reader.id("customer", domain::customer_prefix, Presence::optional);
    reader.refuse_unknown();
    return command;
}

/// What allocate and deallocate have in common.
struct ShareRequest {
    domain::Uuid payment, invoice;
    std::optional<std::int64_t> amount;
};
std::expected<ShareRequest, Problem> read_share(const Request& request) {
    if (auto problem = refuse_query(request)) return std::unexpected(*std::move(problem));
    const auto payment = id_in_path(request, domain::payment_prefix);
    if (!payment) return std::unexpected(not_found("payment"));
    const auto body = parse_body(request);
    if (!body) return std::unexpected(body.error());
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    const auto invoice = reader.id("invoice", domain::invoice_prefix, Presence::required);
    const auto amount = reader.integer("amount", positive_amount, Presence::optional);
    reader.refuse_unknown();
    if (!errors.empty()) return std::unexpected(invalid_fields(std::move(errors)));
    return ShareRequest{*payment, *invoice, amount};
}

/// Shows rows of one tenant, customers on demand.
class PaymentPrinter {
public:
    PaymentPrinter(const Services& services, const projections::ReadSnapshot& snapshot, const domain::Uuid& tenant,
                   bool expand)
        : opener_(services.vault, tenant), snapshot_(snapshot), tenant_(tenant), expand_(expand) {}

    [[nodiscard]] json::object object(const PaymentRow& row) {
        PaymentView view = view_of(row, opener_);
        if (shows_person(view)) people_.add(row.customer);
        if (!expand_ || !row.customer) return payment_json(view);
        if (const auto customer = snapshot_.customer(tenant_, *row.customer)) {
            const CustomerView expanded = view_of(*customer, opener_, false);
            if (shows_person(expanded.details)) people_.add(row.customer);
            view.expanded_customer = customer_json(expanded);
        }
        return payment_json(view);
    }
    [[nodiscard]] std::vector<domain::Uuid> take_people() { return people_.take(); }

private:
    const Opener opener_;
    const projections::ReadSnapshot& snapshot_;
    const domain::Uuid tenant_;
    const bool expand_;
    PeopleShown people_;
};

/// Days in the zone of the business, as the moments they begin and end.
void read_received(QueryReader& query, const domain::Zone& zone, projections::PaymentFilter& filter) {
    if (const auto from = query.date("received_from")) filter.received_from = domain::start_of(zone, *from);
    if (const auto to = query.date("received_to"))
        filter.received_before = domain::start_of(zone, domain::Date{to->days + 1});
}

projections::PaymentFilter read_filter(QueryReader& query, const domain::Zone& zone) {
    projections::PaymentFilter filter;
    filter.invoice = query.id("invoice", domain::invoice_prefix);
    filter.customer = query.id("customer", domain::customer_prefix);
    filter.method = query.one_of<domain::PaymentMethod>("method", &domain::parse_payment_method,
                                                        "bank_transfer, cash, card, pos, provider");
    filter.status = query.one_of<domain::PaymentStatus>("status", &domain::parse_payment_status,
                                                        "initiated, open, failed, received");
    filter.currency = query.currency();
    read_received(query, zone, filter);
    filter.unallocated = query.boolean("unallocated");
    return filter;
}

Problem refuse_without_money(const Services& services, const StreamId& stream) {
    if (services.store.read_stream({.stream = stream, .after_version = 0, .limit = 1}).empty())
        return not_found("payment");
    return problem_of(
        {domain::RejectionCode::payment_not_received, "It is an attempt to pay; no money has arrived.", {}});
}

}  // namespace

Handled change_payment(const Services& services, const domain::Uuid& tenant, const domain::Uuid& payment,
                       domain::Command command, int status) {
    const StreamId stream{tenant, StreamType::payment, payment};
    auto origin = read_payment_origin(services, stream);
    if (!origin) return refuse_without_money(services, stream);
    auto render = [stream, status, origin = *std::move(origin)](const Appended& appended) {
        return json_reply(status, payment_json(payment_after(appended, stream, origin)));
    };
    return CommandRequest{tenant, std::move(command), render};
}

Handled record_payment(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    auto command = read_payment(reader);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    command.payment_id = eventstore::new_uuid_v7(services.now());
    const StreamId stream{request.principal.tenant, StreamType::payment, command.payment_id};
    auto render = [stream](const Appended& appended) {
        const auto received = origin_of<PaymentReceived>(event_of<PaymentReceived>(appended));
        const PaymentOrigin origin{received, received.created_at, std::nullopt};
        return json_reply(201, payment_json(payment_after(appended, stream, origin)));
    };
    return CommandRequest{request.principal.tenant, std::move(command), render};
}

Handled allocate_payment(const Services& services, const Request& request) {
    const auto share = read_share(request);
    if (!share) return share.error();
    return change_payment(services, request.principal.tenant, share->payment,
                          domain::AllocatePayment{share->payment, share->invoice, share->amount});
}

Handled deallocate_payment(const Services& services, const Request& request) {
    const auto share = read_share(request);
    if (!share) return share.error();
    return change_payment(services, request.principal.tenant, share->payment,
                          domain::DeallocatePayment{share->payment, share->invoice, share->amount});
}

Handled get_payment(const Services& services, const Request& request) {
    QueryReader query(request);
    const bool expand = query.expands("customer");
    if (auto problem = query.problem()) return *problem;
    const auto id = id_in_path(request, domain::payment_prefix);
    if (!id) return not_found("payment");
    const domain::Uuid tenant = request.principal.tenant;
    const auto snapshot = services.read_models.snapshot();
    const auto row = snapshot->payment(tenant, *id);
    if (!row) return not_found("payment");
    PaymentPrinter printer(services, *snapshot, tenant, expand);
    Response response = json_answer(snapshot->position().position, printer.object(*row));
    response.people = printer.take_people();
    return response;
}

Handled list_payments(const Services& services, const Request& request) {
    const domain::Uuid tenant = request.principal.tenant;
    const auto snapshot = services.read_models.snapshot();
    QueryReader query(request);
    const bool expand = query.expands("customer");
    const auto filter = read_filter(query, zone_of(*snapshot, tenant));
    const auto listing = listing_of(services, request, query, *snapshot);
    if (auto problem = query.problem()) return *problem;
    if (!listing) return listing.error();
    const auto slice = snapshot->payments(tenant, filter, listing->page);
    PaymentPrinter printer(services, *snapshot, tenant, expand);
    std::vector<std::string> elements;
    for (const PaymentRow& row : slice.rows) elements.push_back(json::serialize(printer.object(row)));
    std::optional<std::string> next;
    if (slice.next_before) next = listing->next_cursor(*slice.next_before);
    Response response = json_answer(snapshot->position().position, list_json(elements, next));
    response.people = printer.take_people();
    return response;
}

}  // namespace suoledger::http
