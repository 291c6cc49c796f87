// SPDX-License-Identifier: Apache-2.0
// Wiring a server for tests.
#include "tests/http/live_server.hpp"

#include <algorithm>
#include <future>
#include <stdexcept>

#include "eventstore/leaf.hpp"
#include "http/api_key_secret.hpp"

namespace suoledger::http::test {
namespace {

std::string bearer(const std::string& key) { return "Authorization: Bearer " + key; }

}  // namespace

ServerConfig test_config() {
    ServerConfig config;
    config.listen = config.admin_listen = "127.0.0.1:0";
    config.io_threads = 2;
    config.request_deadline = config.projection_wait = std::chrono::seconds(60);
    return config;
}

void LogLines::add(std::string_view level, std::string_view message,
                   const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string line = std::string(level) + " " + std::string(message);
    for (const auto& [name, value] : fields) line.append(" ").append(name).append("=").append(value);
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
    added_.notify_all();
}

void LogLines::wait_for(std::string_view text) {
    std::unique_lock lock(mutex_);
    added_.wait(lock, [&] {
        return std::ranges::any_of(lines_, [text](const auto& line) { return line.find(text) != std::string::npos; });
    });
}

std::vector<std::string> LogLines::all() const {
    const std::lock_guard lock(mutex_);
    return lines_;
}

bool LogLines::mention(std::string_view text) const {
    const auto lines = all();
    return std::ranges::any_of(lines, [text](const auto& line) { return line.find(text) != std::string::npos; });
}

LiveServer::LiveServer(ServerConfig config, PrimaryReads* primary)
    : store(service.services.store), read_models(service.services.read_models) {
    business_key = bearer(service.api_key);
    domain::Scopes operate;
    operate.add(domain::Scope::operate);
    operator_key = issue_operator_key(operate);
    auto now = [this] { return domain::Timestamp{eventstore::system_now().microseconds + clock_ahead_us}; };
    auto steady_now = [this] { return std::chrono::steady_clock::time_point(std::chrono::microseconds(steady_us)); };
    Services services{store, read_models, service.services.vault, now, service.services.public_url, steady_now};
    services.access_log = service.services.access_log;
    services.merkle = service.services.merkle;
    services.inbox = service.services.inbox;
    services.outbox = service.services.outbox;
    services.checkout = service.services.checkout;
    services.documents = service.services.documents;
    services.sends_mail = service.services.sends_mail;
    services.primary_reads = primary;
    if (primary != nullptr) services.primary_url = "https://primary.example";
    auto readiness = [this] {
        const std::lock_guard lock(reasons_mutex);
        return reasons;
    };
    auto write_log = [this](std::string_view level, std::string_view message, const auto& fields) {
        log.add(level, message, fields);
    };
    server = std::make_unique<Server>(std::move(config), routes(), services, metrics, readiness, write_log,
                                      [](const std::function<void()>& act) { act(); });
    server->start();
}

LiveServer::IssuedKey LiveServer::issue_key(const std::string& members) {
    const auto answer = service.post("/v1/api_keys", "{" + members + "}");
    if (answer.status != 201) throw std::runtime_error("no key: " + answer.code);
    return {answer.text("id"), bearer(answer.text("secret"))};
}

std::string LiveServer::issue_operator_key(domain::Scopes scopes, std::optional<domain::Timestamp> expires_at) {
    const auto now = eventstore::system_now();
    const auto secret = make_api_key_secret(ApiKeyKind::operator_key);
    domain::IssueOperatorKey command;
    command.key.key_id = eventstore::new_uuid_v7(now);
    command.key.public_part = secret.public_part;
    command.key.secret_sha256 = secret.sha256;
    command.key.scopes = scopes;
    command.key.expires_at = expires_at;
    eventstore::Submission submission;
    submission.command_id = eventstore::new_uuid_v7(now);
    submission.context = {domain::platform_tenant, now, std::nullopt};
    submission.command = command;
    submission.render = [](const eventstore::Appended&) { return eventstore::Reply{}; };
    std::promise<eventstore::AppendOutcome> outcome;
    store.submit(std::move(submission), [&](eventstore::AppendOutcome told) { outcome.set_value(std::move(told)); });
    if (!std::holds_alternative<eventstore::AppendedReply>(outcome.get_future().get()))
        throw std::runtime_error("no operator key");
    return bearer(secret.text);
}

std::vector<std::string> LiveServer::post_headers(const std::string& idempotency_key) const {
    return {business_key, "Idempotency-Key: " + idempotency_key, "Content-Type: application/json"};
}

Reply LiveServer::get(const std::string& target, const std::vector<std::string>& more_headers) {
    std::vector<std::string> headers{business_key};
    headers.insert(headers.end(), more_headers.begin(), more_headers.end());
    return RawClient(address()).exchange(request_text("GET", target, headers));
}

Reply LiveServer::post(const std::string& target, const std::string& body, const std::string& idempotency_key,
                       const std::vector<std::string>& more_headers) {
    auto headers = post_headers(idempotency_key);
    headers.insert(headers.end(), more_headers.begin(), more_headers.end());
    return RawClient(address()).exchange(request_text("POST", target, headers, body));
}

}  // namespace suoledger::http::test
