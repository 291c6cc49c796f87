// SPDX-License-Identifier: Apache-2.0
// Two maps that age together.
#include "projections/row_cache.hpp"

#include <utility>

namespace suoledger::projections {

namespace {

// A node, its bucket and what the allocator adds.
constexpr std::size_t bytes_per_row = 128;

std::size_t size_of(const std::string& key, const RowCache::Row& row) {
    return bytes_per_row + key.size() + (row ? row->size() : 0);
}

}  // namespace

const RowCache::Row* RowCache::find(const std::string& key) {
    if (const auto young = young_.find(key); young != young_.end()) return &young->second;
    auto used = old_.extract(key);
    if (used.empty()) return nullptr;
    young_bytes_ += size_of(used.key(), used.mapped());
    make_room();
    return &young_.insert(std::move(used)).position->second;
}

void RowCache::learn(const std::string& key, Row row) {
    old_.erase(key);
    young_bytes_ += size_of(key, row);
    make_room();
    young_.insert_or_assign(key, std::move(row));
}

void RowCache::written(const std::string& key, const Row& row) {
    if (find(key) != nullptr) learn(key, row);
}

void RowCache::clear() {
    young_.clear();
    old_.clear();
    young_bytes_ = 0;
}

void RowCache::make_room() {
    if (young_bytes_ <= max_bytes_) return;
    old_ = std::exchange(young_, {});
    young_bytes_ = 0;
}

}  // namespace suoledger::projections
