// SPDX-License-Identifier: Apache-2.0
// The log of a business: one page of it, or what shall be streamed.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/handlers.hpp"
#include "http/ledger_lists.hpp"
#include "http/preconditions.hpp"
#include "http/reading.hpp"

namespace suoledger::http {
namespace {

/// Any public id names a stream of its own.
std::optional<domain::Uuid> stream_of(QueryReader& query) {
    const auto given = query.text("stream");
    if (!given) return std::nullopt;
    for (const auto prefix :
         {domain::business_prefix, domain::customer_prefix, domain::invoice_prefix, domain::payment_prefix,
          domain::payout_prefix, domain::expense_prefix, domain::request_prefix, domain::delivery_prefix})
        if (auto id = domain::parse_type_id(prefix, *given)) return id;
    query.wrong("stream", "must be an id that begins with biz_, cus_, inv_, pay_, pyt_, exp_, req_ or dlv_");
    return std::nullopt;
}

/// `after`; of a live stream the place where the client lost the connection counts for more.
std::optional<MinPosition> after_of(QueryReader& query, const Request& request, EventForm form) {
    const auto given = query.text("after");
    auto after = given ? parse_position(*given) : std::nullopt;
    if (given && !after) query.wrong("after", "must be a position, <n> or <epoch>-<n>");
    const auto last_seen = form == EventForm::server_sent ? request.header("last-event-id") : std::nullopt;
    if (!last_seen) return after;
    after = parse_position(*last_seen);
    if (!after) query.wrong("Last-Event-ID", "must be a position, <n> or <epoch>-<n>");
    return after;
}

/// A page may be asked for before there is anything on it; who has seen what is not there saw another log.
std::optional<Problem> refuse_position(const MinPosition& after, const eventstore::LogHead& head, EventForm form) {
    const bool is_beyond = form != EventForm::page && after.position > head.position;
    if (!is_beyond && after.epoch.value_or(head.epoch) == head.epoch) return std::nullopt;
    return Problem{.status = 409,
                   .code = "position_not_in_log",
                   .detail = fmt::format("The log is at {}-{}; the position to go on from is of another one.",
                                         head.epoch, head.position)};
}

Response page_of(const Services& services, const EventStream& wanted, std::int64_t limit) {
    eventstore::LogQuery log;
    log.after_position = wanted.after;
    log.limit = limit;
    log.tenant = wanted.filter.tenant;
    log.event_type = wanted.filter.type;
    log.stream_id = wanted.filter.stream;
    const auto events = services.store.read_log(log);
    const Opener opener(services.vault, wanted.filter.tenant);
    std::vector<std::string> elements;
    for (const auto& event : events)
        elements.push_back(event_json(event, wanted.open ? opener.opened_payload(event) : event.payload));
    // Fewer than asked for may also mean that the answer grew too large.
    const bool more = !events.empty() && events.back().position < wanted.head;
    const std::int64_t reflected = events.empty() ? wanted.head : std::max(wanted.head, events.back().position);
    return json_answer(reflected,
                       ascending_json(elements, more ? std::optional(events.back().position) : std::nullopt));
}

/// Whose fields are opened is in the log before they are: one event for a page or a stream, whatever is in it.
Handled opened(const Services& services, const Request& request, const EventStream& wanted, std::int64_t limit) {
    domain::RecordPersonalDataRead command;
    command.what = domain::PersonalRead::events_opened;
    if (const auto stream = request.query_value("stream"))
        command.subject = domain::parse_type_id(domain::customer_prefix, *stream);
    command.from_position = wanted.after;
    if (wanted.form != EventForm::server_sent) command.to_position = wanted.head;
    auto read = [&services, wanted, limit](std::int64_t) -> RecordedRead::Answer {
        if (wanted.form != EventForm::page) return wanted;
        return page_of(services, wanted, limit);
    };
    return RecordedRead{request.principal.tenant, std::move(command), std::move(read)};
}

}  // namespace

Handled list_events(const Services& services, const Request& request) {
    QueryReader query(request);
    EventStream wanted;
    wanted.form = event_form_of(request);
    wanted.filter = {request.principal.tenant, query.text("type"), stream_of(query)};
    wanted.open = query.boolean("open").value_or(false);
    const auto after = after_of(query, request, wanted.form);
    const bool is_page = wanted.form == EventForm::page;
    const auto limit = is_page ? query.limit(max_ascending_limit) : 0;
    if (!is_page && query.text("limit")) query.wrong("limit", "is of a page; a stream has none");
    if (auto problem = query.problem()) return *problem;
    // Asked before the events are: what is behind the head is then certainly in the answer.
    const auto head = services.store.head();
    if (auto problem = after ? refuse_position(*after, head, wanted.form) : std::nullopt) return *problem;
    wanted.head = head.position;
    wanted.epoch = head.epoch;
    const bool begins_at_head = wanted.form == EventForm::server_sent && !after;
    wanted.after = begins_at_head ? head.position : after.value_or(MinPosition{}).position;
    if (wanted.open) return opened(services, request, wanted, static_cast<std::int64_t>(limit));
    if (is_page) return page_of(services, wanted, static_cast<std::int64_t>(limit));
    return wanted;
}

}  // namespace suoledger::http
