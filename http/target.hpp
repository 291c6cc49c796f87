// SPDX-License-Identifier: Apache-2.0
// The request target taken apart by Boost.URL.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace suoledger::http {

struct Target {
    std::string encoded_path;                                // as sent; what find_route takes
    std::string path;                                        // decoded
    std::vector<std::pair<std::string, std::string>> query;  // decoded, '+' is a space
    std::string sorted_query;                                // raw pairs in byte order: part of the fingerprint
};

/// Origin form and absolute form (http, https). nullopt for `*`, authority form, fragments and bad percent-encoding.
std::optional<Target> parse_target(std::string_view raw);

/// nullopt for bad percent-encoding.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace suoledger::http
