// SPDX-License-Identifier: Apache-2.0
// Rows of one projection that are not written yet, in memory that is given back all at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace suoledger::projections {

/// Gives memory back to where so many bytes of it came from.
struct FreeRows {
    std::size_t size = 0;
    void operator()(void* memory) const;
};

/// A hash table over rows that lie behind one another: a new row is one look-up and one copy, and a row that changes
/// again is changed where it lies as long as it fits. Thread-compatible.
class RowOverlay {
public:
    static constexpr std::size_t rows_ahead = 8;  // far enough for memory to answer meanwhile
    /// Key and value follow it. Stays where it is until `clear`, though a value that outgrows its place gets a new one.
    struct Row {
        enum class State : std::uint8_t {
            written,   // as in the files; kept so that it is not looked up again
            absent,    // not in the files; kept for the same reason
            changed,   // to be written
            erased,    // to be written as erased
            outgrown,  // another one holds the key
        };
        std::uint32_t key_size = 0, value_size = 0, capacity = 0;
        State state = State::changed;

        [[nodiscard]] std::string_view key() const { return {bytes(), key_size}; }
        /// nullopt: there is no such row.
        [[nodiscard]] std::optional<std::string_view> value() const {
            if (state == State::erased || state == State::absent) return std::nullopt;
            return std::string_view(bytes() + key_size, value_size);
        }

        /// Asks memory for it, `rows_ahead` rows before its turn: sorted rows lie all over the place.
        void prefetch() const {
            constexpr std::size_t cache_line = 64;
            __builtin_prefetch(this);
            __builtin_prefetch(reinterpret_cast<const char*>(this) + cache_line);
        }

    private:
        friend class RowOverlay;
        [[nodiscard]] const char* bytes() const { return reinterpret_cast<const char*>(this + 1); }
        [[nodiscard]] char* bytes() { return reinterpret_cast<char*>(this + 1); }
    };

    /// nullptr: nothing is known of it here. Valid until something is changed.
    [[nodiscard]] const Row* find(std::string_view key) const { return find(key, hash_of(key)); }
    [[nodiscard]] const Row* find(std::string_view key, std::uint32_t hash) const;
    /// As `find`; who changes that row next finds it at once.
    [[nodiscard]] const Row* find_to_change(std::string_view key) { return find_to_change(key, hash_of(key)); }
    [[nodiscard]] const Row* find_to_change(std::string_view key, std::uint32_t hash);
    static std::uint32_t hash_of(std::string_view key);
    void put(std::string_view key, std::string_view value);
    void erase(std::string_view key);
    /// Written as well, the last one of a key counts, but neither found nor taken by an older overlay: one copy and no
    /// look-up. nullopt: erased. For keys that are only ever appended.
    void append(std::string_view key, std::optional<std::string_view> value);
    /// A row as it is in the files, or that it is not there; for keys of which nothing is known yet.
    void remember(std::string_view key, std::optional<std::string_view> value);
    /// All that is known there, which is newer.
    void take(const RowOverlay& newer);

    /// What is to be written, by key.
    [[nodiscard]] std::vector<const Row*> changes() const;
    /// The same behind what is there, in the order it came in: to be sorted (`sort_by_key`).
    void add_changes(std::vector<const Row*>& rows) const;
    /// Little memory is kept for the rows that come next: overlays that take turns need theirs at different times.
    void clear();
    /// Of rows, the table and the sorted list; at most some chunks more are taken from the system, and what was kept.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    struct Slot {
        std::uint32_t hash = 0;
        Row* row = nullptr;
    };
    struct Chunk {
        std::unique_ptr<std::byte, FreeRows> memory;
        std::size_t size = 0, used = 0;
    };
    struct Table {
        std::unique_ptr<Slot, FreeRows> slots;
        std::size_t size = 0;  // a power of two, or none
        [[nodiscard]] std::span<Slot> all() const { return {slots.get(), size}; }
    };

    static Table make_table(std::size_t size);

    [[nodiscard]] std::size_t slot_of(std::string_view key, std::uint32_t hash) const;
    void set(std::string_view key, std::optional<std::string_view> value, Row::State state);
    void set(std::string_view key, std::uint32_t hash, std::optional<std::string_view> value, Row::State state);
    Row* make_row(std::string_view key, std::size_t capacity);
    static void fill(Row& row, std::optional<std::string_view> value, Row::State state);
    /// Of a newer one: its row, and where that belongs here.
    void prefetch(const Slot& slot) const;
    /// A table for so many rows in all.
    void reserve(std::size_t rows);

    Table table_;
    std::size_t rows_ = 0, appended_ = 0, bytes_ = 0;  // appended ones are in no slot
    Row* found_ = nullptr;                             // to be changed; holds its key
    std::vector<Chunk> chunks_;
    std::size_t filling_ = 0;  // of the chunks: those before it are full, those behind it empty
};

/// Sorts as bytes; of rows with one key the last stays. Rows come much in order, and many with the same beginning.
void sort_by_key(std::vector<const RowOverlay::Row*>& rows);

}  // namespace suoledger::projections
