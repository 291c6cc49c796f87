// SPDX-License-Identifier: Apache-2.0
// What a decision looked at.
#include "domain/decide.hpp"

namespace suoledger::domain {

void View::put(const StreamId& stream, std::shared_ptr<const State> state) { streams_[stream] = std::move(state); }

void View::put(const ReservationKey& key, std::optional<Uuid> owner) { reservations_[key] = owner; }

std::optional<std::shared_ptr<const State>> View::find(const StreamId& stream) const {
    const auto found = streams_.find(stream);
    if (found == streams_.end()) return std::nullopt;
    return found->second;
}

std::optional<std::optional<Uuid>> View::find(const ReservationKey& key) const {
    const auto found = reservations_.find(key);
    if (found == reservations_.end()) return std::nullopt;
    return std::make_optional(found->second);
}

}  // namespace suoledger::domain
