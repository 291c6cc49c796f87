// SPDX-License-Identifier: Apache-2.0
// Integers and bounds of the row encoding.
#include "projections/row_codec.hpp"

#include <array>

namespace suoledger::projections {

void RowWriter::put_integer(std::int64_t value) {
    // Zigzag: small negative numbers stay short.
    auto bits = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    std::array<char, 10> bytes;
    std::size_t size = 0;
    for (; bits >= 0x80; bits >>= 7) bytes[size++] = static_cast<char>((bits & 0x7f) | 0x80);
    bytes[size++] = static_cast<char>(bits);
    out_.append(bytes.data(), size);
}

std::int64_t RowReader::get_integer() {
    std::uint64_t bits = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const auto byte = static_cast<std::uint8_t>(get_raw(1).front());
        bits |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
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
