// SPDX-License-Identifier: Apache-2.0
// Ids and fingerprints of commands.
#include "http/submission.hpp"

#include <utility>

#include "eventstore/leaf.hpp"
#include "http/dry_run.hpp"
#include "http/method.hpp"
#include "http/preconditions.hpp"

namespace suoledger::http {
namespace {

/// Else whoever asks came by a pay link: no other open route appends.
bool has_key(const Request& request) { return !request.principal.key_id.is_nil(); }
bool changes_something(Method method) { return method != Method::get && method != Method::head; }

/// Everything of the request that could make it mean another thing.
std::string fingerprinted(const Call& call) {
    const auto& request = call.request;
    return eventstore::length_prefixed({eventstore::bytes_of(to_string(request.method)),
                                        eventstore::bytes_of(request.path), eventstore::bytes_of(call.sorted_query),
                                        eventstore::bytes_of(request.body),
                                        eventstore::bytes_of(request.header("if-match").value_or(""))});
}

/// Route and class keep apart what two clients, or one on two routes, call by the same key.
domain::Uuid command_id(const Call& call, const domain::Uuid& tenant, const std::optional<std::string>& key,
                        domain::Timestamp now) {
    if (!key) return eventstore::new_uuid_v7(now);
    const auto route = std::string(to_string(call.route->method)) + " " + std::string(call.route->pattern);
    // A pay link is the credential: what payers of other invoices call so is something else.
    if (!has_key(call.request))
        return eventstore::command_id_of(tenant, "payer", route + " " + call.request.path, *key);
    return eventstore::command_id_of(tenant, call.request.principal.is_operator ? "operator" : "api_key", route, *key);
}

eventstore::Origin origin_of(const Request& request) {
    eventstore::Origin origin;
    if (has_key(request)) {
        origin.actor_kind =
            request.principal.is_operator ? eventstore::ActorKind::operator_key : eventstore::ActorKind::api_key;
        origin.actor_id = domain::to_type_id(domain::api_key_prefix, request.principal.key_id);
    } else {
        origin.actor_kind = eventstore::ActorKind::payer;
        origin.actor_id = "pay_link";
    }
    origin.request_id = request.request_id;
    origin.trace_id = request.trace_id;
    origin.channel = "http";
    return origin;
}

}  // namespace

std::optional<Problem> check_idempotency_key(const Call& call) {
    if (!changes_something(call.request.method)) return std::nullopt;
    const auto key = idempotency_key_of(call.request);
    if (!key) return key.error();
    const bool is_needed = call.request.method == Method::post && call.route->access != Access::open &&
                           call.route->pattern.starts_with("/v1/");
    if (*key || !is_needed || call.request.dry_run) return std::nullopt;
    return Problem{.status = 400,
                   .code = "idempotency_key_missing",
                   .detail = "Send an Idempotency-Key: the same key with the same request is done once."};
}

eventstore::Submission recording_of(const Services& services, const Call& call, RecordedRead read) {
    const auto now = services.now();
    eventstore::Submission submission;
    submission.command_id = eventstore::new_uuid_v7(now);
    submission.fingerprint = services.vault.fingerprint(read.tenant, fingerprinted(call));
    submission.context = {read.tenant, now, std::nullopt};
    submission.command = std::move(read.command);
    submission.origin = origin_of(call.request);
    submission.render = [](const eventstore::Appended&) { return eventstore::Reply{200, "{}", "{}"}; };
    return submission;
}

eventstore::Submission step_of(const Services& services, const Request& request, const StepName& step,
                               domain::Command command) {
    eventstore::Submission submission;
    submission.command_id = eventstore::command_id_of(step.tenant, "checkout", step.name, step.instance);
    submission.fingerprint = services.vault.fingerprint(step.tenant, std::string(step.name) + "/" + step.instance);
    submission.context = {step.tenant, services.now(), std::nullopt};
    submission.command = std::move(command);
    submission.origin = origin_of(request);
    submission.render = [](const eventstore::Appended&) { return eventstore::Reply{200, "{}", "{}"}; };
    return submission;
}

std::expected<eventstore::Submission, Problem> submission_of(const Services& services, const Call& call,
                                                             CommandRequest command) {
    const auto version = expected_version_of(call.request);
    if (!version) return std::unexpected(version.error());
    const auto key = idempotency_key_of(call.request);
    if (!key) return std::unexpected(key.error());
    const auto now = services.now();
    eventstore::Submission submission;
    submission.command_id = command_id(call, command.tenant, *key, now);
    submission.fingerprint = services.vault.fingerprint(command.tenant, fingerprinted(call));
    submission.context = {command.tenant, now, *version};
    submission.command = std::move(command.command);
    submission.origin = origin_of(call.request);
    submission.dry_run = call.request.dry_run;
    submission.render = call.request.dry_run ? render_dry_run(std::move(command.render)) : std::move(command.render);
    return submission;
}

}  // namespace suoledger::http
