// SPDX-License-Identifier: Apache-2.0
// The log, the journal, the trial balance, and the projections themselves.
#include <array>
#include <boost/json/serialize.hpp>
#include <limits>
#include <stdexcept>

#include "http/handlers.hpp"
#include "http/ledger_lists.hpp"
#include "http/reading.hpp"
#include "http/request_body.hpp"
#include "projections/journal_export.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

constexpr std::int64_t max_ascending_limit = 1000;
// One answer is held in memory: about 300 bytes each.
constexpr std::size_t max_hledger_entries = 100'000;
constexpr std::int64_t last_position = std::numeric_limits<std::int64_t>::max();

/// Any public id names a stream of its own.
std::optional<domain::Uuid> stream_of(QueryReader& query) {
    const auto given = query.text("stream");
    if (!given) return std::nullopt;
    for (const auto prefix : {domain::business_prefix, domain::customer_prefix, domain::invoice_prefix,
                              domain::payment_prefix, domain::payout_prefix, domain::expense_prefix})
        if (auto id = domain::parse_type_id(prefix, *given)) return id;
    query.wrong("stream", "must be an id that begins with biz_, cus_, inv_, pay_, pyt_ or exp_");
    return std::nullopt;
}

Problem too_many_entries() {
    Problem problem;
    problem.status = 400;
    problem.code = "too_many_entries";
    problem.detail = "More than 100000 entries; narrow from and to.";
    return problem;
}

Handled hledger_journal(const projections::ReadSnapshot& snapshot, const domain::Uuid& tenant,
                        const projections::JournalFilter& filter) {
    Response response = json_answer(snapshot.position().position, std::string());
    response.content_type = "text/plain; charset=utf-8";
    const auto append = [&response](std::string_view page) { response.body += page; };
    if (!projections::export_hledger(snapshot, tenant, filter, append, max_hledger_entries)) return too_many_entries();
    return response;
}

}  // namespace

Handled list_events(const Services& services, const Request& request) {
    QueryReader query(request);
    eventstore::LogQuery log;
    log.after_position = query.integer("after", 0, last_position).value_or(0);
    log.limit = static_cast<std::int64_t>(query.limit(max_ascending_limit));
    log.event_type = query.text("type");
    log.stream_id = stream_of(query);
    log.tenant = request.principal.tenant;
    const bool open = query.boolean("open").value_or(false);
    if (auto problem = query.problem()) return *problem;
    // Asked before the events are: what is behind the head is then certainly in the answer.
    const std::int64_t head = services.store.head().position;
    const auto events = services.store.read_log(log);
    const Opener opener(services.vault, request.principal.tenant);
    std::vector<std::string> elements;
    for (const auto& event : events)
        elements.push_back(event_json(event, open ? opener.opened_payload(event) : event.payload));
    // Fewer than asked for may also mean that the answer grew too large.
    const bool more = !events.empty() && events.back().position < head;
    const std::int64_t reflected = events.empty() ? head : std::max(head, events.back().position);
    return json_answer(reflected,
                       ascending_json(elements, more ? std::optional(events.back().position) : std::nullopt));
}

Handled get_trial_balance(const Services& services, const Request& request) {
    QueryReader query(request);
    const auto currency = query.currency().value_or(domain::Currency::ngn);
    if (auto problem = query.problem()) return *problem;
    const auto snapshot = services.read_models.snapshot();
    // What the ledger knew then; the clock would make every answer, and so its ETag, another one.
    const projections::ProjectionPosition reflected = snapshot->position();
    return json_answer(reflected.position,
                       trial_balance_json({currency, reflected.recorded_at, reflected.position,
                                           snapshot->account_sums(request.principal.tenant, currency)}));
}

Handled get_journal(const Services& services, const Request& request) {
    QueryReader query(request);
    projections::JournalFilter filter;
    const std::string format = query.text("format").value_or("json");
    const bool hledger = format == "hledger";
    if (!hledger && format != "json") query.wrong("format", "must be one of json, hledger");
    filter.from = query.date("from");
    filter.to = query.date("to");
    filter.currency = query.currency();
    if (!hledger) {  // the text form is always whole
        filter.after_position = query.integer("after", 0, last_position).value_or(0);
        filter.limit = query.limit(max_ascending_limit);
    }
    if (auto problem = query.problem()) return *problem;
    const auto snapshot = services.read_models.snapshot();
    if (hledger) return hledger_journal(*snapshot, request.principal.tenant, filter);
    return json_answer(snapshot->position().position, journal_page(*snapshot, request.principal.tenant, filter));
}

Handled list_projections(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    std::vector<std::string> elements;
    std::int64_t position = last_position;
    for (const auto& status : services.read_models.status()) {
        position = std::min(position, status.position.position);
        elements.push_back(json::serialize(projection_json(status)));
    }
    return json_answer(elements.empty() ? 0 : position, list_json(elements, std::nullopt));
}

Handled rebuild_projection(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    if (auto problem = refuse_body(request)) return *problem;
    const std::string& name = request.path_parameters.front();
    try {
        services.read_models.rebuild(name);
    } catch (const std::invalid_argument&) {
        return not_found("projection");
    }
    for (const auto& status : services.read_models.status())
        if (status.name == name) return json_answer(status.position.position, projection_json(status));
    return not_found("projection");
}

}  // namespace suoledger::http
