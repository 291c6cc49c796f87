// SPDX-License-Identifier: Apache-2.0
// What a key or a member may do.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace suoledger::domain {

enum class Scope : std::uint8_t { read = 1, write = 2, audit = 4, manage = 8, operate = 16 };
std::string_view to_string(Scope scope);
std::optional<Scope> parse_scope(std::string_view text);

/// A set of Scope bits.
struct Scopes {
    std::uint8_t bits = 0;
    [[nodiscard]] bool has(Scope scope) const { return (bits & static_cast<std::uint8_t>(scope)) != 0; }
    [[nodiscard]] bool contains(Scopes other) const { return (bits & other.bits) == other.bits; }
    void add(Scope scope) { bits = static_cast<std::uint8_t>(bits | static_cast<std::uint8_t>(scope)); }
    bool operator==(const Scopes&) const = default;
};

}  // namespace suoledger::domain
