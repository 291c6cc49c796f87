// SPDX-License-Identifier: Apache-2.0
// What is folded and not in RocksDB's files yet: layers of changed rows, which readers see over the files.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "projections/row_layer.hpp"

namespace suoledger::projections {

struct LiveLimits {
    /// What is written at once, about: rows that change often are written once, and files are not small.
    std::size_t bytes = std::size_t{16} << 20;
    /// A start after kill -9 folds what was not written again.
    std::int64_t events = 20'000;
    std::chrono::seconds age{5};
    /// Readers look into each, so that small ones become one.
    std::size_t layers = 8;
    /// Less goes through RocksDB's log and its own memory: files of their own would be many and small.
    std::size_t file_bytes = std::size_t{2} << 20;
};

/// Thread-compatible: used under the database's mutex.
class LiveRows {
public:
    explicit LiveRows(LiveLimits limits) : limits_(limits) {}

    /// For readers: what is not in the files, as of now.
    [[nodiscard]] const RowLayers& unwritten() const { return unwritten_; }
    /// For the writer, who looks up what it wrote lately again and again: with what went to the files last.
    [[nodiscard]] RowLayers known() const;
    void push(std::shared_ptr<const RowLayer> layer, std::chrono::steady_clock::time_point now);
    /// What should be one layer; empty if nothing. To be replaced by `merged` of them, made without the mutex, before
    /// anything else is pushed.
    [[nodiscard]] RowLayers too_small() const;
    void replace(const RowLayers& small, std::shared_ptr<const RowLayer> merged);

    struct Writing {
        RowLayers layers;  // all; they stay until `written` or `not_written`
        RowLayers behind;  // what was written before them, which is not looked up any more: for the caller to let go
    };
    /// One at a time.
    [[nodiscard]] Writing begin_writing();
    void written(RowLayers layers);
    void not_written() {
        writing_ = 0;
        count();
    }
    /// What went to the files is not looked up here any more.
    void forget_written() { kept_.clear(); }

    [[nodiscard]] bool is_due(std::chrono::steady_clock::time_point now) const;
    [[nodiscard]] bool is_full() const { return bytes_ >= limits_.bytes || events_ >= limits_.events; }
    /// The files do not keep up.
    [[nodiscard]] bool is_too_full() const { return bytes_ + writing_bytes_ >= 4 * limits_.bytes; }

private:
    void count();

    const LiveLimits limits_;
    RowLayers unwritten_;
    std::size_t writing_ = 0;  // of them, the oldest
    RowLayers kept_;
    std::chrono::steady_clock::time_point oldest_{};
    std::size_t bytes_ = 0, writing_bytes_ = 0;  // of what is not being written, and of what is
    std::int64_t events_ = 0;
};

}  // namespace suoledger::projections
