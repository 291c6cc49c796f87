// SPDX-License-Identifier: Apache-2.0
// Bytes put together part by part, without the allocator as long as they are few: folding makes dozens for an event.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include <boost/container/small_vector.hpp>

namespace suoledger::projections {

template <std::size_t ordinary_size>
class ShortBytes {
public:
    /// Where `size` more bytes are to be written.
    char* grow(std::size_t size) {
        const auto at = bytes_.size();
        bytes_.resize(at + size, boost::container::default_init);
        return bytes_.data() + at;
    }
    void append(const void* bytes, std::size_t size) {
        if (size > 0) std::memcpy(grow(size), bytes, size);
    }
    void push_back(char byte) { *grow(1) = byte; }

    [[nodiscard]] std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

private:
    boost::container::small_vector<char, ordinary_size> bytes_;
};

}  // namespace suoledger::projections
