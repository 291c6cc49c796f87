// SPDX-License-Identifier: Apache-2.0
// Refunds of what was paid through a provider: asked for there once for each that was requested here.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "adapters/outbox/effect.hpp"
#include "adapters/providers/payment_provider.hpp"
#include "eventstore/clock.hpp"

namespace suoledger::adapters {

/// A provider makes two refunds of two calls, and no call carries an id. So its own list is looked at before each call:
/// one in it that no refund here has named is taken for the oldest request of that amount, as everywhere (ADR 0020).
class ProviderRefund final : public Effect {
public:
    using Providers = std::map<std::string, PaymentProvider*, std::less<>>;
    /// The store and the providers outlive it. `now` must not stand still while a process is frozen.
    ProviderRefund(eventstore::EventStore& store, Providers providers,
                   std::function<domain::Timestamp()> now = eventstore::system_now)
        : store_(store), providers_(std::move(providers)), now_(std::move(now)) {}

    [[nodiscard]] std::string_view channel() const override;
    EffectOutcome perform(const eventstore::OutboxEntry& entry) override;
    /// As long as every provider is.
    [[nodiscard]] bool is_left_alone() const override;

private:
    struct Asked;
    EffectOutcome ask(PaymentProvider& provider, const Asked& asked, std::int32_t failed_attempts);

    eventstore::EventStore& store_;
    const Providers providers_;
    const std::function<domain::Timestamp()> now_;
};

}  // namespace suoledger::adapters
