// SPDX-License-Identifier: Apache-2.0
// One connection: reads a request through the gate, has it answered, writes the answer, goes on or closes.
#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <exception>
#include <iterator>
#include <utility>

#include "http/by_server.hpp"
#include "http/dry_run.hpp"
#include "http/finish_response.hpp"
#include "http/method.hpp"
#include "http/session_parts.hpp"

namespace suoledger::http {
namespace {

using Clock = std::chrono::steady_clock;

Response response_of_told(std::variant<Response, Problem> told, const Request& request) {
    if (auto* response = std::get_if<Response>(&told)) return std::move(*response);
    return problem_response(std::get<Problem>(told), request);
}

HandlerPool& pool_of(Serving& serving, const Call& call) {
    if (call.route == nullptr) return serving.pool;
    if (takes_dry_run(*call.route)) return serving.command_pool;
    return call.route->work == Work::heavy ? serving.heavy_pool : serving.pool;
}

bool is_probe(const Call& call) { return call.route != nullptr && call.route->handler == nullptr; }

/// Counts a request as long as it is being answered, probes apart: a drain must not wait for those.
class Counted {
public:
    Counted(Sessions& sessions, const Call& call) : sessions_(is_probe(call) ? nullptr : &sessions) {
        if (sessions_ != nullptr) sessions_->request_started();
    }
    ~Counted() {
        if (sessions_ != nullptr) sessions_->request_finished();
    }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    Sessions* sessions_;
};

}  // namespace

Session::Session(StreamSocket socket, Listener listener, Serving& serving)
    : connection_(std::move(socket), serving.config, serving.wake_ups->burst()),
      listener_(listener),
      serving_(serving),
      waiting_(connection_.executor(), *serving.wake_ups) {}

asio::awaitable<void> Session::run() {
    try {
        bool more = true;
        while (more && !waiting_.stopped) more = co_await serve_one();
        if (!waiting_.stopped) co_await connection_.linger();
    } catch (const std::exception& fault) {
        serving_.log("error", "connection failed", {{"fault", fault.what()}});
    }
    connection_.close();
}

asio::awaitable<void> Session::turn_away() {
    co_await refuse({503, "overloaded", "Too many connections are open; try again."});
    co_await connection_.linger();
}

void Session::drain() {
    auto close_if_idle = [self = shared_from_this()] {
        if (self->connection_.is_idle()) self->connection_.close();
        self->waiting_.wake();  // a live stream ends by itself once it looks up
    };
    asio::post(connection_.executor(), std::move(close_if_idle));
}

void Session::stop() {
    auto end = [self = shared_from_this()] {
        self->connection_.close();
        self->waiting_.stop();
    };
    asio::post(connection_.executor(), std::move(end));
}

asio::awaitable<std::expected<std::shared_ptr<Call>, Stop>> Session::read_call(Framing& framing) {
    const auto size = co_await connection_.read_head();
    if (!size) co_return std::unexpected(size.error());
    const auto head = connection_.received().substr(0, *size);
    auto checked = check_head(head);
    if (!checked) co_return std::unexpected(Stop{checked.error()});
    framing = *checked;
    auto read = call_of(head, serving_.services.now());
    if (!read) co_return std::unexpected(Stop{read.error()});
    connection_.consume(*size);
    auto call = std::make_shared<Call>(std::move(*read));
    call_ = call;
    name_client(*call);
    call->allowance = BodyAllowance(serving_.bodies);
    match_route(*call, serving_.table, listener_);
    if (call->route == nullptr && framing.has_body()) {
        framing.keep_alive = false;  // nobody would read that body
        co_return call;
    }
    auto body = co_await connection_.read_body(framing, call->allowance);
    if (!body) co_return std::unexpected(body.error());
    call->request.body = std::move(*body);
    co_return call;
}

void Session::name_client(Call& call) {
    const Address peer = parse_address(connection_.remote_address()).value_or(Address{});  // none: it is gone already
    call.client = client_address(peer, call.request, serving_.config.trusted_proxies);
    call.request.remote_address = call.client == peer ? connection_.remote_address() : to_string(call.client);
}

asio::awaitable<bool> Session::serve_one() {
    if (serving_.draining && listener_ == Listener::api && connection_.received().empty()) co_return false;
    Framing framing;
    key_is_known_ = false;
    call_.reset();
    auto call = co_await read_call(framing);
    if (!call && !call.error().fault) co_return false;
    if (!call) co_return co_await refuse(*call.error().fault);
    const auto begun = Clock::now();
    const Counted counted(serving_.sessions, **call);
    serving_.metrics.request_started();
    auto answered = co_await answer(*call);
    if (auto* wanted = std::get_if<EventStream>(&answered))
        co_return co_await stream(*call, framing, std::move(*wanted), begun);
    if (auto* wanted = std::get_if<Download>(&answered))
        co_return co_await download(*call, framing, std::move(*wanted), begun);
    if (auto* passed = std::get_if<PassedOn>(&answered))
        co_return co_await pass_on(*call, framing, std::move(*passed), begun);
    co_return co_await send(**call, framing, std::get<Response>(std::move(answered)), begun);
}

asio::awaitable<bool> Session::refuse(FramingFault fault) {
    const auto begun = Clock::now();
    if (!call_) call_ = std::make_shared<Call>(unreadable_call(serving_.services.now()));
    serving_.metrics.request_started();
    Problem problem{.status = fault.status, .code = std::string(fault.code), .detail = std::string(fault.detail)};
    if (fault.status == 503) problem = overloaded();
    Framing framing;
    framing.keep_alive = false;
    co_return co_await send(*call_, framing, problem_response(problem, call_->request), begun);
}

asio::awaitable<Answered> Session::answer(std::shared_ptr<Call> call) {
    if (const auto refusal = serving_.limits.check_address(*call)) co_return problem_response(*refusal, call->request);
    if (call->route == nullptr) co_return problem_response(no_route(*call), call->request);
    if (call->route->handler == nullptr) co_return co_await answer_by_server(call);
    if (serving_.draining) co_return problem_response(draining(), call->request);
    co_return co_await answer_by_handler(call);
}

asio::awaitable<Response> Session::answer_by_server(std::shared_ptr<Call> call) {
    if (is_liveness(*call->route)) co_return live_response();
    auto slot = std::make_shared<Slot<Response>>(waiting_);
    auto job = [&serving = serving_, call, slot] {
        try {
            slot->deliver(probe_response(*call, serving.readiness, serving.draining, serving.metrics));
        } catch (const std::exception& fault) {
            serving.log("error", "probe failed", {{"fault", fault.what()}});
            slot->deliver(not_ready_response(*call, {"fault"}));
        }
    };
    serving_.pool.run(std::move(job));
    const auto deadline = Clock::now() + serving_.config.request_deadline;
    auto response = co_await await_slot(waiting_, std::move(slot), deadline);
    if (!response) response = not_ready_response(*call, {"no_answer_in_time"});
    co_return std::move(*response);
}

asio::awaitable<std::optional<Step>> Session::run_on_pool(std::shared_ptr<Call> call, bool position_reached,
                                                          Deadline deadline) {
    auto slot = std::make_shared<Slot<Step>>(waiting_);
    auto job = [&serving = serving_, call, slot, position_reached] {
        if (slot->is_abandoned()) return;  // its client was told already
        auto deliver = [slot](Step step) { slot->deliver(std::move(step)); };
        if (position_reached)
            run_handler(serving.services, serving.log, *call, deliver);
        else
            check_and_run(serving.services, serving.limits, serving.log, *call, deliver);
    };
    if (!pool_of(serving_, *call).try_run(std::move(job))) co_return overloaded();
    auto step = co_await await_slot(waiting_, std::move(slot), deadline);
    key_is_known_ = step.has_value();
    co_return step;
}

asio::awaitable<std::optional<Step>> Session::run_recorded_on_pool(std::shared_ptr<Call> call, Recorded recorded,
                                                                   Deadline deadline) {
    const bool reached = co_await reach(recorded.position);
    if (!reached) co_return projection_behind();
    auto slot = std::make_shared<Slot<Step>>(waiting_);
    auto job = [&serving = serving_, call, slot, recorded = std::move(recorded)] {
        if (slot->is_abandoned()) return;
        auto deliver = [slot](Step step) { slot->deliver(std::move(step)); };
        run_recorded(serving.log, *call, recorded, deliver);
    };
    if (!serving_.pool.try_run(std::move(job))) co_return overloaded();
    co_return co_await await_slot(waiting_, std::move(slot), deadline);
}

asio::awaitable<Answered> Session::answer_by_handler(std::shared_ptr<Call> call) {
    const auto deadline = Clock::now() + serving_.config.request_deadline;
    const bool may_reach_log = may_reach_the_log(*call);
    auto step = co_await run_on_pool(call, false, deadline);
    while (step && std::holds_alternative<MustReach>(*step)) {  // for the key, for what the request asks for
        const MustReach wait = std::get<MustReach>(*step);
        const bool reached = co_await reach(wait.position);
        if (!reached) co_return problem_response(projection_behind(), call->request);
        step = co_await run_on_pool(call, !wait.begin_again, deadline);
    }
    if (step && std::holds_alternative<LeftToPrimary>(*step)) co_return co_await ask_primary(call, deadline);
    if (step && std::holds_alternative<Recorded>(*step)) {
        Recorded recorded = std::get<Recorded>(std::move(*step));
        step = co_await run_recorded_on_pool(call, std::move(recorded), deadline);
    }
    if (!step) co_return problem_response(deadline_passed(may_reach_log), call->request);
    if (auto* problem = std::get_if<Problem>(&*step)) co_return problem_response(*problem, call->request);
    if (auto* response = std::get_if<Response>(&*step)) co_return std::move(*response);
    if (auto* wanted = std::get_if<EventStream>(&*step)) co_return std::move(*wanted);
    if (auto* wanted = std::get_if<Download>(&*step)) co_return std::move(*wanted);
    auto& decided = std::get<Decided>(*step);
    const auto* appended = std::get_if<eventstore::AppendedReply>(&decided.outcome);
    // What was recorded is answered even when the read models are late.
    if (decided.wait_for_projection && appended != nullptr) co_await reach(appended->position);
    co_return response_of_told(told(std::move(decided), *call, serving_.log), call->request);
}

asio::awaitable<bool> Session::reach(std::int64_t position) {
    auto slot = std::make_shared<Slot<bool>>(waiting_);
    auto deliver = [slot](bool reached) { slot->deliver(reached); };
    serving_.services.read_models.when_reached(position, std::move(deliver));
    const auto deadline = Clock::now() + serving_.config.projection_wait;
    const auto reached = co_await await_slot(waiting_, std::move(slot), deadline);
    co_return reached.value_or(false);
}

asio::awaitable<bool> Session::send(const Call& call, const Framing& framing, Response response,
                                    Clock::time_point begun) {
    const bool keep_alive = framing.keep_alive && !response.close && !serving_.draining;
    apply_validators(call, response);
    add_rate_limit_headers(call, key_is_known_, response);
    const int status = response.status;
    const auto bytes = bytes_of_response(call, framing, std::move(response), keep_alive, serving_.services.now());
    const bool written = co_await connection_.write(bytes.head, bytes.body);
    const auto took = Clock::now() - begun;
    const std::string_view route = call.route != nullptr ? call.route->pattern : "none";
    serving_.metrics.request_finished(call.request.method, route, status, took);
    std::vector<std::pair<std::string, std::string>> more;
    if (!written) more.emplace_back("unread", "true");
    log_request(call, status, took, std::move(more));
    co_return written&& keep_alive;
}

void Session::log_request(const Call& call, int status, std::chrono::nanoseconds took,
                          std::vector<std::pair<std::string, std::string>> more) {
    std::vector<std::pair<std::string, std::string>> fields;
    fields.reserve(6 + more.size());
    fields.emplace_back("method", to_string(call.request.method));
    fields.emplace_back("route", call.route != nullptr ? call.route->pattern : "none");
    fields.emplace_back("status", std::to_string(status));
    const auto microseconds = std::chrono::round<std::chrono::microseconds>(took).count();
    fields.emplace_back("ms", fmt::format("{}.{:03}", microseconds / 1000, microseconds % 1000));
    fields.emplace_back("request_id", call.request.request_id);
    if (key_is_known_ && !call.request.principal.key_id.is_nil())
        fields.emplace_back("key", domain::to_type_id(domain::api_key_prefix, call.request.principal.key_id));
    fields.insert(fields.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    serving_.log(is_probe(call) ? "debug" : "info", "request", fields);
}

}  // namespace suoledger::http
