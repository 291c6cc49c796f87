// SPDX-License-Identifier: Apache-2.0
// Wire names of consent channels.
#include "domain/consent.hpp"

namespace suoledger::domain {

std::string_view to_string(ConsentChannel channel) {
    switch (channel) {
        case ConsentChannel::web:
            return "web";
        case ConsentChannel::whatsapp:
            return "whatsapp";
        case ConsentChannel::email:
            return "email";
        case ConsentChannel::phone:
            return "phone";
        case ConsentChannel::paper:
            return "paper";
        case ConsentChannel::in_person:
            return "in_person";
    }
    return {};
}

std::optional<ConsentChannel> parse_consent_channel(std::string_view text) {
    for (const ConsentChannel channel : {ConsentChannel::web, ConsentChannel::whatsapp, ConsentChannel::email,
                                         ConsentChannel::phone, ConsentChannel::paper, ConsentChannel::in_person})
        if (text == to_string(channel)) return channel;
    return std::nullopt;
}

}  // namespace suoledger::domain
