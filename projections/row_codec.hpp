// SPDX-License-Identifier: Apache-2.0
// Rows to bytes and back: each row type lists its fields once, for both directions. A change of layout is a new
// projection version (a new column family), so the bytes carry no version of their own.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "domain/uuid.hpp"
#include "projections/short_bytes.hpp"

namespace suoledger::projections {

/// Bytes that no writer of ours produced: the database is damaged.
struct RowFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Integers as zigzag LEB128, enumerations and flags as one byte, text with its length before it.
class RowWriter {
public:
    template <class... Field>
    void operator()(const Field&... field) {
        (put(field), ...);
    }
    // NOLINTNEXTLINE(google-explicit-constructor): bytes are what has been written
    operator std::string_view() const { return out_.view(); }

private:
    template <class T>
    void put(const T& value);
    void put_integer(std::int64_t value) {
        // Zigzag: small negative numbers stay short.
        const auto bits = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
        if (bits < one_byte)
            out_.push_back(static_cast<char>(bits));
        else
            put_long(bits);
    }
    void put_long(std::uint64_t bits);

    static constexpr std::uint64_t one_byte = 0x80;
    ShortBytes<192> out_;  // most rows fit
};

class RowReader {
public:
    explicit RowReader(std::string_view bytes) : rest_(bytes) {}
    template <class... Field>
    void operator()(Field&... field) {
        (get(field), ...);
    }
    /// Throws RowFault if bytes are left over.
    void finish() const;

private:
    template <class T>
    void get(T& value);
    std::int64_t get_integer();
    std::string_view get_raw(std::size_t size);
    std::string_view rest_;
};

/// `const T` while writing, `T` while reading, so that one `fields` function serves both.
template <class Archive, class T>
using Like = std::conditional_t<std::same_as<Archive, RowWriter>, const T, T>;

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_bytes : std::false_type {};
template <std::size_t size>
struct is_bytes<std::array<std::uint8_t, size>> : std::true_type {};

template <class T>
void RowWriter::put(const T& value) {
    if constexpr (std::is_enum_v<T> || std::same_as<T, bool>) {
        out_.push_back(static_cast<char>(value));
    } else if constexpr (std::integral<T>) {
        put_integer(value);
    } else if constexpr (std::same_as<T, std::string>) {
        put_integer(static_cast<std::int64_t>(value.size()));
        out_.append(value.data(), value.size());
    } else if constexpr (is_bytes<T>::value) {
        out_.append(value.data(), value.size());
    } else if constexpr (is_optional<T>::value) {
        out_.push_back(value ? '\1' : '\0');
        if (value) put(*value);
    } else if constexpr (is_vector<T>::value) {
        put_integer(static_cast<std::int64_t>(value.size()));
        for (const auto& element : value) put(element);
    } else {
        fields(*this, value);
    }
}

template <class T>
void RowReader::get(T& value) {
    if constexpr (std::is_enum_v<T> || std::same_as<T, bool>) {
        value = static_cast<T>(static_cast<std::uint8_t>(get_raw(1).front()));
    } else if constexpr (std::integral<T>) {
        value = static_cast<T>(get_integer());
    } else if constexpr (std::same_as<T, std::string>) {
        value = get_raw(static_cast<std::size_t>(get_integer()));
    } else if constexpr (is_bytes<T>::value) {
        std::memcpy(value.data(), get_raw(value.size()).data(), value.size());
    } else if constexpr (is_optional<T>::value) {
        value.reset();
        if (get_raw(1).front() != '\0') get(value.emplace());
    } else if constexpr (is_vector<T>::value) {
        const auto size = static_cast<std::size_t>(get_integer());
        if (size > rest_.size()) throw RowFault("row: more elements than bytes");
        value.clear();
        for (std::size_t i = 0; i < size; ++i) get(value.emplace_back());
    } else {
        fields(*this, value);
    }
}

/// For whoever copies the bytes at once.
template <class Row>
RowWriter encoded(const Row& row) {
    RowWriter writer;
    writer(row);
    return writer;
}
template <class Row>
std::string encode_row(const Row& row) {
    return std::string(std::string_view(encoded(row)));
}
/// Throws RowFault.
template <class Row>
Row decode_row(std::string_view bytes) {
    Row row;
    RowReader reader(bytes);
    reader(row);
    reader.finish();
    return row;
}

}  // namespace suoledger::projections
