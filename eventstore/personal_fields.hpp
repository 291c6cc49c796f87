// SPDX-License-Identifier: Apache-2.0
// Which personal fields an event type can have, as the codec itself describes them: what records of processing list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/decide.hpp"

namespace suoledger::eventstore {

struct PersonalField;

/// In stored order. Throws CodecFault for a name that is no event's.
std::vector<PersonalField> personal_fields_of(std::string_view event_type);

}  // namespace suoledger::eventstore
