// SPDX-License-Identifier: Apache-2.0
// Wire names of what was read.
#include "domain/access.hpp"

namespace suoledger::domain {

std::string_view to_string(PersonalRead read) {
    switch (read) {
        case PersonalRead::data_export:
            return "data_export";
        case PersonalRead::events_opened:
            return "events_opened";
        case PersonalRead::dead_letter:
            return "dead_letter";
    }
    return {};
}

std::optional<PersonalRead> parse_personal_read(std::string_view text) {
    for (const PersonalRead read : {PersonalRead::data_export, PersonalRead::events_opened, PersonalRead::dead_letter})
        if (text == to_string(read)) return read;
    return std::nullopt;
}

}  // namespace suoledger::domain
