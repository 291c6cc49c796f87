// SPDX-License-Identifier: Apache-2.0
// Sorted blocks of entries behind shared pointers.
#include "domain/allocations.hpp"

#include <algorithm>
#include <utility>

#include "domain/ledger_assert.hpp"

namespace suoledger::domain {

namespace {

// A change copies one block and the list of them, so that neither may be long.
constexpr std::size_t max_block_entries = 256;

}  // namespace

Allocations::Place Allocations::place_of(const Uuid& payment) const {
    if (blocks_.empty()) return {};
    const auto first_of = [](const std::shared_ptr<const Block>& block) { return block->front().allocation.payment; };
    const auto behind = std::ranges::upper_bound(blocks_, payment, {}, first_of);
    const auto block = behind == blocks_.begin() ? behind : std::prev(behind);
    const auto payment_of = [](const Entry& entry) { return entry.allocation.payment; };
    const auto entry = std::ranges::lower_bound(**block, payment, {}, payment_of);
    return {static_cast<std::size_t>(block - blocks_.begin()), static_cast<std::size_t>(entry - (*block)->begin()),
            entry != (*block)->end() && entry->allocation.payment == payment};
}

Allocations::Block& Allocations::own(std::size_t block) {
    const auto shared = blocks_[block];
    const auto copy = std::make_shared<Block>();
    copy->reserve(shared->size() + 1);
    copy->assign(shared->begin(), shared->end());
    blocks_[block] = copy;
    return *copy;
}

void Allocations::add(const Uuid& payment, std::int64_t amount) {
    const Place place = place_of(payment);
    if (place.found)
        own(place.block)[place.entry].allocation.amount += amount;
    else
        join(place, {{payment, amount}, ++joined_});
}

void Allocations::join(const Place& place, const Entry& entry) {
    ++size_;
    if (blocks_.empty()) {
        blocks_.push_back(std::make_shared<Block>(1, entry));
        return;
    }
    Block& entries = own(place.block);
    entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(place.entry), entry);
    if (entries.size() <= max_block_entries) return;
    const auto middle = entries.begin() + max_block_entries / 2;
    auto upper = std::make_shared<Block>(middle, entries.end());
    entries.erase(middle, entries.end());
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(place.block) + 1, std::move(upper));
}

void Allocations::take(const Uuid& payment, std::int64_t amount) {
    const Place place = place_of(payment);
    LEDGER_ASSERT(place.found);
    Block& entries = own(place.block);
    const auto entry = entries.begin() + static_cast<std::ptrdiff_t>(place.entry);
    LEDGER_ASSERT(entry->allocation.amount >= amount);
    entry->allocation.amount -= amount;
    if (entry->allocation.amount > 0) return;
    --size_;
    entries.erase(entry);
    if (entries.empty()) blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(place.block));
}

std::vector<Allocation> Allocations::oldest_first() const {
    std::vector<Entry> entries;
    entries.reserve(size_);
    for (const auto& block : blocks_) entries.insert(entries.end(), block->begin(), block->end());
    std::ranges::sort(entries, {}, &Entry::joined);
    std::vector<Allocation> allocations;
    allocations.reserve(size_);
    for (const Entry& entry : entries) allocations.push_back(entry.allocation);
    return allocations;
}

}  // namespace suoledger::domain
