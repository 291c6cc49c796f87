// SPDX-License-Identifier: Apache-2.0
// Every event type is described once with nothing in it.
#include "eventstore/personal_fields.hpp"

#include <fmt/format.h>

#include "eventstore/codec_events.hpp"
#include "eventstore/sealing.hpp"

namespace suoledger::eventstore {
namespace {

template <std::size_t index = 0>
void describe_named(std::string_view event_type, PayloadWriter& out) {
    if constexpr (index < std::variant_size_v<domain::AnyEvent>) {
        using E = std::variant_alternative_t<index, domain::AnyEvent>;
        if (domain::EventName<E>::value != event_type) return describe_named<index + 1>(event_type, out);
        const E nothing{};
        write(out, nothing);
    } else {
        throw CodecFault(fmt::format("event type {} is not known to this version of the program", event_type));
    }
}

}  // namespace

std::vector<PersonalField> personal_fields_of(std::string_view event_type) {
    std::vector<PersonalField> found;
    SealedFields fields(found);
    JsonText nowhere(0);
    PayloadWriter out(nowhere, "", fields);
    describe_named(event_type, out);
    // Described like a business' key, but the platform has no key that a label could be sealed under.
    if (event_type == domain::EventName<domain::OperatorKeyIssued>::value) found.clear();
    return found;
}

}  // namespace suoledger::eventstore
