// SPDX-License-Identifier: Apache-2.0
// What tests of the runner share: read models in directories of their own, what they said, and how to wait for them.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "eventstore/metrics.hpp"
#include "projections/projection.hpp"
#include "projections/rocks_read_models.hpp"
#include "projections/runner.hpp"
#include "tests/projections/history.hpp"
#include "tests/projections/listed_log.hpp"
#include "tests/support/eventually.hpp"

namespace suoledger::projections {

/// Keeps what is said; thread-safe.
class Said {
public:
    void add(std::string_view line);
    [[nodiscard]] bool has(const std::string& part) const;
    /// Of the first line that holds it.
    [[nodiscard]] std::optional<std::int64_t> number_behind(const std::string& part) const;
    /// Waits until `count` lines hold it; false after a safety net of 60 s.
    bool wait_for(const std::string& part, std::size_t count = 1);

private:
    [[nodiscard]] std::size_t count_of(const std::string& part) const;

    mutable std::mutex mutex_;
    std::condition_variable added_;
    std::vector<std::string> lines_;
};

using Digests = std::map<std::string, std::pair<std::string, std::int64_t>>;

EventBatch batch_of(const History& history, std::size_t from, std::size_t until);
Digests digests(RocksReadModels& models);
/// True when it was told so; false also after a safety net of 60 s.
bool wait_for(RocksReadModels& models, std::size_t position);

/// Nothing is rebuilt any more; false after the safety net.
bool wait_for_rebuilds(RocksReadModels& models);
using tests::eventually;

class FollowedLog : public testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;

    std::unique_ptr<RocksReadModels> open(const std::string& name, eventstore::EventStore& log,
                                          const RunnerLimits& limits = {});
    /// Opened, started, and at the log's head.
    std::unique_ptr<RocksReadModels> caught_up(const std::string& name, eventstore::EventStore& log,
                                               const RunnerLimits& limits = {});
    /// Folded at once and from the log alone.
    Digests digests_of_one_fold(const History& history);

    std::filesystem::path root_;
    Said said_;
    eventstore::MemoryMetrics metrics_;
};

}  // namespace suoledger::projections
