// SPDX-License-Identifier: Apache-2.0
// Strict UTF-8 checking over utf8proc, with a fast path for ASCII.
#include "eventstore/utf8.hpp"

#include <utf8proc.h>

#include <cstdint>
#include <cstring>

namespace suoledger::eventstore {
namespace {

/// Most text is ASCII: eight bytes are looked at together.
bool starts_with_ascii_word(std::string_view text) {
    std::uint64_t word = 0;
    if (text.size() < sizeof word) return false;
    std::memcpy(&word, text.data(), sizeof word);
    return (word & 0x8080808080808080U) == 0;
}

}  // namespace

std::optional<std::size_t> find_bad_utf8(std::string_view text) {
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    std::size_t offset = 0;
    while (offset < text.size()) {
        if (starts_with_ascii_word(text.substr(offset))) {
            offset += sizeof(std::uint64_t);
            continue;
        }
        if (bytes[offset] < 0x80) {
            ++offset;
            continue;
        }
        utf8proc_int32_t code_point = 0;
        const auto used =
            utf8proc_iterate(bytes + offset, static_cast<utf8proc_ssize_t>(text.size() - offset), &code_point);
        if (used <= 0) return offset;
        offset += static_cast<std::size_t>(used);
    }
    return std::nullopt;
}

}  // namespace suoledger::eventstore
