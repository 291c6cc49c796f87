// SPDX-License-Identifier: Apache-2.0
// A request whose answer is a stream.
#include <boost/asio/post.hpp>
#include <utility>

#include "http/event_streaming_parts.hpp"
#include "http/finish_response.hpp"
#include "http/session_parts.hpp"

namespace suoledger::http {
namespace {

using Clock = std::chrono::steady_clock;

Response head_of(const EventStream& wanted) {
    const bool is_live = wanted.form == EventForm::server_sent;
    Response response;
    response.content_type = is_live ? "text/event-stream" : "application/x-ndjson";
    if (!wanted.status) response.headers.emplace_back("Ledger-Position", std::to_string(wanted.head));
    if (is_live) response.headers.emplace_back("X-Accel-Buffering", "no");  // proxies pass on what comes, when it comes
    return response;
}

}  // namespace

asio::awaitable<bool> Session::stream(std::shared_ptr<Call> call, const Framing& framing, EventStream wanted,
                                      Clock::time_point begun) {
    auto place = serving_.stream_places.take(wanted.counted_under(call->request.principal.key_id));
    if (!place) co_return co_await send(*call, framing, problem_response(place.error(), call->request), begun);
    const bool is_live = wanted.form == EventForm::server_sent, is_chunked = framing.minor_version > 0;
    const bool keep_alive = framing.keep_alive && is_chunked && !is_live && !serving_.draining;
    const auto head = head_of_stream(*call, is_chunked, head_of(wanted), keep_alive, serving_.services.now());
    bool goes_on = co_await connection_.write(head, "");
    // Until here it is a request like others; how long a stream lasts says nothing about the service.
    serving_.metrics.request_finished(call->request.method, call->route->pattern, 200, Clock::now() - begun);
    if (goes_on && call->request.method != Method::head)
        goes_on = co_await run_stream(call, is_chunked, std::move(wanted), std::move(*place), begun);
    co_return goes_on&& keep_alive;
}

asio::awaitable<bool> Session::run_stream(std::shared_ptr<Call> call, bool is_chunked, EventStream wanted,
                                          StreamPlaces::Place place, Clock::time_point begun) {
    const bool is_live = wanted.form == EventForm::server_sent;
    if (is_live) {
        connection_.limit_send_buffer(serving_.config.streams.send_buffer_bytes);
        connection_.watch([self = shared_from_this()] { self->stop(); });
    }
    auto wake = [self = shared_from_this()] {
        asio::post(self->connection_.executor(), [self] { self->waiting_.wake(); });
    };
    EventStreaming streaming(connection_, waiting_, serving_, call, std::move(wanted), is_chunked, std::move(wake));
    const StreamEnd end = co_await streaming.run();
    if (end == StreamEnd::late) connection_.reset();
    place.give_back();  // who reads in the log that a stream has ended finds room for another
    log_request(*call, 200, Clock::now() - begun,
                {{"stream", std::string(to_string(end))}, {"events", std::to_string(streaming.written_events())}});
    co_return end == StreamEnd::whole;
}

}  // namespace suoledger::http
