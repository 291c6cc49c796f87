// SPDX-License-Identifier: Apache-2.0
// The steps of a call on a pool thread.
#include "http/answer_call.hpp"

#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "http/authenticate.hpp"
#include "http/dry_run.hpp"
#include "http/method.hpp"
#include "http/outcome_response.hpp"
#include "http/preconditions.hpp"
#include "http/read_only_node.hpp"
#include "http/submission.hpp"
#include "projections/database.hpp"

namespace suoledger::http {
namespace {

void log_fault(const LogLine& log, const Call& call, std::string_view what) {
    log("error", "request failed",
        {{"route", std::string(call.route->pattern)},
         {"request_id", call.request.request_id},
         {"trace_id", call.request.trace_id},
         {"fault", std::string(what)}});
}

/// Faults end here; texts of exceptions hold no personal data because nothing below handles it in clear.
template <class Work>
void guarded(const LogLine& log, const Call& call, const OnStep& on_step, Work work) {
    try {
        work();
    } catch (const eventstore::StoreUnavailable& fault) {
        log_fault(log, call, fault.what());
        on_step(unavailable("store_unavailable", "The log cannot be reached; try again."));
    } catch (const projections::DatabaseUnavailable& fault) {
        log_fault(log, call, fault.what());
        on_step(unavailable("read_models_unavailable", "The read models cannot be read now; try again."));
    } catch (const std::exception& fault) {
        log_fault(log, call, fault.what());
        on_step(internal_error());
    }
}

/// Positions of another epoch say nothing about this one: they are never reached.
std::expected<std::optional<MustReach>, Problem> position_to_reach(const Services& services, const Request& request) {
    const auto wanted = min_position_of(request);
    if (!wanted) return std::unexpected(wanted.error());
    if (!*wanted) return std::nullopt;
    const auto reached = services.read_models.snapshot()->position();
    if ((*wanted)->epoch.value_or(reached.epoch) != reached.epoch) return std::unexpected(projection_behind());
    if ((*wanted)->position <= reached.position) return std::nullopt;
    // Nothing waits for what is not in the log: such waits would pile up in the read models. A read node's log is
    // behind the one that the position is of: there they are bounded by the read models.
    if (services.primary_url.empty() && (*wanted)->position > services.store.head().position)
        return std::unexpected(projection_behind());
    return MustReach{(*wanted)->position};
}

/// A key that another process made is not ours to refuse before its event had time to arrive; once for each request.
std::optional<MustReach> key_to_await(const Services& services, Call& call) {
    if (call.key_was_awaited || !names_unknown_key(call.request, services.read_models)) return std::nullopt;
    call.key_was_awaited = true;
    const std::int64_t head = services.store.head().position;
    if (head <= services.read_models.snapshot()->position().position) return std::nullopt;
    return MustReach{head, true};
}

void submit(const Services& services, const Call& call, CommandRequest command, const OnStep& on_step) {
    const bool wait_for_projection = command.wait_for_projection;
    auto already = std::move(command.already);
    auto submission = submission_of(services, call, std::move(command));
    if (!submission) return on_step(std::move(submission.error()));
    services.store.submit(std::move(*submission),
                          [on_step, wait_for_projection, already](eventstore::AppendOutcome outcome) {
                              on_step(Decided{std::move(outcome), wait_for_projection, already});
                          });
}

/// Ordinary reads are counted where their answers come by.
void count_people(const Services& services, const Request& request, const Response& response) {
    if (services.access_log == nullptr || response.people.empty()) return;
    services.access_log->count(request.principal.tenant,
                               domain::to_type_id(domain::api_key_prefix, request.principal.key_id), response.people,
                               services.now());
}

/// What could not be recorded is not answered.
void record(const Services& services, const Call& call, RecordedRead wanted, const OnStep& on_step) {
    auto read = std::move(wanted.read);
    auto submission = recording_of(services, call, std::move(wanted));
    services.store.submit(std::move(submission), [on_step, read = std::move(read)](eventstore::AppendOutcome outcome) {
        if (const auto* appended = std::get_if<eventstore::AppendedReply>(&outcome))
            return on_step(Recorded{appended->position, read});
        on_step(Decided{std::move(outcome), false, std::nullopt});
    });
}

/// What is left of a call while somebody outside is asked: the call itself may be gone before the answer.
struct Outside {
    eventstore::EventStore& store;
    OnStep on_step;
    eventstore::Submission submission;  // of the request's key; without its command yet
};

void go_on(const Outside& work, OutsideCall::Next next) {
    if (auto* response = std::get_if<Response>(&next)) return work.on_step(std::move(*response));
    if (auto* problem = std::get_if<Problem>(&next)) return work.on_step(std::move(*problem));
    auto& command = std::get<CommandRequest>(next);
    eventstore::Submission submission = work.submission;
    submission.command = std::move(command.command);
    submission.render = submission.dry_run ? render_dry_run(std::move(command.render)) : std::move(command.render);
    work.store.submit(std::move(submission), [on_step = work.on_step, wait = command.wait_for_projection,
                                              already = std::move(command.already)](eventstore::AppendOutcome outcome) {
        on_step(Decided{std::move(outcome), wait, already});
    });
}

/// A command that is refused whatever the log holds: of no payment. So its submission finds out, in the one place that
/// knows, whether the key was used before.
CommandRequest refused_in_any_case(const domain::Uuid& tenant) {
    return {tenant, domain::OpenCheckout{}, [](const eventstore::Appended&) { return eventstore::Reply{}; }};
}

void ask_outside(const Services& services, const Call& call, OutsideCall asked, const OnStep& on_step) {
    const auto work = std::make_shared<Outside>(Outside{services.store, on_step, {}});
    const auto tell = [work](OutsideCall::Next next) { go_on(*work, std::move(next)); };
    if (!asked.has_key) return asked.begin(tell);
    auto submission = submission_of(services, call, refused_in_any_case(asked.tenant));
    if (!submission) return on_step(std::move(submission.error()));
    work->submission = *submission;
    services.store.submit(std::move(*submission),
                          [work, tell, begin = std::move(asked.begin)](eventstore::AppendOutcome outcome) {
                              if (std::holds_alternative<domain::Rejection>(outcome)) return begin(tell);
                              work->on_step(Decided{std::move(outcome), false, std::nullopt});
                          });
}

void handle(const Services& services, const Call& call, const OnStep& on_step) {
    const bool only_reads = !services.primary_url.empty();
    const auto leave = [&] {
        auto left = left_to_primary(services, call);
        std::visit([&on_step](auto& step) { on_step(std::move(step)); }, left);
    };
    if (only_reads && needs_primary(*call.route)) return leave();
    Handled handled = call.route->handler(services, call.request);
    if (only_reads && is_left(handled)) return leave();
    if (auto* deferred = std::get_if<Deferred>(&handled)) {
        return deferred->begin([on_step](std::variant<Response, Problem> answer) {
            std::visit([&on_step](auto& step) { on_step(std::move(step)); }, answer);
        });
    }
    if (auto* recorded = std::get_if<RecordedRead>(&handled))
        return record(services, call, std::move(*recorded), on_step);
    if (auto* command = std::get_if<CommandRequest>(&handled))
        return submit(services, call, std::move(*command), on_step);
    if (auto* outside = std::get_if<OutsideCall>(&handled))
        return ask_outside(services, call, std::move(*outside), on_step);
    if (auto* problem = std::get_if<Problem>(&handled)) return on_step(std::move(*problem));
    if (auto* stream = std::get_if<EventStream>(&handled)) return on_step(std::move(*stream));
    if (auto* download = std::get_if<Download>(&handled)) return on_step(std::move(*download));
    count_people(services, call.request, std::get<Response>(handled));
    on_step(std::get<Response>(std::move(handled)));
}

}  // namespace

void check_and_run(const Services& services, RateLimits& limits, const LogLine& log, Call& call,
                   const OnStep& on_step) {
    guarded(log, call, on_step, [&] {
        auto principal = authenticate(*call.route, call.listener, call.request, services.read_models);
        if (!principal) {
            if (auto wait = key_to_await(services, call)) return on_step(*wait);
            return on_step(std::move(principal.error()));
        }
        call.request.principal = *principal;
        if (auto problem = limits.check_key(call)) return on_step(std::move(*problem));
        if (auto problem = take_dry_run(call)) return on_step(std::move(*problem));
        if (auto problem = check_idempotency_key(call)) return on_step(std::move(*problem));
        // Whoever answers waits for the position.
        const bool is_answered_here = services.primary_url.empty() || !needs_primary(*call.route);
        if (call.route->access != Access::open && is_answered_here) {
            auto wait = position_to_reach(services, call.request);
            if (!wait) return on_step(std::move(wait.error()));
            if (*wait) return on_step(**wait);
        }
        handle(services, call, on_step);
    });
}

void run_handler(const Services& services, const LogLine& log, const Call& call, const OnStep& on_step) {
    guarded(log, call, on_step, [&] { handle(services, call, on_step); });
}

void run_recorded(const LogLine& log, const Call& call, const Recorded& recorded, const OnStep& on_step) {
    guarded(log, call, on_step, [&] {
        auto answer = recorded.read(recorded.position);
        std::visit([&on_step](auto& step) { on_step(std::move(step)); }, answer);
    });
}

std::variant<Response, Problem> told(Decided decided, const Call& call, const LogLine& log) {
    if (const auto* failed = std::get_if<eventstore::Failed>(&decided.outcome)) log_fault(log, call, failed->detail);
    const auto* refusal = std::get_if<domain::Rejection>(&decided.outcome);
    if (refusal != nullptr && decided.already && refusal->code == decided.already->refusal)
        return std::move(decided.already->answer);
    return response_of(std::move(decided.outcome));
}

Problem no_route(const Call& call) {
    if (call.allow.empty())
        return {.status = 404,
                .code = "not_found",
                .detail = "There is nothing under this path; /docs shows every one there is."};
    return {.status = 405,
            .code = "method_not_allowed",
            .detail = "This path takes other methods; see Allow.",
            .headers = {{"Allow", call.allow}}};
}

Problem overloaded() { return unavailable("overloaded", "Too much is in progress; try again."); }

Problem draining() { return unavailable("draining", "This process is stopping; another one answers."); }

Problem projection_behind() {
    return unavailable("projection_behind", "The read models have not reached that position yet; try again.");
}

bool may_reach_the_log(const Call& call) {
    const bool reads = call.request.method == Method::get || call.request.method == Method::head;
    return !reads && !asks_for_dry_run(call);
}

Problem deadline_passed(bool may_have_reached_the_log) {
    return may_have_reached_the_log ? outcome_unknown() : overloaded();
}

}  // namespace suoledger::http
