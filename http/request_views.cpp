// SPDX-License-Identifier: Apache-2.0
// Folding and showing requests.
#include "http/request_views.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "eventstore/overtaken.hpp"
#include "http/representations.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

constexpr std::int64_t microseconds_per_hour = 3'600'000'000LL;
constexpr std::int64_t authority_hours = 72;  // NDPA 2023 s.40(2)
constexpr std::int64_t authority_alarm_hours[] = {48, 60};

domain::Timestamp hours_after(domain::Timestamp begin, std::int64_t hours) {
    return {begin.microseconds + hours * microseconds_per_hour};
}

json::value time_json(const std::optional<domain::Timestamp>& time) {
    return time ? json::value(domain::to_string(*time)) : json::value(nullptr);
}

struct Folding {
    RequestView& view;
    domain::Timestamp at;
    std::int64_t position;

    void operator()(const domain::RequestReceived& event) const {
        view.received = event;
        view.customer = event.customer;
        view.received_position = position;
    }
    void operator()(const domain::RequesterIdentified& event) const {
        view.identified = event;
        view.customer = event.customer;
        view.identified_at = at;
    }
    void operator()(const domain::RequestDecided& event) const {
        view.decided = event;
        view.decided_at = at;
    }
    void operator()(const domain::RequestCompleted& event) const {
        view.completed = event;
        view.completed_at = at;
        view.completed_position = position;
    }
    void operator()(const domain::BreachAssessed& event) const {
        view.assessed = event;
        view.assessed_at = at;
    }
    void operator()(const domain::AuthorityNotified& event) const { view.authority = event; }
    void operator()(const domain::SubjectsNotified& event) const { view.subjects = event; }
    template <class Other>
    void operator()(const Other&) const {}
};

json::object clock_json(const RequestClock& clock, domain::Timestamp now) {
    json::array alarms;
    for (const auto& alarm : clock.alarms) alarms.emplace_back(domain::to_string(alarm));
    return {{"due_at", time_json(clock.due_at)},
            {"alarms_at", std::move(alarms)},
            {"is_urgent", clock.is_urgent(now)},
            {"is_late", clock.is_late(now)}};
}

json::value assessment_json(const RequestView& request) {
    if (!request.assessed) return nullptr;
    const auto& assessed = *request.assessed;
    json::array categories;
    for (const auto& category : assessed.categories) categories.emplace_back(category);
    return json::object{{"assessed_at", time_json(request.assessed_at)},
                        {"aware_at", domain::to_string(assessed.aware_at)},
                        {"from", time_json(assessed.from)},
                        {"to", time_json(assessed.to)},
                        {"risk", domain::to_string(assessed.risk)},
                        {"people_estimate", assessed.people_estimate},
                        {"categories", std::move(categories)},
                        {"circumstances", personal_json(assessed.circumstances)},
                        {"steps", personal_json(assessed.steps)}};
}

json::value authority_json(const RequestView& request) {
    if (!request.authority) return nullptr;
    return json::object{{"notified_at", domain::to_string(request.authority->notified_at)},
                        {"reference", personal_json(request.authority->reference)}};
}

json::value subjects_json(const RequestView& request) {
    if (!request.subjects) return nullptr;
    return json::object{{"notified_at", domain::to_string(request.subjects->notified_at)},
                        {"channel", domain::to_string(request.subjects->channel)},
                        {"count", request.subjects->count}};
}

json::value evidence_json(const RequestView& request) {
    if (!request.completed) return nullptr;
    const auto& completed = *request.completed;
    json::value position = nullptr;
    if (completed.evidence_position) position = *completed.evidence_position;
    return json::object{
        {"position", std::move(position)},
        {"id", completed.evidence_id.empty() ? json::value(nullptr) : json::value(completed.evidence_id)},
        {"completed_position", *request.completed_position}};
}

json::value decision_json(const RequestView& request) {
    if (!request.decided) return nullptr;
    return json::object{{"outcome", domain::to_string(request.decided->outcome)},
                        {"basis", request.decided->basis},
                        {"reason", personal_json(request.decided->reason)}};
}

}  // namespace

void apply(RequestView& view, const domain::Event& event, domain::Timestamp effective_at, std::int64_t position) {
    std::visit(Folding{view, effective_at, position}, event);
}

RequestView view_of(const projections::RequestRow& row, const Opener& opener) {
    RequestView view;
    for (const auto& step : row.steps) apply(view, opener.open_any(step.payload), step.effective_at, step.position);
    view.id = row.id;
    view.version = row.version;
    view.created_at = row.created_at;
    view.updated_at = row.updated_at;
    return view;
}

std::optional<RequestView> read_request(const Services& services, const domain::StreamId& stream) {
    std::optional<RequestView> view;
    const Opener opener(services.vault, stream.tenant);
    constexpr std::int64_t events_at_a_time = 1000;
    std::int64_t version = 0;
    for (;;) {
        const auto events = services.store.read_stream({stream, version, events_at_a_time});
        for (const auto& event : events) {
            if (!view) {
                view.emplace();
                view->id = stream.id;
                view->created_at = event.recorded_at;
            }
            apply(*view, opener.open_any(event), event.effective_at, event.position);
            view->version = version = event.stream_version;
            view->updated_at = event.recorded_at;
        }
        if (std::ssize(events) < events_at_a_time) return view;
    }
}

RequestView request_after(const eventstore::Appended& appended, const domain::StreamId& stream, RequestView as_read) {
    for (const auto& event : appended.events) {
        if (event.event->stream != stream) continue;
        if (event.stream_version != as_read.version + 1) throw eventstore::Overtaken();
        if (event.stream_version == 1) as_read.created_at = event.recorded_at;
        apply(as_read, event.event->event, event.event->effective_at, event.position);
        as_read.version = event.stream_version;
        as_read.updated_at = event.recorded_at;
    }
    return as_read;
}

bool shows_person(const RequestView& request) {
    return request.received.details.is_open() || (request.decided && request.decided->reason.is_open());
}

bool RequestClock::is_late(domain::Timestamp now) const { return due_at && stopped_at.value_or(now) > *due_at; }

bool RequestClock::is_urgent(domain::Timestamp now) const {
    return due_at && !stopped_at && std::ranges::any_of(alarms, [now](const auto& alarm) { return now >= alarm; });
}

RequestClock clock_of(const RequestView& request, const PrivacySettings& settings) {
    RequestClock clock;
    if (request.received.kind != domain::RequestKind::breach) {
        const auto begin = request.received.received_at;
        clock.due_at = hours_after(begin, std::int64_t{24} * settings.request_target_days);
        clock.alarms.push_back(hours_after(begin, std::int64_t{24} * settings.request_alarm_days));
        clock.stopped_at = request.completed_at;
        return clock;
    }
    if (request.assessed && request.assessed->risk == domain::BreachRisk::low) return clock;
    // Until somebody has said when the business knew, it knew when the breach was entered.
    const auto begin = request.assessed ? request.assessed->aware_at : request.received.received_at;
    clock.due_at = hours_after(begin, authority_hours);
    for (const auto hours : authority_alarm_hours) clock.alarms.push_back(hours_after(begin, hours));
    if (request.authority) clock.stopped_at = request.authority->notified_at;
    return clock;
}

json::object request_json(const RequestView& request, const PrivacySettings& settings, domain::Timestamp now) {
    const bool is_breach = request.received.kind == domain::RequestKind::breach;
    json::value method = nullptr;
    if (request.identified) method = json::value(domain::to_string(request.identified->method));
    json::object object{{"id", domain::to_type_id(domain::request_prefix, request.id)},
                        {"object", "request"},
                        {"kind", domain::to_string(request.received.kind)},
                        {"customer", customer_value(std::nullopt, request.customer)},
                        {"channel", domain::to_string(request.received.channel)},
                        {"details", personal_json(request.received.details)},
                        {"received_at", domain::to_string(request.received.received_at)},
                        {"identified_at", time_json(request.identified_at)},
                        {"identified_by", std::move(method)},
                        {"decided_at", time_json(request.decided_at)},
                        {"decision", decision_json(request)},
                        {"completed_at", time_json(request.completed_at)},
                        {"evidence", evidence_json(request)},
                        {"clock", clock_json(clock_of(request, settings), now)}};
    if (is_breach) {
        object.emplace("assessment", assessment_json(request));
        object.emplace("authority", authority_json(request));
        object.emplace("subjects", subjects_json(request));
    }
    object.emplace("version", request.version);
    object.emplace("created_at", domain::to_string(request.created_at));
    object.emplace("updated_at", domain::to_string(request.updated_at));
    return object;
}

}  // namespace suoledger::http
