// SPDX-License-Identifier: Apache-2.0
// A request that the primary answers: no handler thread waits for it, and its size costs no memory.
#include <utility>

#include "http/finish_response.hpp"
#include "http/session_parts.hpp"

namespace suoledger::http {
namespace {

using Clock = std::chrono::steady_clock;
using Piece = PrimaryAnswer::Piece;

bool has_body(const Call& call, const PrimaryHead& head) {
    return call.request.method != Method::head && head.status != 204 && head.status != 304;
}

}  // namespace

asio::awaitable<Answered> Session::ask_primary(std::shared_ptr<Call> call, Deadline deadline) {
    auto answer = serving_.services.primary_reads->ask(question_of(*call));
    if (!answer) co_return problem_response(overloaded(), call->request);
    auto slot = std::make_shared<Slot<std::optional<PrimaryHead>>>(waiting_);
    auto deliver = [slot](std::optional<PrimaryHead> head) { slot->deliver(std::move(head)); };
    answer->head(std::move(deliver));
    auto told = co_await await_slot(waiting_, std::move(slot), deadline);
    const bool is_answered = told && *told && !is_of_absent_primary(**told);
    if (!is_answered) co_return problem_response(primary_unavailable(), call->request);
    PassedOn passed{*std::move(*told), std::move(answer)};
    co_return std::move(passed);
}

asio::awaitable<bool> Session::pass_on(std::shared_ptr<Call> call, const Framing& framing, PassedOn passed,
                                       Clock::time_point begun) {
    const bool is_chunked =
        framing.minor_version > 0 && !passed.head.length && passed.head.status != 204 && passed.head.status != 304;
    const bool keep_alive = framing.keep_alive && framing.minor_version > 0 && !serving_.draining;
    const auto head = head_of_passed(*call, is_chunked, passed.head, keep_alive, serving_.services.now());
    bool is_whole = co_await connection_.write(head, "");
    serving_.metrics.request_finished(call->request.method, call->route->pattern, passed.head.status,
                                      Clock::now() - begun);
    if (is_whole && has_body(*call, passed.head)) is_whole = co_await pass_pieces(std::move(passed.answer), is_chunked);
    log_request(*call, passed.head.status, Clock::now() - begun, {{"of_primary", is_whole ? "whole" : "cut"}});
    // One that is cut must not look like a whole one to who sees the connection end.
    if (!is_whole) connection_.reset();
    co_return is_whole&& keep_alive;
}

asio::awaitable<bool> Session::pass_pieces(std::shared_ptr<PrimaryAnswer> answer, bool is_chunked) {
    while (!waiting_.stopped) {
        auto slot = std::make_shared<Slot<Piece>>(waiting_);
        auto deliver = [slot](Piece piece) { slot->deliver(std::move(piece)); };
        answer->next(std::move(deliver));
        const auto deadline = Clock::now() + serving_.config.primary_silence;
        const auto piece = co_await await_slot(waiting_, std::move(slot), deadline);
        if (!piece || piece->end == Piece::End::cut) co_return false;
        if (piece->end == Piece::End::none && piece->text.empty()) continue;  // would be the last chunk
        std::optional<std::string> text;
        if (piece->end == Piece::End::none) text = piece->text;
        const bool written = co_await write_portion(text, is_chunked);
        if (!written || !text) co_return written;
    }
    co_return false;
}

}  // namespace suoledger::http
