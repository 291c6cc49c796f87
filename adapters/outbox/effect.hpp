// SPDX-License-Identifier: Apache-2.0
// What the outbox needs of whoever acts on the world outside: a mail that goes, a refund that a provider makes.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "domain/decide.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/outbox.hpp"

namespace suoledger::adapters {

/// How performing ended.
struct EffectOutcome {
    enum class Kind : std::uint8_t { done, try_again, give_up } kind{};
    std::string code;  // of the last two: stable snake_case, nothing personal
    std::optional<std::chrono::seconds>
        retry_after{};  // asked for by the other side: waited for at least, for a day at most
    std::optional<domain::Command>
        fact{};  // what the log is told of what happened outside, before the entry is settled
};

inline EffectOutcome try_again_for(std::string code) {
    return {.kind = EffectOutcome::Kind::try_again, .code = std::move(code)};
}
inline EffectOutcome give_up_for(std::string code) {
    return {.kind = EffectOutcome::Kind::give_up, .code = std::move(code)};
}

/// One channel. Thread-safe; blocks on the outside, for less than the lease of a claim.
///
/// It may be performed again for the same entry at any time: the process may be killed between the effect and the
/// record of it. So whatever makes the other side take two for one (a Message-ID, an idempotency key) is derived from
/// the entry or its event; and where the log or the other side can tell that it was done, they are asked first.
class Effect {
public:
    virtual ~Effect() = default;
    [[nodiscard]] virtual std::string_view channel() const = 0;
    /// Throws StoreUnavailable (it is tried again); any other exception counts as a failed attempt.
    virtual EffectOutcome perform(const eventstore::OutboxEntry& entry) = 0;
    /// Nobody outside would answer now: entries stay due, and cost no attempt.
    [[nodiscard]] virtual bool is_left_alone() const { return false; }
    /// What the log is told when it becomes a dead letter, by `give_up` or because all attempts failed; nullopt:
    /// nothing. A person may requeue it afterwards, and then it may still be done.
    virtual std::optional<domain::Command> given_up(const eventstore::OutboxEntry& entry, std::string_view code) {
        static_cast<void>(entry), static_cast<void>(code);
        return std::nullopt;
    }
};

/// Of whatever is recorded for it.
eventstore::Origin origin_of(const eventstore::OutboxEntry& entry);
/// The event that implied it. nullopt: the log has another one there. Throws StoreUnavailable.
std::optional<eventstore::RecordedEvent> event_of(eventstore::EventStore& store, const eventstore::OutboxEntry& entry);

}  // namespace suoledger::adapters
