// SPDX-License-Identifier: Apache-2.0
// Printed numbers and names of scopes.
#include "domain/business.hpp"

#include <string>

namespace suoledger::domain {

std::string format_number(const NumberFormat& format, std::int64_t number) {
    const std::string digits = std::to_string(number);
    std::string text = format.prefix;
    const auto width = static_cast<std::size_t>(format.width > 0 ? format.width : 0);
    text.append(digits.size() < width ? width - digits.size() : 0, '0');
    return text + digits;
}

std::string_view to_string(Scope scope) {
    switch (scope) {
        case Scope::read:
            return "read";
        case Scope::write:
            return "write";
        case Scope::audit:
            return "audit";
        case Scope::manage:
            return "manage";
        case Scope::operate:
            return "operate";
    }
    return {};
}

std::optional<Scope> parse_scope(std::string_view text) {
    for (const Scope scope : {Scope::read, Scope::write, Scope::audit, Scope::manage, Scope::operate})
        if (text == to_string(scope)) return scope;
    return std::nullopt;
}

}  // namespace suoledger::domain
