// SPDX-License-Identifier: Apache-2.0
// Looking at what is known here and there, then asking for a refund.
#include "adapters/outbox/provider_refund.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/outbox/intents.hpp"
#include "adapters/work/retries.hpp"
#include "eventstore/codec.hpp"
#include "eventstore/provider_ids.hpp"

namespace suoledger::adapters {
namespace {

using enum EffectOutcome::Kind;

/// Between the provider's list and the call that makes a refund. Whoever was frozen for longer may have lost its claim
/// to another process, and looks again.
constexpr std::int64_t longest_look_us = 60'000'000;

struct Payment {
    domain::PaymentState state;
    std::string reference;  // of its charge
};

/// Nothing personal is opened.
Payment payment_in(eventstore::EventStore& store, const domain::StreamId& stream) {
    Payment payment;
    domain::State state = domain::initial_state(stream);
    std::vector<eventstore::RecordedEvent> rows;
    do {
        rows = store.read_stream({.stream = stream,
                                  .after_version = rows.empty() ? 0 : rows.back().stream_version,
                                  .limit = events_at_a_time});
        for (const auto& row : rows) {
            const auto event = eventstore::decode(row.event_type, row.schema_version, row.payload, stream.tenant,
                                                  row.event_id, nullptr);
            if (const auto* received = std::get_if<domain::PaymentReceived>(&event))
                payment.reference = received->provider_reference;
            domain::evolve(state, event);
        }
    } while (static_cast<std::int64_t>(rows.size()) == events_at_a_time);
    payment.state = std::get<domain::PaymentState>(state);
    return payment;
}

bool is_open(const domain::Refund& refund) {
    return refund.status == domain::RefundStatus::requested && refund.provider_refund_id.empty();
}

/// How many of that amount were requested before it and are not known to the provider by a name.
std::size_t older_than(const domain::PaymentState& payment, const domain::Refund& refund) {
    std::size_t older = 0;
    for (const auto& other : payment.refunds) {
        if (other.id == refund.id) break;
        if (is_open(other) && other.amount == refund.amount) ++older;
    }
    return older;
}

/// Of that amount, and of no refund here.
std::optional<RefundNotice> unnamed_in(const std::vector<RefundNotice>& listed, const domain::PaymentState& payment,
                                       std::int64_t amount) {
    for (const RefundNotice& notice : listed) {
        const bool is_named = std::ranges::any_of(payment.refunds, [&](const domain::Refund& refund) {
            return refund.provider_refund_id == notice.provider_refund_id;
        });
        if (!is_named && notice.amount.minor_units == amount) return notice;
    }
    return std::nullopt;
}

domain::ProviderRefundStage stage_of(RefundStage stage) {
    constexpr domain::ProviderRefundStage stages[] = {domain::ProviderRefundStage::pending,
                                                      domain::ProviderRefundStage::processed,
                                                      domain::ProviderRefundStage::failed};
    return stages[static_cast<std::size_t>(stage)];
}

EffectOutcome not_answered(const ProviderError& error, std::int32_t failed_attempts) {
    const bool is_refused = error.fault == ProviderFault::refused || error.fault == ProviderFault::not_found;
    const std::string code(to_string(error.fault));
    return is_refused && failed_attempts + 1 >= max_refused_attempts ? give_up_for(code) : try_again_for(code);
}

}  // namespace

struct ProviderRefund::Asked {
    domain::Uuid tenant;
    Payment payment;
    domain::Refund refund;

    [[nodiscard]] domain::Money amount() const { return {refund.amount, payment.state.currency}; }
    [[nodiscard]] domain::Command fact(const RefundNotice& notice) const {
        domain::RecordProviderRefund command;
        command.payment_id = payment.state.id;
        command.provider = payment.state.provider;
        command.provider_refund_id = notice.provider_refund_id;
        command.refund_id = eventstore::provider_refund_uuid(tenant, payment.state.provider, notice.provider_refund_id);
        command.stage = stage_of(notice.stage);
        command.amount = notice.amount;
        command.livemode = notice.livemode;
        return command;
    }
};

std::string_view ProviderRefund::channel() const { return provider_refund_channel; }

bool ProviderRefund::is_left_alone() const {
    return !providers_.empty() &&
           std::ranges::all_of(providers_, [](const auto& named) { return named.second->is_left_alone(); });
}

EffectOutcome ProviderRefund::ask(PaymentProvider& provider, const Asked& asked, std::int32_t failed_attempts) {
    const domain::Timestamp begun = now_();
    const auto listed = provider.refunds_of(asked.payment.reference);
    if (!listed) return not_answered(listed.error(), failed_attempts);
    if (const auto found = unnamed_in(*listed, asked.payment.state, asked.refund.amount)) {
        // The log gives it to the oldest request; of a younger one the turn comes next.
        const bool is_this = older_than(asked.payment.state, asked.refund) == 0;
        return {.kind = is_this ? done : try_again,
                .code = is_this ? "" : "older_refund_first",
                .fact = asked.fact(*found)};
    }
    if (now_().microseconds - begun.microseconds > longest_look_us) return try_again_for("looked_too_long");
    const auto made = provider.refund(asked.payment.reference, asked.amount());
    if (!made) return not_answered(made.error(), failed_attempts);
    return {.kind = done, .code = "", .fact = asked.fact(*made)};
}

EffectOutcome ProviderRefund::perform(const eventstore::OutboxEntry& entry) {
    const auto event = event_of(store_, entry);
    if (!event) return give_up_for("event_not_found");
    const auto requested = std::get<domain::RefundRequested>(eventstore::decode(
        event->event_type, event->schema_version, event->payload, event->stream.tenant, event->event_id, nullptr));
    Payment payment = payment_in(store_, event->stream);
    const auto found = std::ranges::find(payment.state.refunds, requested.refund_id, &domain::Refund::id);
    if (found == payment.state.refunds.end()) return give_up_for("refund_not_found");
    // Nobody's business but the shop's where no provider has the money; over, or known there, by whichever way.
    if (payment.state.provider.empty() || !is_open(*found)) return {.kind = done, .code = ""};
    const auto provider = providers_.find(payment.state.provider);
    if (provider == providers_.end()) return try_again_for("provider_not_configured");
    domain::Refund refund = *found;
    return ask(*provider->second, {event->stream.tenant, std::move(payment), std::move(refund)}, entry.attempts);
}

}  // namespace suoledger::adapters
