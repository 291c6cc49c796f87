// SPDX-License-Identifier: Apache-2.0
// Open addressing over chunks of rows, and sorting: by business and kind, then by eight bytes of the key at a time.
#include "projections/row_overlay.hpp"

#include <sys/mman.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <utility>

#include "eventstore/assert.hpp"
#include "eventstore/flat_map.hpp"
#include "projections/keys.hpp"

namespace suoledger::projections {

namespace {

using Row = RowOverlay::Row;

constexpr std::size_t first_slots = 64;
constexpr std::size_t smallest_chunk = std::size_t{4} << 10, largest_chunk = std::size_t{2} << 20;
/// The first ones, of 4 MiB together.
constexpr std::size_t kept_chunks = 10;

/// The place in the lists while they are sorted.
constexpr std::size_t bytes_in_lists = 2 * 16;
/// With slots, of which at least three in eight are filled.
constexpr std::size_t bytes_beside_row = 3 * 16 + bytes_in_lists;

/// Far enough for memory to answer meanwhile.
constexpr std::size_t slots_ahead = 8;

constexpr std::size_t huge_page = std::size_t{2} << 20;

std::size_t rounded_up(std::size_t size, std::size_t unit) { return (size + unit - 1) / unit * unit; }

std::byte* map(std::size_t size) {
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    return static_cast<std::byte*>(memory);
}

void unmap(void* memory, std::size_t size) {
    if (size > 0 && ::munmap(memory, size) != 0) std::abort();  // it was not mapped: a defect of ours
}

/// Much of it comes from the system itself, in huge pages, for rows are looked up all over it. The allocator would give
/// such memory to whoever asks next, and a few bytes of a huge page keep all of it.
void* allocate(std::size_t size) {
    if (size < huge_page) {
        void* const memory = std::malloc(size);
        if (memory == nullptr) throw std::bad_alloc();
        return memory;
    }
    auto* const mapped = map(size + huge_page);
    const auto before = -reinterpret_cast<std::uintptr_t>(mapped) % huge_page;
    auto* const memory = mapped + before;
    unmap(mapped, before);
    unmap(memory + size, huge_page - before);
    const int refused = ::madvise(memory, size, MADV_HUGEPAGE);
    (void)refused;  // then it is slower
    return memory;
}

/// A row and eight bytes of its key as a number that sorts like them.
struct Ordered {
    std::uint64_t part = 0;
    const Row* row = nullptr;
};

/// A business' rows of one kind: there are few groups, and of most the rows come in order.
struct Group {
    std::string_view prefix;
    std::size_t rows = 0, end = 0;  // of those that are in place
};

/// Bytes that the key lacks count as zero; which of two equal parts is the shorter key is looked at when both end.
std::uint64_t part_at(std::string_view key, std::size_t offset) {
    std::uint64_t part = 0;
    if (offset < key.size()) std::memcpy(&part, key.data() + offset, std::min(sizeof part, key.size() - offset));
    if constexpr (std::endian::native == std::endian::little) part = __builtin_bswap64(part);
    return part;
}

/// All share all bytes of their keys but how many there are. Of one key only the last is left.
void sort_by_size(std::span<Ordered> rows) {
    std::ranges::stable_sort(rows, {}, [](const Ordered& each) { return each.row->key_size; });
    for (std::size_t i = 1; i < rows.size(); ++i)
        if (rows[i - 1].row->key_size == rows[i].row->key_size) rows[i - 1].row = nullptr;
}

/// All share the bytes before `offset`.
void sort_from(std::span<Ordered> rows, std::size_t offset) {
    constexpr std::size_t part_size = sizeof(std::uint64_t);
    bool is_end_of_all = true;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto early = i + RowOverlay::rows_ahead;
        if (early < rows.size()) rows[early].row->prefetch();
        rows[i].part = part_at(rows[i].row->key(), offset);
        is_end_of_all = is_end_of_all && rows[i].row->key_size <= offset + part_size;
    }
    if (!std::ranges::is_sorted(rows, {}, &Ordered::part)) std::ranges::stable_sort(rows, {}, &Ordered::part);
    for (std::size_t begin = 0; begin < rows.size();) {
        std::size_t end = begin + 1;
        while (end < rows.size() && rows[end].part == rows[begin].part) ++end;
        const auto same = rows.subspan(begin, end - begin);
        if (same.size() > 1 && is_end_of_all) {
            sort_by_size(same);
        } else if (same.size() > 1) {
            sort_from(same, offset + part_size);
        }
        begin = end;
    }
}

/// By the beginning of their keys, then by the rest of them.
std::vector<Ordered> grouped(std::span<const Row* const> rows) {
    eventstore::FlatMap<std::string_view, std::uint32_t> known;
    std::vector<Group> groups;
    std::vector<std::uint32_t> group_of;
    group_of.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto early = i + RowOverlay::rows_ahead;
        if (early < rows.size()) rows[early]->prefetch();
        const auto prefix = rows[i]->key().substr(0, key_head_size);
        const auto [found, is_new] = known.try_emplace(prefix, static_cast<std::uint32_t>(groups.size()));
        if (is_new) groups.push_back({prefix});
        ++groups[found->second].rows;
        group_of.push_back(found->second);
    }
    std::vector<Group*> in_order;
    for (auto& group : groups) in_order.push_back(&group);
    std::ranges::sort(in_order, {}, &Group::prefix);
    std::size_t begin = 0;
    for (auto* const group : in_order) {
        group->end = begin;
        begin += group->rows;
    }
    std::vector<Ordered> ordered(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) ordered[groups[group_of[i]].end++] = {0, rows[i]};
    for (const auto& group : groups)
        sort_from(std::span(ordered).subspan(group.end - group.rows, group.rows), key_head_size);
    return ordered;
}

}  // namespace

void sort_by_key(std::vector<const Row*>& rows) {
    // Many only ever come behind one another.
    if (std::ranges::adjacent_find(rows, std::ranges::greater_equal{}, &Row::key) == rows.end()) return;
    auto ordered = grouped(rows);
    rows.clear();
    for (const auto& each : ordered)
        if (each.row != nullptr) rows.push_back(each.row);
}

std::uint32_t RowOverlay::hash_of(std::string_view key) {
    const std::uint64_t hash = XXH3_64bits(key.data(), key.size());
    return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

/// Of the row with the key, or where it belongs. There is always an empty one.
std::size_t RowOverlay::slot_of(std::string_view key, std::uint32_t hash) const {
    const auto slots = table_.all();
    const auto mask = slots.size() - 1;
    auto at = hash & mask;
    while (slots[at].row != nullptr && (slots[at].hash != hash || slots[at].row->key() != key)) at = (at + 1) & mask;
    return at;
}

const Row* RowOverlay::find(std::string_view key, std::uint32_t hash) const {
    return table_.size == 0 ? nullptr : table_.all()[slot_of(key, hash)].row;
}

const Row* RowOverlay::find_to_change(std::string_view key, std::uint32_t hash) {
    found_ = table_.size == 0 ? nullptr : table_.all()[slot_of(key, hash)].row;
    return found_;
}

void RowOverlay::put(std::string_view key, std::string_view value) { set(key, value, Row::State::changed); }
void RowOverlay::erase(std::string_view key) { set(key, std::nullopt, Row::State::erased); }
void RowOverlay::remember(std::string_view key, std::optional<std::string_view> value) {
    set(key, value, value ? Row::State::written : Row::State::absent);
}

void RowOverlay::take(const RowOverlay& newer) {
    reserve(newer.rows_);
    const auto taken = newer.table_.all();
    for (std::size_t i = 0; i < taken.size(); ++i) {
        // Each slot is on a cache line that nobody has: they are asked for while others are filled.
        if (i + slots_ahead < taken.size()) prefetch(taken[i + slots_ahead]);
        const auto& [hash, row] = taken[i];
        if (row == nullptr) continue;
        const bool is_change = row->state == Row::State::changed || row->state == Row::State::erased;
        if (is_change || find(row->key(), hash) == nullptr) set(row->key(), hash, row->value(), row->state);
    }
}

void RowOverlay::set(std::string_view key, std::optional<std::string_view> value, Row::State state) {
    if (found_ != nullptr && found_->key() == key && (!value || value->size() <= found_->capacity)) {
        fill(*found_, value, state);
    } else {
        set(key, hash_of(key), value, state);
    }
}

void RowOverlay::set(std::string_view key, std::uint32_t hash, std::optional<std::string_view> value,
                     Row::State state) {
    reserve(rows_ + 1);
    auto& slot = table_.all()[slot_of(key, hash)];
    const auto size = value ? value->size() : 0;
    if (slot.row == nullptr) {
        slot = {hash, make_row(key, size)};
        ++rows_;
        bytes_ += bytes_beside_row;
    } else if (slot.row->capacity < size) {
        auto* const outgrown = slot.row;
        slot.row = make_row(key, size + size / 4);
        outgrown->state = Row::State::outgrown;
        if (found_ == outgrown) found_ = slot.row;
    }
    fill(*slot.row, value, state);
}

void RowOverlay::append(std::string_view key, std::optional<std::string_view> value) {
    fill(*make_row(key, value ? value->size() : 0), value, value ? Row::State::changed : Row::State::erased);
    ++appended_;
    bytes_ += bytes_in_lists;
}

void RowOverlay::fill(Row& row, std::optional<std::string_view> value, Row::State state) {
    row.state = state;
    row.value_size = static_cast<std::uint32_t>(value ? value->size() : 0);
    if (row.value_size > 0) std::memmove(row.bytes() + row.key_size, value->data(), row.value_size);
}

Row* RowOverlay::make_row(std::string_view key, std::size_t capacity) {
    const auto needed = rounded_up(sizeof(Row) + key.size() + capacity, alignof(Row));
    LEDGER_ASSERT(needed <= std::numeric_limits<std::uint32_t>::max());
    const auto has_room = [&] { return chunks_[filling_].size - chunks_[filling_].used >= needed; };
    while (filling_ < chunks_.size() && !has_room()) ++filling_;
    if (filling_ == chunks_.size()) {
        const auto next = chunks_.empty() ? smallest_chunk : std::min(2 * chunks_.back().size, largest_chunk);
        const auto size = needed <= next ? next : rounded_up(needed, huge_page);
        chunks_.push_back(
            {std::unique_ptr<std::byte, FreeRows>(static_cast<std::byte*>(allocate(size)), {size}), size, 0});
    }
    auto& chunk = chunks_[filling_];
    auto* const row = new (chunk.memory.get() + chunk.used) Row;
    chunk.used += needed;
    bytes_ += needed;
    row->key_size = static_cast<std::uint32_t>(key.size());
    row->capacity = static_cast<std::uint32_t>(needed - sizeof(Row) - key.size());
    std::memcpy(row->bytes(), key.data(), key.size());
    return row;
}

void FreeRows::operator()(void* memory) const {
    if (size < huge_page) {
        std::free(memory);
    } else {
        unmap(memory, size);
    }
}

RowOverlay::Table RowOverlay::make_table(std::size_t size) {
    const auto bytes = size * sizeof(Slot);
    auto* const slots = static_cast<Slot*>(allocate(bytes));
    std::uninitialized_default_construct_n(slots, size);
    return {std::unique_ptr<Slot, FreeRows>(slots, {bytes}), size};
}

void RowOverlay::prefetch(const Slot& slot) const {
    if (slot.row == nullptr) return;
    __builtin_prefetch(slot.row);
    __builtin_prefetch(&table_.all()[slot.hash & (table_.size - 1)]);
}

void RowOverlay::reserve(std::size_t rows) {
    if (4 * rows <= 3 * table_.size) return;
    auto size = std::max(first_slots, table_.size);
    while (4 * rows > 3 * size) size *= 2;
    auto larger = make_table(size);
    const auto slots = larger.all();
    const auto mask = slots.size() - 1;
    for (const auto& slot : table_.all()) {
        if (slot.row == nullptr) continue;
        auto at = slot.hash & mask;
        while (slots[at].row != nullptr) at = (at + 1) & mask;
        slots[at] = slot;
    }
    table_ = std::move(larger);
}

std::vector<const Row*> RowOverlay::changes() const {
    std::vector<const Row*> rows;
    add_changes(rows);
    sort_by_key(rows);
    return rows;
}

void RowOverlay::add_changes(std::vector<const Row*>& rows) const {
    rows.reserve(rows.size() + rows_ + appended_);
    for (const auto& chunk : chunks_) {
        for (std::size_t at = 0; at < chunk.used;) {
            const auto* const row = std::launder(reinterpret_cast<const Row*>(chunk.memory.get() + at));
            if (row->state == Row::State::changed || row->state == Row::State::erased) rows.push_back(row);
            at += sizeof(Row) + row->key_size + row->capacity;
        }
    }
}

void RowOverlay::clear() {
    std::ranges::fill(table_.all(), Slot{});
    if (chunks_.size() > kept_chunks) chunks_.resize(kept_chunks);
    for (auto& chunk : chunks_) chunk.used = 0;
    filling_ = 0;
    found_ = nullptr;
    rows_ = appended_ = bytes_ = 0;
}

}  // namespace suoledger::projections
