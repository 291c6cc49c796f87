// SPDX-License-Identifier: Apache-2.0
// Route, handle, submit, wait.
#include "adapters/cli/local_api.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <utility>

#include "adapters/cli/exit_codes.hpp"
#include "eventstore/leaf.hpp"
#include "http/outcome_response.hpp"
#include "http/views.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

/// The store itself gives up earlier and says what it knows.
constexpr std::chrono::seconds outcome_limit{60};

[[noreturn]] void refuse(const http::Problem& problem) {
    std::string text = fmt::format("{} ({})", problem.detail, problem.code);
    for (const domain::FieldError& error : problem.errors) {
        text += fmt::format("\n  {}: {}", error.pointer, error.detail);
    }
    const int code = problem.status >= 500 ? (problem.status == 503 ? EX_TEMPFAIL : EX_SOFTWARE) : EX_DATAERR;
    throw CommandFault{code, text};
}

http::Request request_of(const http::Services& services, const http::Principal& principal, http::Method method,
                         std::string_view path, const json::object& body, std::string_view idempotency_key) {
    http::Request request;
    request.method = method;
    request.path = path;
    request.raw_target = path;
    request.received_at = services.now();
    request.principal = principal;
    if (method != http::Method::get && method != http::Method::del) {
        request.body = json::serialize(body);
        request.headers.emplace_back("content-type", "application/json");
    }
    if (!idempotency_key.empty()) {
        request.headers.emplace_back("idempotency-key", idempotency_key);
    }
    return request;
}

using Outcome = std::future<eventstore::AppendOutcome>;

Outcome submit_to(eventstore::EventStore& store, eventstore::Submission submission) {
    // Shared with the store's thread, which may answer after the wait was given up.
    const auto promise = std::make_shared<std::promise<eventstore::AppendOutcome>>();
    auto outcome = promise->get_future();
    store.submit(std::move(submission),
                 [promise](eventstore::AppendOutcome told) { promise->set_value(std::move(told)); });
    return outcome;
}

eventstore::AppendOutcome wait_for(Outcome& outcome) {
    if (outcome.wait_for(outcome_limit) != std::future_status::ready) {
        return eventstore::Unknown{};
    }
    return outcome.get();
}

eventstore::Submission submission_of(const http::Services& services, http::CommandRequest command,
                                     std::string_view route, std::string_view idempotency_key,
                                     std::string_view request) {
    eventstore::Submission submission;
    const domain::Timestamp now = services.now();
    submission.command_id = idempotency_key.empty()
                                ? eventstore::new_uuid_v7(now)
                                : eventstore::command_id_of(command.tenant, "cli", route, idempotency_key);
    submission.fingerprint = services.vault.fingerprint(command.tenant, request);
    submission.context = {command.tenant, now, std::nullopt};
    submission.command = std::move(command.command);
    submission.origin.actor_kind = eventstore::ActorKind::system;
    submission.origin.actor_id = "command_line";
    submission.origin.channel = "cli";
    submission.render = std::move(command.render);
    return submission;
}

ApiAnswer answer_of(eventstore::AppendOutcome outcome) {
    if (const auto* failed = std::get_if<eventstore::Failed>(&outcome)) {
        throw CommandFault{EX_SOFTWARE, failed->detail};
    }
    if (auto* appended = std::get_if<eventstore::AppendedReply>(&outcome)) {
        const std::string& text = appended->replayed ? appended->reply.kept_body : appended->reply.body;
        return {json::parse(text).as_object(), appended->position, appended->replayed};
    }
    const auto told = http::response_of(std::move(outcome));
    refuse(std::get<http::Problem>(told));
}

/// A handler's answer and what a command's fingerprint is made of.
struct Asked {
    http::Handled handled;
    std::string body;
};

Asked ask(const http::Services& services, const http::Principal& principal, const LocalCall& call) {
    http::Request request = request_of(services, principal, call.method, call.path, call.body, call.idempotency_key);
    const auto listener = principal.is_operator ? http::Listener::admin : http::Listener::api;
    auto match = http::find_route(http::routes(), listener, call.method, call.path);
    if (!match) {
        throw CommandFault{EX_SOFTWARE, fmt::format("there is no route {}", call.path)};
    }
    request.path_parameters = std::move(match->path_parameters);
    http::Handled handled = match->route->handler(services, request);
    if (const auto* problem = std::get_if<http::Problem>(&handled)) {
        refuse(*problem);
    }
    return {std::move(handled), std::move(request.body)};
}

}  // namespace

ApiAnswer LocalApi::call(const http::Principal& principal, http::Method method, std::string_view path,
                         const json::object& body, std::string_view idempotency_key) {
    Asked asked = ask(services_, principal, {method, std::string(path), body, std::string(idempotency_key)});
    if (const auto* response = std::get_if<http::Response>(&asked.handled)) {
        return {json::parse(response->body).as_object(), 0, false};
    }
    return submit(std::move(std::get<http::CommandRequest>(asked.handled)), path, idempotency_key, asked.body);
}

std::vector<ApiAnswer> LocalApi::call_all(const http::Principal& principal, const std::vector<LocalCall>& calls) {
    std::vector<Outcome> outcomes;
    for (const LocalCall& call : calls) {
        Asked asked = ask(services_, principal, call);
        auto& command = std::get<http::CommandRequest>(asked.handled);
        outcomes.push_back(submit_to(services_.store, submission_of(services_, std::move(command), call.path,
                                                                    call.idempotency_key, asked.body)));
    }
    std::vector<ApiAnswer> answers;
    for (Outcome& outcome : outcomes) answers.push_back(answer_of(wait_for(outcome)));
    return answers;
}

ApiAnswer LocalApi::submit(http::CommandRequest command, std::string_view route, std::string_view idempotency_key,
                           std::string_view request) {
    Outcome outcome =
        submit_to(services_.store, submission_of(services_, std::move(command), route, idempotency_key, request));
    return answer_of(wait_for(outcome));
}

http::Principal local_operator() {
    http::Principal principal;
    principal.is_operator = true;
    principal.scopes.add(domain::Scope::operate);
    return principal;
}

domain::Uuid parse_business_id(std::string_view text) {
    const auto tenant = domain::parse_type_id(domain::business_prefix, text);
    if (!tenant) {
        throw CommandFault{EX_USAGE, fmt::format("--business: `{}` is no id of a business (biz_…)", text)};
    }
    return *tenant;
}

http::Principal local_owner(const http::Services& services, std::string_view business_id) {
    const domain::Uuid tenant = parse_business_id(business_id);
    const auto origin =
        http::read_origin<domain::BusinessRegistered>(services, {tenant, domain::StreamType::business, tenant});
    if (!origin) {
        throw CommandFault{EX_DATAERR, fmt::format("there is no business {}", business_id)};
    }
    http::Principal principal;
    principal.tenant = tenant;
    principal.livemode = origin->document.livemode;
    for (const auto scope : {domain::Scope::read, domain::Scope::write, domain::Scope::audit, domain::Scope::manage}) {
        principal.scopes.add(scope);
    }
    return principal;
}

}  // namespace suoledger::adapters
