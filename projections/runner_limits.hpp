// SPDX-License-Identifier: Apache-2.0
// What the runner and the rebuilder count, and their bounds.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace suoledger::projections {

namespace metric {
inline constexpr std::string_view position = "projection_position";      // gauge, label projection
inline constexpr std::string_view lag_events = "projection_lag_events";  // gauge: the log's head less what is served
inline constexpr std::string_view batches = "projection_batches_total";  // written
inline constexpr std::string_view events = "projection_events_total";    // folded, rebuilds included
inline constexpr std::string_view log_reads = "projection_log_reads_total";
inline constexpr std::string_view dropped_batches = "projection_dropped_batches_total";  // the queue was full
inline constexpr std::string_view rebuilds = "projection_rebuilds_total";                // label projection
inline constexpr std::string_view rebuild_progress = "projection_rebuild_progress";  // gauge 0 to 1, label projection
inline constexpr std::string_view faults = "projection_faults_total";                // label kind: log, rows, fold
}  // namespace metric

struct RunnerLimits {
    std::size_t queued_batches = 1024;
    std::size_t queued_bytes = std::size_t{32} << 20;
    std::size_t batch_events = 1000;  // of one WriteBatch, about
    /// Under load events gather this long, or until there are so many, for one write of many costs less than many
    /// writes: a hot row is written once. Never while somebody waits for what was appended.
    std::chrono::milliseconds gathering{30};
    std::int64_t gathered_events = 400;
    std::size_t waiters = 100'000;
    std::chrono::milliseconds shortest_pause{20};
    std::chrono::milliseconds longest_pause{2000};
    /// After an event that cannot be folded: trying again can only help when something was repaired.
    std::chrono::milliseconds fault_pause{30'000};
    /// When nothing is heard of the head, it is asked for: a notification may have been lost.
    std::chrono::milliseconds head_poll{2000};
    /// Of all rebuilds together: rows that are not written yet. Each file that they are written to is merged again
    /// later, and rows that are in files are looked up slowly.
    std::size_t rebuild_bytes = std::size_t{136} << 20;
    /// What a projection has folded since it was written last, at most; a killed process folds it again.
    std::int64_t rebuild_unwritten_events = 500'000;
    /// As long as they stand before it, rebuilds are joined by others, which they wait for: the log is read once.
    std::int64_t rebuild_joined_events = 50'000;
    std::int64_t rebuild_portion_events = 2000;  // read at once; the log bounds the bytes of a portion
    /// What lies ready to be folded, about, and at most as much again that is being folded: while the last large file
    /// of a round is written, the other processors read on.
    std::size_t rebuild_bytes_ahead = std::size_t{24} << 20;
};

}  // namespace suoledger::projections
