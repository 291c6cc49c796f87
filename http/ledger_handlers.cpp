// SPDX-License-Identifier: Apache-2.0
// The journal, the trial balance, and the projections themselves.
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

// One answer is held in memory: about 300 bytes each.
constexpr std::size_t max_hledger_entries = 100'000;
constexpr std::int64_t last_position = std::numeric_limits<std::int64_t>::max();

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
        services.read_models.start_rebuild(name);
    } catch (const std::invalid_argument&) {
        return not_found("projection");
    }
    for (const auto& status : services.read_models.status()) {
        if (status.name != name) continue;
        auto response = json_answer(status.position.position, projection_json(status));
        response.status = 202;
        return response;
    }
    return not_found("projection");
}

}  // namespace suoledger::http
