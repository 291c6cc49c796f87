// SPDX-License-Identifier: Apache-2.0
// What the writer read lately of one projection's rows. Folding asks for the same few rows again and again: a business'
// zone, a customer's balance, the sums of today.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

namespace suoledger::projections {

/// Two generations: what is used moves to the young one, and the old one goes as a whole when the young one is full.
/// Exact as long as there is one writer and it tells what it wrote. Thread-compatible.
class RowCache {
public:
    using Row = std::optional<std::string>;  // nullopt: there is no such row

    /// Of each generation.
    explicit RowCache(std::size_t max_bytes = std::size_t{1} << 20) : max_bytes_(max_bytes) {}

    /// nullptr: not known. Valid until the next call.
    const Row* find(const std::string& key);
    void learn(const std::string& key, Row row);
    /// Only what is known is kept up to date: most rows that are written are never read here.
    void written(const std::string& key, const Row& row);
    void clear();

private:
    using Rows = std::unordered_map<std::string, Row>;

    void make_room();

    const std::size_t max_bytes_;
    Rows young_, old_;
    std::size_t young_bytes_ = 0;
};

}  // namespace suoledger::projections
