// SPDX-License-Identifier: Apache-2.0
// Writing portions, chunk by chunk, each event in a chunk of its own; and what is said to one who takes too long.
#include <fmt/format.h>

#include <array>

#include "http/event_streaming_parts.hpp"

namespace suoledger::http {
namespace {

constexpr std::string_view chunk_end = "\r\n", last_chunk = "0\r\n\r\n";

asio::const_buffer buffer_of(std::string_view text) { return asio::buffer(text.data(), text.size()); }

/// Texts as they go over the wire. What the texts are of outlives it.
class Chunks {
public:
    Chunks(std::size_t count, bool is_chunked) : is_chunked_(is_chunked) { size_lines_.reserve(count); }

    void add(std::string_view text) {
        if (is_chunked_) {
            size_lines_.push_back(fmt::format("{:x}\r\n", text.size()));  // reserved: earlier ones stay in place
            parts_.push_back(buffer_of(size_lines_.back()));
        }
        parts_.push_back(buffer_of(text));
        if (is_chunked_) parts_.push_back(buffer_of(chunk_end));
    }
    void end() {
        if (is_chunked_) parts_.push_back(buffer_of(last_chunk));
    }
    [[nodiscard]] const std::vector<asio::const_buffer>& parts() const { return parts_; }
    [[nodiscard]] std::size_t bytes() const { return asio::buffer_size(parts_); }

    struct Torn {
        std::size_t whole = 0;                 // chunks that are out
        std::vector<asio::const_buffer> rest;  // of the one that is not
    };
    [[nodiscard]] Torn torn_at(std::size_t written) const {
        const std::size_t parts_of_chunk = is_chunked_ ? 3 : 1;
        Torn torn;
        std::size_t i = 0;
        for (; i < parts_.size() && parts_[i].size() <= written; ++i) written -= parts_[i].size();
        torn.whole = i / parts_of_chunk;
        const std::size_t end = i % parts_of_chunk == 0 && written == 0 ? i : (torn.whole + 1) * parts_of_chunk;
        for (; i < end; ++i) torn.rest.push_back(parts_[i] + std::exchange(written, 0));
        return torn;
    }

private:
    const bool is_chunked_;
    std::vector<std::string> size_lines_;
    std::vector<asio::const_buffer> parts_;
};

}  // namespace

asio::awaitable<std::optional<StreamEnd>> EventStreaming::write_events(const StreamedEvents& events) {
    if (events.empty()) co_return std::nullopt;
    Chunks chunks(events.size(), is_chunked_);
    for (const auto& event : events) chunks.add(event->text);
    const auto written = co_await connection_.write_within(chunks.parts(), limits_.write_deadline);
    heartbeat_at_ = std::chrono::steady_clock::now() + limits_.heartbeat;
    auto torn = chunks.torn_at(written);
    written_events_ += static_cast<std::int64_t>(torn.whole);
    if (torn.whole > 0) written_through_ = events[torn.whole - 1]->position;
    for (std::size_t i = 0; i < torn.whole && !wrote_more_than_records_; ++i)
        wrote_more_than_records_ = events[i]->type != domain::EventName<domain::HistoryExported>::value;
    if (torn.whole == events.size()) co_return std::nullopt;
    if (!connection_.is_late()) co_return StreamEnd::gone;
    if (wanted_->form != EventForm::server_sent) co_return StreamEnd::late;
    if (!torn.rest.empty()) written_through_ = events[torn.whole]->position;
    co_return co_await say_farewell(std::move(torn.rest));
}

asio::awaitable<StreamEnd> EventStreaming::say_farewell(std::vector<asio::const_buffer> rest_of_event) {
    serving_.log("info", "a stream is too slow", {{"request_id", call_->request.request_id}});
    // Who may see no events is told no position either: the next stream begins with what stands.
    const std::string notice = wanted_->status ? std::string() : gap_text(written_through_);
    Chunks chunks(1, is_chunked_);
    if (!notice.empty()) chunks.add(notice);
    chunks.end();
    auto& parts = rest_of_event;
    parts.insert(parts.end(), chunks.parts().begin(), chunks.parts().end());
    const auto written = co_await connection_.write_within(parts, limits_.farewell_deadline);
    co_return written == asio::buffer_size(parts) ? StreamEnd::told : StreamEnd::late;
}

asio::awaitable<std::optional<StreamEnd>> EventStreaming::write_text(std::string_view text) {
    Chunks chunks(1, is_chunked_);
    chunks.add(text);
    const auto written = co_await connection_.write_within(chunks.parts(), limits_.write_deadline);
    heartbeat_at_ = std::chrono::steady_clock::now() + limits_.heartbeat;
    if (written == chunks.bytes()) co_return std::nullopt;
    co_return connection_.is_late() ? StreamEnd::late : StreamEnd::gone;
}

asio::awaitable<StreamEnd> EventStreaming::finish(std::string_view text) {
    Chunks chunks(1, is_chunked_);
    if (!text.empty()) chunks.add(text);
    chunks.end();
    const auto written = co_await connection_.write_within(chunks.parts(), limits_.write_deadline);
    if (written == chunks.bytes()) co_return StreamEnd::whole;
    co_return connection_.is_late() ? StreamEnd::late : StreamEnd::gone;
}

}  // namespace suoledger::http
