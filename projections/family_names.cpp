// SPDX-License-Identifier: Apache-2.0
// Names of column families, and the record of the positions that they hold.
#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "projections/database_parts.hpp"

namespace suoledger::projections {

namespace {

/// Made once: every snapshot looks its positions up by them.
const std::string& first_name(ProjectionId projection) {
    static const auto names = [] {
        std::array<std::string, projection_count> made;
        for (const auto& each : all_projections()) made[index_of(each.id)] = column_family_of(each);
        return made;
    }();
    return names[index_of(projection)];
}

}  // namespace

std::string family_name(ProjectionId projection, std::int64_t generation) {
    if (generation == 0) return first_name(projection);
    return fmt::format("{}.{}", first_name(projection), generation);
}

std::optional<std::int64_t> generation_of(ProjectionId projection, std::string_view family) {
    const auto& first = first_name(projection);
    if (family == first) return 0;
    if (!family.starts_with(first) || family[first.size()] != '.') return std::nullopt;
    const auto digits = family.substr(first.size() + 1);
    std::int64_t generation = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), generation);
    if (error != std::errc{} || end != digits.data() + digits.size() || generation < 1) return std::nullopt;
    return generation;
}

std::vector<NamedPosition> decode_named_positions(std::string_view bytes) {
    return decode_row<std::vector<NamedPosition>>(bytes);
}

std::string encode_positions(const ProjectionPositions& positions, const Families& serving) {
    std::vector<NamedPosition> named;
    for (std::size_t i = 0; i < projection_count; ++i) named.push_back({serving[i]->GetName(), positions[i]});
    return encode_row(named);
}

}  // namespace suoledger::projections
