// SPDX-License-Identifier: Apache-2.0
// Keys of the read models: tenant (16 bytes), a letter for the kind of row, then parts that sort as bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/stream.hpp"
#include "domain/time.hpp"
#include "projections/short_bytes.hpp"

namespace suoledger::projections {

/// Builds one key; every part keeps the order of its values.
class Key {
public:
    Key(const domain::Uuid& tenant, char kind);
    Key& with(const domain::Uuid& id) &;
    Key& with(std::int64_t position) &;
    Key& with(domain::Date date) &;
    Key& with(std::string_view text) &;
    Key& with_byte(std::uint8_t value) &;
    template <class... Part>
    static Key of(const domain::Uuid& tenant, char kind, const Part&... part) {
        Key key(tenant, kind);
        (key.with(part), ...);
        return key;
    }
    [[nodiscard]] std::size_t size() const { return bytes_.view().size(); }
    // NOLINTBEGIN(google-explicit-constructor): bytes are what a key is
    operator std::string_view() const { return bytes_.view(); }
    operator std::string() const { return std::string(bytes_.view()); }
    // NOLINTEND(google-explicit-constructor)

private:
    ShortBytes<64> bytes_;
};

/// The first key after all that begin with `prefix`; empty if there is none.
std::string end_of_prefix(std::string prefix);
/// The 8-byte number, and the 4-byte date, at `offset` of a key. Throws RowFault.
std::int64_t position_in_key(std::string_view key, std::size_t offset);
domain::Date date_in_key(std::string_view key, std::size_t offset);

inline constexpr std::size_t date_size = 4;

/// Tenant and kind: what the keys of a business' rows of one kind begin with.
inline constexpr std::size_t key_head_size = 17;

}  // namespace suoledger::projections
