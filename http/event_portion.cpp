// SPDX-License-Identifier: Apache-2.0
// Reading, opening and rendering portions of the log.
#include "http/event_portion.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "http/reading.hpp"
#include "http/representations.hpp"

namespace suoledger::http {
namespace {

eventstore::LogQuery query_of(const EventStream& wanted, std::int64_t after, const StreamLimits& limits) {
    eventstore::LogQuery query;
    query.after_position = after;
    query.limit = static_cast<std::int64_t>(limits.portion_events);
    query.tenant = wanted.filter.tenant;
    query.event_type = wanted.filter.type;
    query.stream_id = wanted.filter.stream;
    query.epoch = wanted.epoch;
    return query;
}

/// All of them are told by one status.
LogPortion status_portion(const EventStream& wanted, const std::vector<eventstore::RecordedEvent>& events,
                          std::int64_t until) {
    LogPortion portion{{}, until};
    if (events.empty() || events.front().position > until) return portion;
    auto text = wanted.status();
    if (!text) return {{}, until, true};
    auto streamed = std::make_shared<StreamedEvent>();
    streamed->position = std::min(events.back().position, until);
    streamed->text = *std::move(text);
    portion.through = streamed->position;
    portion.events.push_back(std::move(streamed));
    return portion;
}

}  // namespace

std::shared_ptr<const StreamedEvent> streamed_event(EventForm form, const eventstore::RecordedEvent& event,
                                                    std::string_view payload) {
    auto streamed = std::make_shared<StreamedEvent>();
    streamed->position = event.position;
    streamed->tenant = event.stream.tenant;
    streamed->stream = event.stream.id;
    streamed->type = event.event_type;
    if (form == EventForm::server_sent) {
        streamed->text = fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event.position, event.event_type,
                                     event_json(event, payload));
    } else {
        streamed->text = event_json(event, payload) + '\n';
    }
    return streamed;
}

std::string gap_text(std::int64_t position) {
    return fmt::format("id: {0}\nevent: gap\ndata: {{\"object\":\"gap\",\"position\":{0}}}\n\n", position);
}

LogPortion read_portion(const Services& services, const EventStream& wanted, std::int64_t after, std::int64_t until,
                        const StreamLimits& limits) {
    const auto events = services.store.read_log(query_of(wanted, after, limits));
    if (wanted.status) return status_portion(wanted, events, until);
    const Opener opener(services.vault, wanted.filter.tenant);
    LogPortion portion{{}, until};
    std::size_t bytes = 0;
    for (const auto& event : events) {
        if (event.position > until) return portion;
        auto streamed = streamed_event(wanted.form, event, wanted.open ? opener.opened_payload(event) : event.payload);
        bytes += streamed->text.size();
        if (bytes > limits.portion_bytes && !portion.events.empty()) {
            portion.through = portion.events.back()->position;
            return portion;
        }
        portion.events.push_back(std::move(streamed));
    }
    // Fewer than asked for may also mean that the answer grew too large.
    if (!portion.events.empty()) portion.through = portion.events.back()->position;
    return portion;
}

}  // namespace suoledger::http
