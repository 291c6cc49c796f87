// SPDX-License-Identifier: Apache-2.0
// What this binary is.
#pragma once

#include <string>
#include <string_view>

namespace suoledger::adapters {

struct Software {
    std::string_view version;     // "0.1.0"
    std::string_view commit;      // "unknown" outside a git work tree
    std::string_view build_type;  // "Release"
    std::string_view sanitizers;  // "" or "address,undefined"
    bool failpoints;
};
Software software();
/// "0.1.0+1a2b3c4", as every event's metadata names it.
std::string software_version();

}  // namespace suoledger::adapters
