// SPDX-License-Identifier: Apache-2.0
// A server on free ports of the loopback over a memory log, with hands on its store, its read models and its log.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "http/server.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {

/// Passes everything on, but keeps outcomes back while it is held.
class HeldStore final : public eventstore::EventStore {
public:
    explicit HeldStore(eventstore::EventStore& store) : store_(store) {}
    void hold();
    /// Lets go of what was kept back and of all that comes.
    void release();
    /// Blocks until that many outcomes are kept back.
    void wait_for_held(std::size_t count);
    /// From now on reads of the log block until `release`.
    void block_reads();
    void wait_for_reader();

    void submit(eventstore::Submission submission, eventstore::OnOutcome on_outcome) override;
    std::vector<eventstore::RecordedEvent> read_stream(const eventstore::StreamQuery& query) override;
    std::vector<eventstore::RecordedEvent> read_log(const eventstore::LogQuery& query) override;
    eventstore::LogHead head() override;
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) override;

    std::atomic<bool> unavailable{false};  // reads throw StoreUnavailable
    std::atomic<bool> faulty{false};       // reads throw something unforeseen
    // Reads of the log that go well before one fails, and before one blocks; -1: all.
    std::atomic<int> reads_before_fault{-1}, reads_before_block{-1};
    std::atomic<bool> fault_is_absence{false};  // that one finds the log `unavailable`, else it is `faulty`

private:
    void check();

    /// Shared with outcomes on their way, which may come after the server and this are gone.
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        bool held = false, reads_blocked = false;
        int readers = 0;  // blocked ones
        std::vector<std::function<void()>> outcomes;
    };
    eventstore::EventStore& store_;
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

/// Read models whose served position is what the test says; rows are those of the whole log.
class PacedReadModels final : public projections::ReadModels {
public:
    explicit PacedReadModels(projections::ReadModels& models) : models_(models) {}
    /// While set, snapshots say this position and waits end only with `reach`.
    void stand_at(std::int64_t position);
    /// And have only the rows that were there then.
    void stand_with_rows_at(std::int64_t position);
    void reach(std::int64_t position);
    void wait_for_waiters(std::size_t count);

    std::unique_ptr<projections::ReadSnapshot> snapshot() override;
    std::unique_ptr<projections::ReadSnapshot> snapshot_at(const domain::Uuid& tenant, std::int64_t position) override {
        return models_.snapshot_at(tenant, position);
    }
    using ReadModels::when_reached;
    void when_reached(std::int64_t position, std::function<void(bool)> callback, projections::Hurry hurry) override;
    std::vector<projections::ProjectionStatus> status() override { return models_.status(); }
    std::pair<std::string, projections::ProjectionPosition> digest(std::string_view name) override {
        return models_.digest(name);
    }
    void start_rebuild(std::string_view projection) override { models_.start_rebuild(projection); }

private:
    projections::ReadModels& models_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<std::int64_t> position_;
    bool rows_stand_too_ = false;
    std::vector<std::pair<std::int64_t, std::function<void(bool)>>> waiters_;
};

struct CountingMetrics final : HttpMetrics {
    void request_started() override { ++started; }
    void request_finished(Method, std::string_view, int, std::chrono::nanoseconds) override { ++finished; }
    void stream_started() override { ++streams; }
    void stream_ended() override { --streams; }
    std::string expose() override { return "# HELP suoledger_up x\n"; }
    std::atomic<int> started{0}, finished{0}, streams{0};
};

class LogLines {
public:
    void add(std::string_view level, std::string_view message,
             const std::vector<std::pair<std::string, std::string>>& fields);
    /// Lines as "level message name=value …".
    [[nodiscard]] std::vector<std::string> all() const;
    [[nodiscard]] bool mention(std::string_view text) const;
    /// Blocks until a line mentions it.
    void wait_for(std::string_view text);

private:
    mutable std::mutex mutex_;
    std::condition_variable added_;
    std::vector<std::string> lines_;
};

/// Listens on port 0 twice; timeouts are long unless a test shortens them.
ServerConfig test_config();

class LiveServer {
public:
    /// With a primary it is a read node of it.
    explicit LiveServer(ServerConfig config = test_config(), PrimaryReads* primary = nullptr);

    [[nodiscard]] std::string address() const { return server->address(); }
    [[nodiscard]] std::string admin_address() const { return server->admin_address(); }
    /// "Authorization: Bearer …" of the business, and of an operator.
    std::string business_key, operator_key;
    /// A key of the same business; `members` are those of POST /v1/api_keys.
    struct IssuedKey {
        std::string id, header;
    };
    IssuedKey issue_key(const std::string& members);
    std::string issue_operator_key(domain::Scopes scopes, std::optional<domain::Timestamp> expires_at = {});
    /// The header lines of a POST with a JSON body: authorization, a fresh idempotency key, the content type.
    std::vector<std::string> post_headers(const std::string& idempotency_key) const;
    Reply get(const std::string& target, const std::vector<std::string>& more_headers = {});
    Reply post(const std::string& target, const std::string& body, const std::string& idempotency_key,
               const std::vector<std::string>& more_headers = {});

    SmallService service;
    HeldStore store;
    PacedReadModels read_models;
    CountingMetrics metrics;
    LogLines log;
    std::atomic<std::int64_t> clock_ahead_us{0};  // of the server's clock
    std::atomic<std::int64_t> steady_us{0};       // its steady clock, which stands still otherwise
    std::mutex reasons_mutex;
    std::vector<std::string> reasons;  // why it is not ready
    std::unique_ptr<Server> server;    // last: it uses the rest
};

inline constexpr const char* soap_invoice =
    R"({"customer":{"name":"Chinedu"},"lines":[{"description":"Soap","unit_price":1000}]})";

}  // namespace suoledger::http::test
