// SPDX-License-Identifier: Apache-2.0
// Writing and parsing paths; what is parsed must be spelled as it would be written.
#include "eventstore/merkle/tile_name.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace suoledger::eventstore {
namespace {

constexpr std::string_view prefix = "tile/", partial_infix = ".p/";

/// In groups of three digits, all but the last with an x before them: no folder holds more than a thousand names.
std::string grouped(std::int64_t index) {
    std::string text = fmt::format("{:03}", index % 1000);
    for (std::int64_t rest = index / 1000; rest > 0; rest /= 1000) text = fmt::format("x{:03}/", rest % 1000) + text;
    return text;
}

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

std::optional<std::int64_t> parse_grouped(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != 'x' && c != '/') digits += c;
    return parse_number(digits);
}

}  // namespace

std::string tile_path(const TileName& name) {
    std::string path = fmt::format("{}{}/{}", prefix, name.level, grouped(name.index));
    if (!name.is_full()) path += fmt::format("{}{}", partial_infix, name.width);
    return path;
}

std::optional<TileName> parse_tile_path(std::string_view path) {
    if (!path.starts_with(prefix)) return std::nullopt;
    const auto rest = path.substr(prefix.size());
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto partial = rest.find(partial_infix);
    const auto level = parse_number(rest.substr(0, slash));
    const auto index = parse_grouped(rest.substr(slash + 1, partial == rest.npos ? partial : partial - slash - 1));
    const auto width =
        partial == rest.npos ? full_tile_width : parse_number(rest.substr(partial + partial_infix.size()));
    if (!level || *level > max_tile_level || !index || !width || *width < 1 || *width > full_tile_width)
        return std::nullopt;
    const TileName name{static_cast<int>(*level), *index, static_cast<int>(*width)};
    if (tile_path(name) != path) return std::nullopt;
    return name;
}

std::int64_t full_tiles(int level, std::int64_t tree_size) {
    // In two steps: on the highest level one shift would be by all 64 bits.
    return (tree_size >> (tile_height * level)) >> tile_height;
}

int width_of_tile(int level, std::int64_t index, std::int64_t tree_size) {
    const std::int64_t hashes = tree_size >> (tile_height * level);
    if (index > hashes / full_tile_width) return 0;
    return static_cast<int>(std::min<std::int64_t>(hashes - index * full_tile_width, full_tile_width));
}

}  // namespace suoledger::eventstore
