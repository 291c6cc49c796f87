// SPDX-License-Identifier: Apache-2.0
// Dry runs on their way in and out.
#include "http/dry_run.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <functional>
#include <iterator>
#include <string>
#include <utility>

#include "eventstore/codec.hpp"
#include "http/query.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

constexpr std::string_view parameter = "dry_run";

std::string event_text(const eventstore::AppendedEvent& event) {
    const domain::NewEvent& decided = *event.event;
    const auto encoded = eventstore::encode_open(decided);
    const json::object head{{"object", "event"},
                            {"stream", domain::to_type_id(decided.stream)},
                            {"stream_version", event.stream_version},
                            {"type", encoded.event_type},
                            {"schema_version", encoded.schema_version},
                            {"effective_at", domain::to_string(decided.effective_at)},
                            {"series", domain::to_string(domain::series_of(decided.event))},
                            {"series_number", event.series_number}};
    std::string text = json::serialize(head);
    text.pop_back();
    return text.append(",\"payload\":").append(encoded.payload) + '}';
}

}  // namespace

bool takes_dry_run(const Route& route) {
    const bool reads = route.method == Method::get || route.method == Method::head;
    return !reads && route.effect == Effect::append && route.pattern.starts_with("/v1/");
}

bool asks_for_dry_run(const Call& call) {
    return takes_dry_run(*call.route) && call.request.query_value(parameter) == "true";
}

std::optional<Problem> take_dry_run(Call& call) {
    Request& request = call.request;
    if (!takes_dry_run(*call.route) || !request.query_value(parameter)) return std::nullopt;
    const auto is_other = [](const auto& given) { return given.first != parameter; };
    Request own;  // the handler looks at its own parameters
    std::ranges::remove_copy_if(request.query, std::back_inserter(own.query), is_other);
    QueryReader query(own);
    const auto asked = query.boolean(parameter);
    if (auto problem = query.problem()) return problem;
    request.dry_run = asked.value_or(false);
    std::erase_if(request.query, std::not_fn(is_other));
    if (request.dry_run)
        std::erase_if(request.headers, [](const auto& header) { return header.first == "idempotency-key"; });
    return std::nullopt;
}

eventstore::RenderReply render_dry_run(eventstore::RenderReply render) {
    return [render = std::move(render)](const eventstore::Appended& appended) {
        const eventstore::Reply reply = render(appended);
        std::string text = R"({"object":"dry_run","events":[)";
        for (const auto& event : appended.events) {
            if (&event != &appended.events.front()) text += ',';
            text += event_text(event);
        }
        text += R"(],"reply":{"status":)" + std::to_string(reply.status) + R"(,"body":)" + reply.kept_body + "}}";
        return eventstore::Reply{200, text, text};
    };
}

}  // namespace suoledger::http
