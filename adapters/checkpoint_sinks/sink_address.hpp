// SPDX-License-Identifier: Apache-2.0
// Sinks as they are configured.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace suoledger::adapters {

struct SinkAddress {
    enum class Kind : std::uint8_t { folder, http } kind = Kind::folder;
    std::string target;  // absolute path, or URL
    bool operator==(const SinkAddress&) const = default;
};

/// Comma-separated: `file:<folder>`, `http://…`, `https://…`. Else says what is wrong.
std::expected<std::vector<SinkAddress>, std::string> parse_sinks(std::string_view text);
/// As it may be shown: without what a URL may keep secret (user, password, path, query).
std::string shown_sinks(const std::vector<SinkAddress>& addresses);

}  // namespace suoledger::adapters
