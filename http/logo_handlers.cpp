// SPDX-License-Identifier: Apache-2.0
// The logo of a business: a picture that can be decoded is kept under its hash, then the log is told.
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "http/document_desk.hpp"
#include "http/handlers.hpp"
#include "http/outcome_response.hpp"
#include "http/request_body.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

json::object logo_json(const std::optional<domain::DocumentHash>& sha256, std::int64_t version) {
    return {{"object", "logo"},
            {"sha256", sha256 ? json::value(eventstore::hex(*sha256)) : json::value(nullptr)},
            {"version", version}};
}

CommandRequest change_of_logo(const domain::Uuid& tenant, const std::optional<domain::DocumentHash>& sha256,
                              std::int64_t version_now) {
    const domain::StreamId stream{tenant, domain::StreamType::business, tenant};
    auto render = [stream, sha256](const eventstore::Appended& appended) {
        return json_reply(200, logo_json(sha256, last_event_of(appended, stream).stream_version));
    };
    Already already{domain::RejectionCode::already_recorded, {}};
    already.answer.body = json::serialize(logo_json(sha256, version_now));
    return {.tenant = tenant,
            .command = domain::ChangeLogo{sha256},
            .render = std::move(render),
            .wait_for_projection = false,
            .already = std::move(already)};
}

Problem wrong_media_type() {
    return {.status = 415,
            .code = "unsupported_media_type",
            .detail = "Send the picture itself, as image/png or image/jpeg.",
            .errors = {},
            .current_version = {},
            .headers = {{"Accept", "image/png, image/jpeg"}}};
}

bool is_picture(const Request& request) {
    const auto type = request.header("content-type").value_or("");
    return type == "image/png" || type == "image/jpeg";
}

std::optional<std::int64_t> version_of_business(const Services& services, const domain::Uuid& tenant) {
    const auto row = services.read_models.snapshot()->business(tenant);
    return row ? std::optional(row->version) : std::nullopt;
}

}  // namespace

Handled change_logo(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    if (!is_picture(request)) return wrong_media_type();
    if (services.documents == nullptr)
        return unavailable("documents_not_configured", "This service makes no documents.");
    const domain::Uuid tenant = request.principal.tenant;
    const auto version = version_of_business(services, tenant);
    if (!version) return not_found("business");
    const auto taking = request.dry_run ? DocumentDesk::Taking::only_look : DocumentDesk::Taking::keep;
    auto begin = [&desk = *services.documents, tenant, version = *version, file = request.body,
                  taking](const OutsideCall::Tell& tell) {
        desk.take_logo(tenant, file, taking,
                       [tenant, version, tell](std::expected<domain::DocumentHash, Problem> taken) {
                           if (!taken) return tell(std::move(taken.error()));
                           tell(change_of_logo(tenant, *taken, version));
                       });
    };
    return OutsideCall{tenant, true, std::move(begin)};
}

Handled remove_logo(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    if (auto problem = refuse_body(request)) return *problem;
    const auto version = version_of_business(services, request.principal.tenant);
    if (!version) return not_found("business");
    return change_of_logo(request.principal.tenant, std::nullopt, *version);
}

}  // namespace suoledger::http
