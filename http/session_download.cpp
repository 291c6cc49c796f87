// SPDX-License-Identifier: Apache-2.0
// A request whose answer is made while it is sent.
#include <fmt/format.h>

#include <array>
#include <exception>
#include <utility>

#include "http/finish_response.hpp"
#include "http/session_parts.hpp"

namespace suoledger::http {
namespace {

using Clock = std::chrono::steady_clock;

asio::const_buffer buffer_of(std::string_view text) { return asio::buffer(text.data(), text.size()); }

}  // namespace

asio::awaitable<bool> Session::download(std::shared_ptr<Call> call, const Framing& framing, Download wanted,
                                        Clock::time_point begun) {
    auto place = serving_.stream_places.take(call->request.principal.key_id);
    if (!place) co_return co_await send(*call, framing, problem_response(place.error(), call->request), begun);
    const bool is_chunked = framing.minor_version > 0;
    const bool keep_alive = framing.keep_alive && is_chunked && !serving_.draining;
    const auto head = head_of_stream(*call, is_chunked, wanted.head, keep_alive, serving_.services.now());
    bool is_whole = co_await connection_.write(head, "");
    serving_.metrics.request_finished(call->request.method, call->route->pattern, 200, Clock::now() - begun);
    if (is_whole && call->request.method != Method::head)
        is_whole = co_await write_portions(call, std::move(wanted.source), is_chunked);
    place->give_back();  // as a stream's
    log_request(*call, 200, Clock::now() - begun, {{"download", is_whole ? "whole" : "cut"}});
    // Over HTTP/1.0 the end of the connection is the end of the body: one that is cut must not look like a whole one.
    if (!is_whole) connection_.reset();
    co_return is_whole&& keep_alive;
}

asio::awaitable<bool> Session::write_portions(std::shared_ptr<Call> call, std::shared_ptr<BodySource> source,
                                              bool is_chunked) {
    while (!waiting_.stopped) {
        const auto portion = co_await next_portion(call, source);
        if (!portion || portion->is_fault) co_return false;
        if (portion->text && portion->text->empty()) continue;
        const bool written = co_await write_portion(portion->text, is_chunked);
        if (!written || !portion->text) co_return written;
    }
    co_return false;
}

asio::awaitable<bool> Session::write_portion(const std::optional<std::string>& text, bool is_chunked) {
    constexpr std::string_view end_of_chunk = "\r\n", last_chunk = "0\r\n\r\n";
    const std::string size_line = text ? fmt::format("{:x}\r\n", text->size()) : "";
    std::vector<asio::const_buffer> parts;
    if (!text && is_chunked) parts = {buffer_of(last_chunk)};
    if (text && is_chunked) parts = {buffer_of(size_line), buffer_of(*text), buffer_of(end_of_chunk)};
    if (text && !is_chunked) parts = {buffer_of(*text)};
    const auto written = co_await connection_.write_within(parts, serving_.config.streams.write_deadline);
    co_return written == asio::buffer_size(parts);
}

/// nullopt when the session was stopped meanwhile. Takes a turn like a stream that reads the log.
asio::awaitable<std::optional<Session::Portion>> Session::next_portion(std::shared_ptr<Call> call,
                                                                       std::shared_ptr<BodySource> source) {
    auto turn = std::make_shared<Slot<ReadTurns::Taken>>(waiting_);
    serving_.read_turns.ask(turn);
    auto taken = co_await await_slot(waiting_, std::move(turn), Deadline::max());
    if (!taken) co_return std::nullopt;
    auto slot = std::make_shared<Slot<Portion>>(waiting_);
    auto job = [&serving = serving_, taken = std::move(*taken), call, source, slot] {
        if (slot->is_abandoned()) return;
        try {
            slot->deliver({source->next(), false});
        } catch (const std::exception& fault) {
            serving.log("error", "a download cannot go on",
                        {{"request_id", call->request.request_id}, {"fault", std::string(fault.what())}});
            slot->deliver({std::nullopt, true});
        }
    };
    serving_.heavy_pool.run(std::move(job));
    co_return co_await await_slot(waiting_, std::move(slot), Deadline::max());
}

}  // namespace suoledger::http
