// SPDX-License-Identifier: Apache-2.0
// The port through which every ring reports what it counts; names are Prometheus names without the `suoledger_` prefix.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace suoledger::eventstore {

/// Label names and values; values come from closed sets, never from input.
using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Thread-safe; must not block for long.
class Metrics {
public:
    virtual ~Metrics() = default;
    virtual void add(std::string_view counter, double by = 1, Labels labels = {}) = 0;
    virtual void set(std::string_view gauge, double value, Labels labels = {}) = 0;
    virtual void observe(std::string_view histogram, double value, Labels labels = {}) = 0;
};

namespace metric {
inline constexpr std::string_view append_batches = "append_batches_total";
inline constexpr std::string_view append_transactions = "append_transactions_total";
inline constexpr std::string_view append_flights = "append_flights_total";          // label path
inline constexpr std::string_view append_batch_commands = "append_batch_commands";  // histogram
inline constexpr std::string_view append_batch_seconds = "append_batch_seconds";    // histogram: begin to commit
inline constexpr std::string_view append_commands = "append_commands_total";        // label outcome
inline constexpr std::string_view append_redecisions = "append_redecisions_total";
inline constexpr std::string_view append_halvings = "append_halvings_total";
inline constexpr std::string_view append_retries = "append_retries_total";
inline constexpr std::string_view append_resolutions = "append_resolutions_total";  // label result: committed, absent
inline constexpr std::string_view append_queue = "append_queue_commands";           // gauge
inline constexpr std::string_view log_position = "log_position";                    // gauge
inline constexpr std::string_view checkpoints_signed = "checkpoints_signed_total";
inline constexpr std::string_view checkpoint_size = "checkpoint_size";                    // gauge
inline constexpr std::string_view checkpoint_lag = "checkpoint_lag_events";               // gauge: when it was signed
inline constexpr std::string_view checkpoint_signed_at = "checkpoint_signed_at_seconds";  // gauge: Unix time
inline constexpr std::string_view checkpoint_contradiction = "checkpoint_contradiction";  // gauge: 1 once it stopped
inline constexpr std::string_view checkpoint_sink_size = "checkpoint_sink_size";          // gauge, label sink
inline constexpr std::string_view checkpoint_sink_failures = "checkpoint_sink_failures_total";  // label sink
inline constexpr std::string_view access_log_dropped = "access_log_dropped_total";  // reads that found no room
}  // namespace metric

class NullMetrics final : public Metrics {
public:
    void add(std::string_view, double, Labels) override {}
    void set(std::string_view, double, Labels) override {}
    void observe(std::string_view, double, Labels) override {}
};

/// Keeps sums by name, and by `name{label="value"}` where labels are given.
class MemoryMetrics final : public Metrics {
public:
    void add(std::string_view counter, double by, Labels labels) override;
    void set(std::string_view gauge, double value, Labels labels) override;
    void observe(std::string_view histogram, double value, Labels labels) override;

    /// 0 for what was never reported; for a histogram the number of observations.
    [[nodiscard]] double value(const std::string& series) const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, double> values_;
};

}  // namespace suoledger::eventstore
