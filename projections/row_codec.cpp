// SPDX-License-Identifier: Apache-2.0
// Integers and bounds of the row encoding.
#include "projections/row_codec.hpp"

#include <bit>
#include <cstddef>

namespace suoledger::projections {

void RowWriter::put_long(std::uint64_t bits) {
    constexpr std::size_t bits_per_byte = 7;
    const auto size = (static_cast<std::size_t>(std::bit_width(bits)) + bits_per_byte - 1) / bits_per_byte;
    char* const bytes = out_.grow(size);
    for (std::size_t i = 0; i + 1 < size; ++i, bits >>= bits_per_byte) bytes[i] = static_cast<char>(bits | one_byte);
    bytes[size - 1] = static_cast<char>(bits);
}

std::int64_t RowReader::get_integer() {
    std::uint64_t bits = 0;
    std::size_t size = 0;
    for (unsigned shift = 0; shift < 64 && size < rest_.size(); shift += 7) {
        const auto byte = static_cast<std::uint8_t>(rest_[size++]);
        bits |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            rest_.remove_prefix(size);
            return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
        }
    }
    throw RowFault("row: an integer has no end");
}

std::string_view RowReader::get_raw(std::size_t size) {
    if (size > rest_.size()) throw RowFault("row: bytes are missing");
    const auto raw = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return raw;
}

void RowReader::finish() const {
    if (!rest_.empty()) throw RowFault("row: bytes are left over");
}

}  // namespace suoledger::projections
