// SPDX-License-Identifier: Apache-2.0
// Frozen files of tests/golden, and what their tests read out of them.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "domain/uuid.hpp"

namespace suoledger::eventstore {

inline std::filesystem::path golden_file(std::string_view name) {
    return std::filesystem::path(SUOLEDGER_GOLDEN_DIR) / name;
}
/// Throws when there is no such file.
std::string read_text(const std::filesystem::path& file);
boost::json::value golden_json(std::string_view name);

std::string text_at(const boost::json::value& object, std::string_view member);
domain::Uuid uuid_at(const boost::json::value& object, std::string_view member);
std::string bytes_at(const boost::json::value& object, std::string_view member);

/// The bytes that hexadecimal text spells; throws for another size.
template <std::size_t size>
std::array<std::uint8_t, size> array_of(const std::string& bytes) {
    std::array<std::uint8_t, size> out{};
    if (bytes.size() != size) throw std::runtime_error("a frozen value has the wrong size");
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

}  // namespace suoledger::eventstore
