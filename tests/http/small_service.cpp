// SPDX-License-Identifier: Apache-2.0
// Calling handlers and submitting what they decide to do.
#include "tests/http/small_service.hpp"

#include <boost/json/parse.hpp>
#include <chrono>
#include <cstdlib>
#include <future>
#include <stdexcept>

#include "eventstore/clock.hpp"
#include "eventstore/leaf.hpp"
#include "http/target.hpp"

namespace suoledger::http::test {
namespace {

eventstore::KekRing test_ring() { return eventstore::KekRing::of({{1, eventstore::SecretKey{7}}}); }

Principal operator_principal() {
    Principal principal;
    principal.is_operator = true;
    principal.scopes.add(domain::Scope::operate);
    return principal;
}

void split_target(const std::string& target, Request& request) {
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    std::string query = mark == std::string::npos ? "" : target.substr(mark + 1);
    while (!query.empty()) {
        const std::string pair = query.substr(0, query.find('&'));
        query.erase(0, pair.size() + 1);
        const auto equals = pair.find('=');
        request.query.emplace_back(percent_decoded(pair.substr(0, equals)).value(),
                                   percent_decoded(pair.substr(equals + 1)).value());
    }
}

eventstore::MerkleLogOptions merkle_options(const std::filesystem::path& folder) {
    eventstore::MerkleLogOptions options;
    options.directory = folder;
    options.keys.name = "ledger.example/books";
    options.keys.signing = {eventstore::SecretKey{9}};
    options.sign_interval = std::chrono::hours(1);
    return options;
}

Answer problem_answer(const Problem& problem) { return {problem.status, "", "", problem.code, problem.errors}; }

Answer downloaded(const Download& download) {
    Answer answer{download.head.status, "", "", "", {}};
    while (const auto portion = download.source->next()) answer.body += *portion;
    return answer;
}

}  // namespace

std::set<std::string> Answer::pointers() const {
    std::set<std::string> named;
    for (const auto& error : errors) named.insert(error.pointer);
    return named;
}

std::int64_t Answer::number(std::string_view name) const { return json().as_object().at(name).as_int64(); }

boost::json::value Answer::json() const { return boost::json::parse(body); }

std::string Answer::text(std::string_view name) const { return std::string(json().as_object().at(name).as_string()); }

SmallService::SmallService()
    : services{store_, read_models_, vault_, eventstore::system_now, "https://pay.example"},
      log_(eventstore::new_uuid_v7(eventstore::system_now())),
      vault_(test_ring(), log_),
      access_log_(access_table_, metrics_, eventstore::system_now),
      store_({}, log_, vault_, metrics_,
             [this](const auto& batch) { reached_.reach(batch->empty() ? 0 : batch->back().position); }),
      read_models_(store_, reached_),
      inbox_(vault_),
      documents_({.store = store_,
                  .vault = vault_,
                  .renderer = renderer,
                  .logos = logos,
                  .kept = kept_documents,
                  .metrics = document_metrics,
                  .now = eventstore::system_now,
                  .log = [](std::string_view, std::string_view, const auto&) {}}),
      merkle_(std::make_unique<eventstore::MerkleLog>(merkle_options(scratch_.path), store_, metrics_)) {
    merkle_->start();
    services.merkle = merkle_.get();
    services.shown_invoices = &shown_invoices_;
    services.access_log = &access_log_;
    services.inbox = &inbox_.services;
    services.outbox = &inbox_.outbox_services;
    services.checkout = &desk;
    services.documents = &documents_;
    services.sends_mail = true;
    principal = operator_principal();
    const Answer registered = post("/v1/businesses", R"({"name":"Ada Stores","address":"12 Allen Avenue"})");
    if (registered.status != 201) throw std::runtime_error("no business: " + registered.code);
    business_id = std::string(registered.json().at("business").at("id").as_string());
    api_key = registered.text("api_key");
    principal = Principal{};
    principal.tenant = domain::parse_type_id(domain::business_prefix, business_id).value();
    principal.key_id = eventstore::new_uuid_v7(services.now());
    for (const auto scope : {domain::Scope::read, domain::Scope::write, domain::Scope::audit, domain::Scope::manage})
        principal.scopes.add(scope);
}

SmallService::~SmallService() = default;

ScratchFolder::ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "suoledger-http-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch folder");
    path = pattern;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
}

Answer SmallService::call(Method method, const std::string& target, const std::string& body) {
    Handled handled = handle(method, target, body);
    if (const auto* problem = std::get_if<Problem>(&handled)) return problem_answer(*problem);
    if (auto* response = std::get_if<Response>(&handled)) return {response->status, response->body, "", "", {}};
    if (const auto* outside = std::get_if<OutsideCall>(&handled)) return ask_outside(*outside);
    if (const auto* deferred = std::get_if<Deferred>(&handled)) return wait_for(*deferred);
    if (auto* read = std::get_if<RecordedRead>(&handled)) return record(std::move(*read));
    if (const auto* download = std::get_if<Download>(&handled)) return downloaded(*download);
    return submit(std::get<CommandRequest>(handled));
}

Answer SmallService::record(RecordedRead read) {
    CommandRequest recording{read.tenant, read.command, [](const eventstore::Appended& appended) {
                                 return eventstore::Reply{200, std::to_string(appended.events.back().position), ""};
                             }};
    Answer recorded = submit(recording);
    if (recorded.status != 200) return recorded;
    const auto answered = read.read(std::stoll(recorded.body));
    if (const auto* problem = std::get_if<Problem>(&answered)) return problem_answer(*problem);
    if (const auto* download = std::get_if<Download>(&answered)) return downloaded(*download);
    const auto& response = std::get<Response>(answered);
    return {response.status, response.body, "", "", {}};
}

Answer SmallService::ask_outside(const OutsideCall& call) {
    std::promise<OutsideCall::Next> told;
    call.begin([&told](OutsideCall::Next next) { told.set_value(std::move(next)); });
    const OutsideCall::Next next = told.get_future().get();
    if (const auto* problem = std::get_if<Problem>(&next)) return problem_answer(*problem);
    if (const auto* response = std::get_if<Response>(&next)) return {response->status, response->body, "", "", {}};
    return submit(std::get<CommandRequest>(next));
}

Answer SmallService::wait_for(const Deferred& call) {
    std::promise<std::variant<Response, Problem>> told;
    call.begin([&told](std::variant<Response, Problem> answer) { told.set_value(std::move(answer)); });
    const auto answer = told.get_future().get();
    if (const auto* problem = std::get_if<Problem>(&answer)) return problem_answer(*problem);
    const auto& response = std::get<Response>(answer);
    return {response.status, response.body, "", "", {}};
}

Handled SmallService::handle(Method method, const std::string& target, const std::string& body) {
    Request request;
    request.method = method;
    split_target(target, request);
    request.body = body;
    request.headers = {{"content-type", "application/json"}, {"idempotency-key", std::to_string(++requests_)}};
    if (!accept.empty()) request.headers.emplace_back("accept", accept);
    request.received_at = services.now();
    request.principal = principal;
    const auto match =
        find_route(routes(), principal.is_operator ? Listener::admin : Listener::api, method, request.path);
    if (!match) throw std::runtime_error("no route for " + target);
    request.path_parameters = match->path_parameters;
    return match->route->handler(services, request);
}

Answer SmallService::submit(const CommandRequest& command) {
    eventstore::Submission submission;
    submission.command_id = eventstore::new_uuid_v7(services.now());
    submission.context = {command.tenant, services.now(), std::nullopt};
    submission.command = command.command;
    submission.origin.actor_kind = eventstore::ActorKind::api_key;
    submission.origin.actor_id = "key_test";
    submission.render = command.render;
    std::promise<eventstore::AppendOutcome> promise;
    store_.submit(std::move(submission),
                  [&promise](eventstore::AppendOutcome outcome) { promise.set_value(std::move(outcome)); });
    const auto outcome = promise.get_future().get();
    if (const auto* rejection = std::get_if<domain::Rejection>(&outcome)) {
        if (command.already && command.already->refusal == rejection->code)
            return {command.already->answer.status, command.already->answer.body, "", "", {}};
        return problem_answer(problem_of(*rejection));
    }
    if (const auto* unavailable = std::get_if<eventstore::Unavailable>(&outcome))
        return {503, "", "", unavailable->reason, {}};
    if (const auto* failed = std::get_if<eventstore::Failed>(&outcome)) throw std::runtime_error(failed->detail);
    const auto& appended = std::get<eventstore::AppendedReply>(outcome);
    return {appended.reply.status, appended.reply.body, appended.reply.kept_body, "", {}};
}

}  // namespace suoledger::http::test
