// SPDX-License-Identifier: Apache-2.0
// Payouts of providers: recorded as they are reported, listed.
#include <boost/json/serialize.hpp>

#include "eventstore/leaf.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

domain::RecordPayout read_payout(ObjectReader& reader) {
    domain::RecordPayout command;
    const auto amount = [&reader](std::string_view name, Presence presence) {
        return reader.integer(name, amount_or_zero, presence).value_or(0);
    };
    command.provider = reader.text("provider", code_word_length, Presence::required).value_or("");
    command.currency = reader.one_of<domain::Currency>("currency", &domain::parse_currency, "NGN, USD")
                           .value_or(domain::Currency::ngn);
    command.net = amount("net", Presence::required);
    command.payment_fees = amount("payment_fees", Presence::optional);
    command.dispute_fees = amount("dispute_fees", Presence::optional);
    command.cleared = amount("cleared", Presence::required);
    command.due_returned = amount("due_returned", Presence::optional);
    command.paid_on = reader.date("paid_on");
    command.reference = reader.personal("reference", reference_length);
    reader.refuse_unknown();
    return command;
}

}  // namespace

Handled record_payout(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    auto command = read_payout(reader);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    command.payout_id = eventstore::new_uuid_v7(services.now());
    auto render = [id = command.payout_id](const eventstore::Appended& appended) {
        const auto& event = event_of<domain::ProviderPayoutRecorded>(appended);
        return json_reply(
            201, payout_json({id, event.stream_version, std::get<domain::ProviderPayoutRecorded>(event.event->event),
                              event.recorded_at}));
    };
    return CommandRequest{request.principal.tenant, std::move(command), render};
}

Handled get_payout(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto id = id_in_path(request, domain::payout_prefix);
    if (!id) return not_found("payout");
    const auto snapshot = services.read_models.snapshot();
    const auto row = snapshot->payout(request.principal.tenant, *id);
    if (!row) return not_found("payout");
    const Opener opener(services.vault, request.principal.tenant);
    return json_answer(snapshot->position().position, payout_json(view_of(*row, opener)));
}

Handled list_payouts(const Services& services, const Request& request) {
    const auto snapshot = services.read_models.snapshot();
    QueryReader query(request);
    const auto listing = listing_of(services, request, query, *snapshot);
    if (auto problem = query.problem()) return *problem;
    if (!listing) return listing.error();
    const auto slice = snapshot->payouts(request.principal.tenant, listing->page);
    const Opener opener(services.vault, request.principal.tenant);
    std::vector<std::string> elements;
    for (const auto& row : slice.rows) elements.push_back(json::serialize(payout_json(view_of(row, opener))));
    std::optional<std::string> next;
    if (slice.next_before) next = listing->next_cursor(*slice.next_before);
    return json_answer(snapshot->position().position, list_json(elements, next));
}

}  // namespace suoledger::http
