// SPDX-License-Identifier: Apache-2.0
// The journal, the trial balance, and the projections themselves.
#include <array>
#include <boost/json/serialize.hpp>
#include <limits>
#include <stdexcept>

#include "http/handlers.hpp"
#include "http/ledger_lists.hpp"
#include "http/moment.hpp"
#include "http/reading.hpp"
#include "http/request_body.hpp"
#include "projections/journal_export.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

// One answer is held in memory: about 300 bytes each.
constexpr std::size_t max_text_entries = 100'000;
constexpr std::int64_t last_position = std::numeric_limits<std::int64_t>::max();

Problem too_many_entries() {
    Problem problem;
    problem.status = 400;
    problem.code = "too_many_entries";
    problem.detail = "More than 100000 entries; narrow from and to.";
    return problem;
}

using projections::JournalFormat;

std::optional<JournalFormat> text_format_of(std::string_view name) {
    if (name == "hledger") return JournalFormat::hledger;
    if (name == "beancount") return JournalFormat::beancount;
    if (name == "csv") return JournalFormat::csv;
    return std::nullopt;
}

Handled journal_as_text(const Seen& seen, const domain::Uuid& tenant, const projections::JournalFilter& filter,
                        JournalFormat format) {
    Response response = seen.answer(std::string());
    response.content_type =
        format == JournalFormat::csv ? "text/csv; charset=utf-8; header=present" : "text/plain; charset=utf-8";
    const auto append = [&response](std::string_view page) { response.body += page; };
    if (!projections::export_journal(format, *seen.snapshot, tenant, filter, append, max_text_entries))
        return too_many_entries();
    return response;
}

}  // namespace

Handled get_trial_balance(const Services& services, const Request& request) {
    QueryReader query(request);
    const auto currency = query.currency().value_or(domain::Currency::ngn);
    const Moment moment = read_moment(query);
    if (auto problem = query.problem()) return *problem;
    const auto seen = see(services, request.principal.tenant, moment);
    if (!seen) return seen.error();
    // What the ledger knew then; the clock would make every answer, and so its ETag, another one.
    const projections::ProjectionPosition reflected = seen->snapshot->position();
    return seen->answer(trial_balance_json({currency, reflected.recorded_at, reflected.position,
                                            seen->snapshot->account_sums(request.principal.tenant, currency)}));
}

Handled get_journal(const Services& services, const Request& request) {
    QueryReader query(request);
    projections::JournalFilter filter;
    const std::string name = query.text("format").value_or("json");
    const auto format = text_format_of(name);
    if (!format && name != "json") query.wrong("format", "must be one of json, csv, hledger, beancount");
    filter.from = query.date("from");
    filter.to = query.date("to");
    filter.currency = query.currency();
    const Moment moment = read_moment(query);
    if (!format) {  // the text forms are always whole
        filter.after_position = query.integer("after", 0, last_position).value_or(0);
        filter.limit = query.limit(max_ascending_limit);
    }
    if (auto problem = query.problem()) return *problem;
    const auto seen = see(services, request.principal.tenant, moment);
    if (!seen) return seen.error();
    if (format) return journal_as_text(*seen, request.principal.tenant, filter, *format);
    return seen->answer(journal_page(*seen->snapshot, request.principal.tenant, filter));
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
