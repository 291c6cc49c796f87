// SPDX-License-Identifier: Apache-2.0
// Strict UTF-8 checking over utf8proc, with a fast path for ASCII.
#include "eventstore/utf8.hpp"

#include <utf8proc.h>

namespace suoledger::eventstore {

std::optional<std::size_t> find_bad_utf8(std::string_view text) {
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    std::size_t offset = 0;
    while (offset < text.size()) {
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
