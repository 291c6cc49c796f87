// SPDX-License-Identifier: Apache-2.0
// From a moment to rows.
#include "http/moment.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <limits>

#include "http/outcome_response.hpp"
#include "projections/past_positions.hpp"

namespace suoledger::http {
namespace {

Problem problem_of_moment(int status, std::string code, std::string detail) {
    Problem problem;
    problem.status = status;
    problem.code = std::move(code);
    problem.detail = std::move(detail);
    return problem;
}

/// Where in the log, and what time it was.
struct Place {
    std::int64_t position = 0;
    domain::Timestamp time;
};

std::expected<Place, Problem> place_of(const Services& services, const Moment& moment) {
    const auto head = services.store.head();
    if (moment.position) {
        if (*moment.position > head.position)
            return std::unexpected(
                problem_of_moment(400, "invalid_parameter", "at_position is beyond the end of the log."));
        return Place{*moment.position, projections::described_position(services.store, *moment.position).recorded_at};
    }
    // The database's clock may be ahead of ours.
    if (*moment.as_of > std::max(services.now(), head.recorded_at))
        return std::unexpected(problem_of_moment(400, "invalid_parameter", "as_of must not be in the future."));
    return Place{projections::position_at(services.store, *moment.as_of), *moment.as_of};
}

}  // namespace

Moment read_moment(QueryReader& query) {
    Moment moment;
    if (const auto given = query.text("as_of")) {
        moment.as_of = domain::parse_timestamp(*given);
        if (!moment.as_of) query.wrong("as_of", "must be a time as 2026-11-23T09:00:00Z");
    }
    moment.position = query.integer("at_position", 0, std::numeric_limits<std::int64_t>::max());
    if (moment.as_of && moment.position) query.wrong("at_position", "cannot be given together with as_of");
    return moment;
}

Response Seen::answer(std::string body) const {
    Response response = json_answer(snapshot->position().position, std::move(body));
    // Asked for again with its ETag: a person may have been erased since.
    if (is_past) response.headers.emplace_back("Cache-Control", "private, no-cache");
    return response;
}

Response Seen::answer(const boost::json::object& object) const { return answer(boost::json::serialize(object)); }

domain::Date Seen::today() const { return domain::date_in(zone_of(*snapshot, tenant), at); }

Seen see_now(const Services& services, const domain::Uuid& tenant) {
    return {services.read_models.snapshot(), tenant, services.now()};
}

std::expected<Seen, Problem> see(const Services& services, const domain::Uuid& tenant, const Moment& moment) {
    if (!moment.as_of && !moment.position) return see_now(services, tenant);
    const auto place = place_of(services, moment);
    if (!place) return std::unexpected(place.error());
    Seen seen{nullptr, tenant, place->time, true};
    try {
        seen.snapshot = services.read_models.snapshot_at(tenant, place->position);
    } catch (const projections::PastTooLarge&) {
        return std::unexpected(problem_of_moment(422, "past_too_large",
                                                 "The books of that moment are larger than is folded for one answer."));
    } catch (const projections::PastBusy&) {
        return std::unexpected(unavailable("overloaded", "Too many moments of the past are asked for at once."));
    }
    return seen;
}

}  // namespace suoledger::http
