// SPDX-License-Identifier: Apache-2.0
// Wire names of kinds of restriction.
#include "domain/restriction.hpp"

namespace suoledger::domain {

std::string_view to_string(RestrictionKind kind) {
    switch (kind) {
        case RestrictionKind::restriction:
            return "restriction";
        case RestrictionKind::objection:
            return "objection";
    }
    return {};
}

std::optional<RestrictionKind> parse_restriction_kind(std::string_view text) {
    for (const RestrictionKind kind : {RestrictionKind::restriction, RestrictionKind::objection})
        if (text == to_string(kind)) return kind;
    return std::nullopt;
}

}  // namespace suoledger::domain
