// SPDX-License-Identifier: Apache-2.0
// The life of a stream, from its head to its last chunk.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/audit_proofs.hpp"
#include "http/event_portion.hpp"
#include "http/session_parts.hpp"

namespace suoledger::http {

enum class StreamEnd : std::uint8_t {
    whole,  // the last chunk is written
    cut,    // a fault: no last chunk, no trailer
    late,   // the client did not take a portion in time
    told,   // likewise, but it took the notice of it and the last chunk
    gone,   // the client left, or the server stops
};
std::string_view to_string(StreamEnd end);

/// A client pulls: the next portion is fetched when the last one was written, so that whoever does not read costs one
/// portion and a timer.
///
///     handler ─ EventStream ─▶ session: a place, the head ─▶ EventStreaming ─▶ last chunk, or none
///                                                             ▲ portion         │ write, within a deadline
///                             live: the ring ─────────────────┤                 ▼
///        behind the ring, opened, NDJSON: a turn, then the log, on a pool thread
class EventStreaming {
public:
    /// What is referred to outlives it. `wake` notices this stream's strand, from any thread and however late.
    EventStreaming(Connection& connection, Waiting& waiting, Serving& serving, std::shared_ptr<const Call> call,
                   EventStream wanted, bool is_chunked, std::function<void()> wake);
    asio::awaitable<StreamEnd> run();
    [[nodiscard]] std::int64_t written_events() const { return written_events_; }

private:
    struct Next {
        StreamedEvents events;
        bool is_waiting = false;  // nothing more for now
        bool is_over = false;     // the log is another one
    };
    struct Read {
        std::optional<LogPortion> portion;  // nullopt: the log could not be read
        bool fault_passes = false;          // it may be otherwise later
    };
    asio::awaitable<std::shared_ptr<void>> turn();
    asio::awaitable<Read> read(std::int64_t after, std::int64_t until);
    asio::awaitable<StreamEnd> run_to_head();
    asio::awaitable<StreamEnd> write_to_head();
    /// What of the log was sent is in the log itself (AUDIT §3); false: it could not be recorded.
    asio::awaitable<bool> record_export();
    asio::awaitable<std::optional<SignedRoot>> signed_head_root();
    asio::awaitable<StreamEnd> run_live();
    /// What stands now, before the first change; nullopt inside: it has ended.
    asio::awaitable<std::optional<std::string>> first_status();
    /// nullopt: the log could not be read, and that will not pass.
    asio::awaitable<std::optional<Next>> next_of(EventRing::Follower& place);
    asio::awaitable<std::optional<StreamEnd>> end_before_next();
    asio::awaitable<bool> key_is_good();
    asio::awaitable<std::optional<StreamEnd>> rest();

    asio::awaitable<std::optional<StreamEnd>> write_events(const StreamedEvents& events);
    asio::awaitable<std::optional<StreamEnd>> write_text(std::string_view text);
    asio::awaitable<StreamEnd> finish(std::string_view text = {});
    asio::awaitable<StreamEnd> say_farewell(std::vector<asio::const_buffer> rest_of_event);

    Connection& connection_;
    Waiting& waiting_;
    Serving& serving_;
    const StreamLimits& limits_;
    const std::shared_ptr<const Call> call_;           // shared with jobs on the pool
    const std::shared_ptr<const EventStream> wanted_;  // likewise
    const bool is_chunked_;
    const std::function<void()> wake_;
    Deadline heartbeat_at_, check_key_at_;
    std::int64_t written_events_ = 0;
    bool wrote_more_than_records_ = false;  // an export of nothing but records of exports is not recorded again
    std::int64_t written_through_;          // position of the last event that was written whole
};

}  // namespace suoledger::http
