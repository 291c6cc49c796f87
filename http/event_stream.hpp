// SPDX-License-Identifier: Apache-2.0
// GET /v1/events as a stream: what a client wants of the log, events as they are sent, and the bounds of it all.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/uuid.hpp"
#include "http/message.hpp"

namespace suoledger::http {

enum class EventForm : std::uint8_t {
    page,         // application/json
    lines,        // application/x-ndjson: up to the head, then a trailer
    server_sent,  // text/event-stream: goes on
};
/// By Accept; the page when none of the three is named, or it is preferred.
EventForm event_form_of(const Request& request);

/// An event rendered once for all who get it. `text` is a line, or a block of text/event-stream.
struct StreamedEvent {
    std::int64_t position = 0;
    domain::Uuid tenant, stream;
    std::string type, text;
};
/// Shared: the ring and any number of clients in the middle of a write hold the same event.
using StreamedEvents = std::vector<std::shared_ptr<const StreamedEvent>>;

struct EventFilter {
    domain::Uuid tenant;
    std::optional<std::string> type;
    std::optional<domain::Uuid> stream;
    [[nodiscard]] bool matches(const StreamedEvent& event) const {
        return event.tenant == tenant && (!type || *type == event.type) && (!stream || *stream == event.stream);
    }
};

/// What a handler answers instead of a response; the session goes through the log for it.
struct EventStream {
    EventForm form = EventForm::lines;
    EventFilter filter;
    bool open = false;       // personal fields are opened, for this client alone
    std::int64_t after = 0;  // not beyond `head`
    std::int64_t head = 0;   // of the log when the request began
    std::int64_t epoch = 1;
    /// For a client who may see no events: what stands after them, told instead of them and first of all, as blocks of
    /// text/event-stream without positions. nullopt ends the stream. Called on pool threads; throws StoreUnavailable.
    std::function<std::optional<std::string>()> status = nullptr;
    /// Streams are counted by key; those of clients without one by what they watch.
    [[nodiscard]] domain::Uuid counted_under(const domain::Uuid& key) const {
        return key.is_nil() ? filter.stream.value_or(key) : key;
    }
};

/// A client has a cursor and at most one portion; whoever is not named here is bounded by the number of streams.
struct StreamLimits {
    std::size_t max_streams = 5'000, max_streams_per_key = 200;  // of this process, both forms together
    std::size_t portion_events = 64;
    std::size_t portion_bytes = std::size_t{64} * 1024;  // a single larger event goes alone
    std::size_t log_reads_at_once = 2;                   // of all streams: the handler threads that they may take
    std::size_t ring_events = 4'096, ring_bytes = std::size_t{8} * 1024 * 1024;
    int send_buffer_bytes = 64 * 1024;                   // the kernel's, of a live stream; 0: as the kernel likes
    std::chrono::milliseconds heartbeat{15'000};         // of silence; the key is checked again as often
    std::chrono::milliseconds write_deadline{20'000};    // of one portion
    std::chrono::milliseconds farewell_deadline{2'000};  // for the gap notice to one who was too slow
    std::chrono::milliseconds look_every{2'000};         // for events that nobody told of
    std::chrono::milliseconds retry_pause{1'000};        // after the log could not be read
};

}  // namespace suoledger::http
