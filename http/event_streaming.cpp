// SPDX-License-Identifier: Apache-2.0
// What is next for a stream, and when it ends.
#include "http/event_streaming_parts.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "http/authenticate.hpp"
#include "http/representations.hpp"
#include "http/submission.hpp"

namespace suoledger::http {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view first_text = "retry: 1000\n\n", heartbeat_text = ": \n\n";

void log_fault(const LogLine& log, const Call& call, std::string_view level, std::string_view what) {
    log(level, "the log cannot be read for a stream",
        {{"request_id", call.request.request_id}, {"fault", std::string(what)}});
}

/// As for a new request of the same key; while the read models cannot be asked, what was allowed goes on.
bool is_still_allowed(const Services& services, const Call& call) {
    try {
        Request asked_now;
        asked_now.headers = call.request.headers;
        asked_now.received_at = services.now();
        return authenticate(*call.route, call.listener, asked_now, services.read_models).has_value();
    } catch (const std::exception&) {
        return true;
    }
}

class Counted {
public:
    explicit Counted(HttpMetrics& metrics) : metrics_(metrics) { metrics_.stream_started(); }
    ~Counted() { metrics_.stream_ended(); }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    HttpMetrics& metrics_;
};

}  // namespace

std::string_view to_string(StreamEnd end) {
    switch (end) {
        case StreamEnd::whole:
            return "whole";
        case StreamEnd::cut:
            return "cut";
        case StreamEnd::late:
            return "late";
        case StreamEnd::told:
            return "late_and_told";
        case StreamEnd::gone:
            return "gone";
    }
    return "gone";
}

EventStreaming::EventStreaming(Connection& connection, Waiting& waiting, Serving& serving,
                               std::shared_ptr<const Call> call, EventStream wanted, bool is_chunked,
                               std::function<void()> wake)
    : connection_(connection),
      waiting_(waiting),
      serving_(serving),
      limits_(serving.config.streams),
      call_(std::move(call)),
      wanted_(std::make_shared<const EventStream>(std::move(wanted))),
      is_chunked_(is_chunked),
      wake_(std::move(wake)),
      check_key_at_(Clock::now() + limits_.heartbeat),
      written_through_(wanted_->after) {}

asio::awaitable<StreamEnd> EventStreaming::run() {
    const Counted counted(serving_.metrics);
    if (wanted_->form == EventForm::server_sent) co_return co_await run_live();
    co_return co_await run_to_head();
}

/// An export is whole when the log knows of it; what was sent of one that is cut is recorded all the same.
asio::awaitable<StreamEnd> EventStreaming::run_to_head() {
    const auto failed = co_await write_to_head();
    if (failed != StreamEnd::whole) {
        co_await record_export();
        co_return failed;
    }
    const bool recorded = co_await record_export();
    if (!recorded) co_return StreamEnd::cut;
    const auto signed_head = co_await signed_head_root();
    if (waiting_.stopped) co_return StreamEnd::gone;
    const std::string trailer = trailer_json(written_events_, wanted_->head, signed_head ? signed_head->root : "",
                                             signed_head ? signed_head->checkpoint : "") +
                                '\n';
    co_return co_await finish(trailer);
}

asio::awaitable<bool> EventStreaming::record_export() {
    if (!wrote_more_than_records_) co_return true;
    domain::RecordHistoryExported command;
    command.from_position = wanted_->after;
    command.to_position = written_through_;
    command.count = written_events_;
    command.format = "ndjson";
    auto slot = std::make_shared<Slot<bool>>(waiting_);
    auto job = [&serving = serving_, call = call_, slot, command = std::move(command)] {
        try {
            auto submission = recording_of(serving.services, *call, {call->request.principal.tenant, command, {}});
            serving.services.store.submit(std::move(submission), [slot](const eventstore::AppendOutcome& outcome) {
                slot->deliver(std::holds_alternative<eventstore::AppendedReply>(outcome));
            });
        } catch (const std::exception& fault) {
            log_fault(serving.log, *call, "error", fault.what());
            slot->deliver(false);
        }
    };
    serving_.pool.run(std::move(job));
    const auto recorded = co_await await_slot(waiting_, std::move(slot), Clock::now() + limits_.write_deadline);
    co_return recorded.value_or(false);
}

asio::awaitable<StreamEnd> EventStreaming::write_to_head() {
    for (std::int64_t cursor = wanted_->after; cursor < wanted_->head;) {
        auto found = co_await read(cursor, wanted_->head);
        if (waiting_.stopped) co_return StreamEnd::gone;
        if (!found.portion) co_return StreamEnd::cut;
        const auto failed = co_await write_events(found.portion->events);
        if (failed) co_return *failed;
        cursor = found.portion->through;
    }
    co_return StreamEnd::whole;
}

/// nullopt also when the tree cannot be read: the events are no worse for it.
asio::awaitable<std::optional<SignedRoot>> EventStreaming::signed_head_root() {
    if (serving_.services.merkle == nullptr) co_return std::nullopt;
    auto slot = std::make_shared<Slot<std::optional<SignedRoot>>>(waiting_);
    auto job = [&serving = serving_, call = call_, slot, head = wanted_->head] {
        if (slot->is_abandoned()) return;
        try {
            slot->deliver(signed_root(serving.services, head));
        } catch (const std::exception& fault) {
            log_fault(serving.log, *call, "error", fault.what());
            slot->deliver(std::nullopt);
        }
    };
    serving_.pool.run(std::move(job));
    auto found = co_await await_slot(waiting_, std::move(slot), Deadline::max());
    co_return found ? std::move(*found) : std::nullopt;
}

asio::awaitable<StreamEnd> EventStreaming::run_live() {
    EventRing::Follower place(serving_.ring, *wanted_, wake_);
    auto end = co_await write_text(first_text);
    if (!end && wanted_->status) {
        const auto status = co_await first_status();
        if (!status) co_return co_await finish();
        end = co_await write_text(*status);
    }
    while (!end) {
        end = co_await end_before_next();
        if (end) break;
        auto next = co_await next_of(place);
        if (!next) co_return StreamEnd::cut;
        if (next->is_over) co_return co_await finish();
        if (next->is_waiting)
            end = co_await rest();
        else
            end = co_await write_events(next->events);
    }
    co_return *end;
}

asio::awaitable<std::optional<std::string>> EventStreaming::first_status() {
    auto turn_to_read = co_await turn();
    if (!turn_to_read) co_return std::nullopt;
    auto slot = std::make_shared<Slot<std::optional<std::string>>>(waiting_);
    auto job = [&serving = serving_, turn_to_read = std::move(turn_to_read), call = call_, wanted = wanted_, slot] {
        if (slot->is_abandoned()) return;
        try {
            slot->deliver(wanted->status());
        } catch (const std::exception& fault) {
            log_fault(serving.log, *call, "error", fault.what());
            slot->deliver(std::nullopt);  // the client comes back
        }
    };
    serving_.pool.run(std::move(job));
    auto found = co_await await_slot(waiting_, std::move(slot), Deadline::max());
    co_return found ? std::move(*found) : std::nullopt;
}

asio::awaitable<std::optional<StreamEnd>> EventStreaming::end_before_next() {
    if (waiting_.stopped || serving_.stopping) co_return StreamEnd::gone;
    if (serving_.draining) co_return co_await finish();
    if (Clock::now() < check_key_at_) co_return std::nullopt;
    check_key_at_ = Clock::now() + limits_.heartbeat;
    const bool is_good = co_await key_is_good();
    if (!is_good) co_return co_await finish();
    co_return std::nullopt;
}

asio::awaitable<std::optional<EventStreaming::Next>> EventStreaming::next_of(EventRing::Follower& place) {
    auto taken = place.take(limits_.portion_bytes);
    if (taken.is_over) co_return Next{.is_over = true};
    const bool must_read = (wanted_->open || wanted_->status) && !taken.events.empty();
    if (!taken.is_behind && !must_read) {
        const bool is_waiting = taken.events.empty();
        co_return Next{std::move(taken.events), is_waiting};
    }
    auto found = co_await read(taken.from, serving_.ring.last());
    place.go_on_from(found.portion ? found.portion->through : taken.from);
    if (found.portion) co_return Next{.events = std::move(found.portion->events), .is_over = found.portion->is_over};
    if (!found.fault_passes) co_return std::nullopt;
    co_await waiting_.rest_until(Clock::now() + limits_.retry_pause);
    co_return Next{};
}

/// Until something comes, with a sign of life where nothing does.
asio::awaitable<std::optional<StreamEnd>> EventStreaming::rest() {
    co_await waiting_.rest_until(std::min(heartbeat_at_, check_key_at_));
    if (waiting_.stopped || Clock::now() < heartbeat_at_) co_return std::nullopt;
    co_return co_await write_text(heartbeat_text);
}

/// Empty when the stream was stopped meanwhile.
asio::awaitable<std::shared_ptr<void>> EventStreaming::turn() {
    auto slot = std::make_shared<Slot<ReadTurns::Taken>>(waiting_);
    serving_.read_turns.ask(slot);
    auto taken = co_await await_slot(waiting_, std::move(slot), Deadline::max());
    co_return taken ? std::move(*taken) : nullptr;
}

asio::awaitable<EventStreaming::Read> EventStreaming::read(std::int64_t after, std::int64_t until) {
    auto turn_to_read = co_await turn();
    if (!turn_to_read) co_return Read{.fault_passes = true};
    auto slot = std::make_shared<Slot<Read>>(waiting_);
    auto job = [&serving = serving_, turn_to_read = std::move(turn_to_read), call = call_, wanted = wanted_, slot,
                after, until] {
        if (slot->is_abandoned()) return;
        try {
            slot->deliver({read_portion(serving.services, *wanted, after, until, serving.config.streams)});
        } catch (const eventstore::StoreUnavailable& fault) {
            log_fault(serving.log, *call, "warning", fault.what());
            slot->deliver({std::nullopt, true});
        } catch (const std::exception& fault) {
            log_fault(serving.log, *call, "error", fault.what());
            slot->deliver({std::nullopt, false});
        }
    };
    serving_.pool.run(std::move(job));  // few at once: who has no turn is not here
    auto found = co_await await_slot(waiting_, std::move(slot), Deadline::max());
    co_return found ? std::move(*found) : Read{.fault_passes = true};
}

asio::awaitable<bool> EventStreaming::key_is_good() {
    auto turn_to_read = co_await turn();
    if (!turn_to_read) co_return true;
    auto slot = std::make_shared<Slot<bool>>(waiting_);
    auto job = [&services = serving_.services, turn_to_read = std::move(turn_to_read), call = call_, slot] {
        if (!slot->is_abandoned()) slot->deliver(is_still_allowed(services, *call));
    };
    serving_.pool.run(std::move(job));
    const auto allowed = co_await await_slot(waiting_, std::move(slot), Deadline::max());
    co_return allowed.value_or(true);
}

}  // namespace suoledger::http
