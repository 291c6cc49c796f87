// SPDX-License-Identifier: Apache-2.0
// A folder, keys that everybody knows, a log of leaves, and Merkle logs over them.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/merkle/merkle_log.hpp"
#include "tests/eventstore/merkle/leaf_store.hpp"
#include "tests/eventstore/merkle/sample_tree.hpp"
#include "tests/eventstore/merkle/test_keys.hpp"
#include "tests/eventstore/scratch_directory.hpp"

namespace suoledger::eventstore {

/// Against a hang, never a measurement.
inline constexpr std::chrono::seconds safety_net{60};

template <class Condition>
bool comes_true(Condition condition) {
    const auto limit = std::chrono::steady_clock::now() + safety_net;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > limit) return false;
        std::this_thread::yield();
    }
    return true;
}

inline CheckpointKeys known_keys() {
    CheckpointKeys keys;
    keys.name = "ledger.example/books";
    keys.signing = {rfc8032_seed_1()};
    return keys;
}

/// What was told, in order. Thread-safe.
class Told {
public:
    void add(std::string_view text) {
        const std::lock_guard lock(mutex_);
        texts_.emplace_back(text);
    }
    [[nodiscard]] std::vector<std::string> all() const {
        const std::lock_guard lock(mutex_);
        return texts_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> texts_;
};

class MerkleLogTest : public testing::Test {
protected:
    ~MerkleLogTest() override { log_.reset(); }

    /// Signs whenever somebody waits, and else never within a test.
    MerkleLogOptions options() {
        MerkleLogOptions options;
        options.directory = directory_;
        options.keys = known_keys();
        options.sign_interval = std::chrono::hours(1);
        options.on_alarm = [this](std::string_view text) { alarms_.add(text); };
        options.on_line = [this](std::string_view text) { lines_.add(text); };
        return options;
    }
    /// Ends the one before it.
    MerkleLog& open() { return open(options()); }
    MerkleLog& open(MerkleLogOptions options) {
        log_.reset();
        log_ = std::make_unique<MerkleLog>(std::move(options), store_, metrics_);
        log_->start();
        return *log_;
    }
    void close() { log_.reset(); }

    /// Appended and handed over as by this process, and signed.
    void grow(std::int64_t count) {
        const auto batch = store_.append(count);
        log_->committed(batch);
        ASSERT_TRUE(log_->wait_until_signed(batch->back().position, safety_net)) << log_->contradiction();
    }
    /// What opening it is refused with.
    std::string refusal() {
        try {
            open();
        } catch (const LogContradiction& fault) {
            return fault.what();
        }
        return "accepted";
    }
    [[nodiscard]] std::filesystem::path file(const std::string& path, int epoch = 1) const {
        return directory_ / std::to_string(epoch) / path;
    }

    LeafStore store_;
    MemoryMetrics metrics_;
    Told alarms_, lines_;
    const tests::ScratchDirectory scratch_;
    const std::filesystem::path& directory_ = scratch_.path();
    std::unique_ptr<MerkleLog> log_;
};

/// The root that the leaves of a LeafStore have at that size.
inline Hash true_root(std::int64_t size) {
    CompactRange range;
    for (const Hash& leaf : numbered_leaves(size)) range.append(leaf);
    return range.root();
}

/// Of that many of those leaves, a power of two.
inline Hash perfect_root_of(std::int64_t from, std::int64_t count) {
    CompactRange range;
    for (std::int64_t i = from; i < from + count; ++i) range.append(leaf_hash(std::to_string(i)));
    return range.root();
}

}  // namespace suoledger::eventstore
