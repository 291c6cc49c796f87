// SPDX-License-Identifier: Apache-2.0
// What handlers need to take webhooks in, to show what could not be booked, and where providers' lists differ.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/inbox_writer.hpp"
#include "eventstore/provider_charges.hpp"
#include "eventstore/timed_work.hpp"
#include "http/message.hpp"

namespace suoledger::http {

/// Who may tell us something. Adapters implement it for each provider that is configured; thread-safe.
class WebhookVerifier {
public:
    virtual ~WebhookVerifier() = default;
    [[nodiscard]] virtual bool knows(std::string_view provider) const = 0;
    /// Over the raw body, before anything is parsed. `provider` is known.
    [[nodiscard]] virtual bool is_genuine(std::string_view provider, const Request& request) const = 0;
    /// What makes two deliveries the same fact.
    [[nodiscard]] virtual std::string event_key(std::string_view provider, std::string_view body) const = 0;
};

/// What providers list of their charges, and up to when it was listed.
struct ProviderLists {
    eventstore::ProviderCharges& charges;
    eventstore::TimedWorkTable& done;
};

struct InboxServices {
    const WebhookVerifier& verifier;
    const eventstore::InboxSealing& sealing;
    eventstore::InboxWriter* writer = nullptr;  // none: nothing is received here, as by commands without a service
    eventstore::DeadLetterTable& dead_letters;
    eventstore::Metrics& metrics;
    std::function<void()> on_requeued = [] {};
    std::optional<ProviderLists> provider_lists = {};  // none: no provider is listed here
};

}  // namespace suoledger::http
