// SPDX-License-Identifier: Apache-2.0
// Which event implies which effects on the world outside.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "eventstore/outbox.hpp"

namespace suoledger::adapters {

/// Who refunds what was paid through a provider; the recipient is the refund's id.
inline constexpr std::string_view provider_refund_channel = "provider_refund";
/// Who sends mails; the recipient is the message's id, the template the message's.
inline constexpr std::string_view mail_channel = "mail";

/// Of one read of the store; also how far the cursor may lie behind where nothing is implied.
inline constexpr std::int64_t events_at_a_time = 1000;

/// Of other events neither metadata nor payload needs to be read.
bool may_imply_effects(std::string_view event_type);
/// A function of the stored event alone: whoever reads it, whenever, finds the same. Throws CodecFault.
std::vector<eventstore::Intent> intents_of(const eventstore::RecordedEvent& event);

}  // namespace suoledger::adapters
