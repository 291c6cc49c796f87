// SPDX-License-Identifier: Apache-2.0
// Rows that every request reads and hardly anything changes, kept for as long as nothing does.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace suoledger::projections {

/// Of one projection, shared by all pins between two changes of it: whoever changes the projection begins a new one.
/// Thread-safe.
class RowMemo {
public:
    std::optional<std::string> find(const std::string& key) const {
        const std::lock_guard lock(mutex_);
        const auto found = rows_.find(key);
        return found == rows_.end() ? std::nullopt : std::optional(found->second);
    }
    void keep(const std::string& key, const std::string& row) {
        const std::lock_guard lock(mutex_);
        if (bytes_ > max_bytes) {
            rows_.clear();
            bytes_ = 0;
        }
        if (rows_.emplace(key, row).second) bytes_ += bytes_per_row + key.size() + row.size();
    }

private:
    static constexpr std::size_t max_bytes = std::size_t{1} << 20;
    static constexpr std::size_t bytes_per_row = 128;  // a node, its bucket and what the allocator adds

    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::string> rows_;
    std::size_t bytes_ = 0;
};

}  // namespace suoledger::projections
