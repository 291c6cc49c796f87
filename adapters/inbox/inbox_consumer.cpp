// SPDX-License-Identifier: Apache-2.0
// One attempt, and what results mean.
#include "adapters/inbox/inbox_consumer.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "adapters/work/retries.hpp"
#include "adapters/work/upkeep.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/inbox_writer.hpp"

namespace suoledger::adapters {
namespace {

namespace metric = eventstore::metric;
using eventstore::InboxOutcome;

/// Asking again soon changes nothing about these.
bool is_refused_by_provider(std::string_view reason) {
    constexpr auto reasons = std::to_array<std::string_view>({"refused", "not_found", "internal_error"});
    return std::ranges::find(reasons, reason) != reasons.end();
}

}  // namespace

InboxOutcome outcome_of(const eventstore::InboxClaim& claim, const Booked& result, domain::Timestamp now) {
    using enum InboxOutcome::Kind;
    if (result.result == Booked::Result::refused) return {dead, now, result.reason, result.tenant};
    if (result.result != Booked::Result::later) return {processed, now, "", result.tenant};
    const std::int32_t attempts = claim.entry.attempts + 1;
    if (attempts >= (is_refused_by_provider(result.reason) ? max_refused_attempts : max_attempts))
        return {dead, now, result.reason, result.tenant};
    const auto pause = std::chrono::microseconds(pause_after(claim.entry.attempts)).count();
    return {retry, {now.microseconds + pause}, result.reason, result.tenant};
}

InboxConsumer::InboxConsumer(Parts parts)
    : parts_(std::move(parts)),
      threads_({.name = "inbox",
                .work_once = [this] { return work_once(); },
                .keep_house = [this] { keep_house(); },
                .on_fault =
                    [this](std::string_view fault) {
                        parts_.log("debug", "the inbox cannot be read", {{"fault", std::string{fault}}});
                    }}) {}

Booked InboxConsumer::attempt(const eventstore::InboxClaim& claim) {
    if (claim.unsettled >= max_unsettled_claims) return {Booked::Result::refused, "attempts_never_ended", std::nullopt};
    const auto provider = parts_.providers.find(claim.entry.provider);
    if (provider == parts_.providers.end()) return {Booked::Result::later, "provider_not_configured", std::nullopt};
    const auto body = parts_.sealing.open(claim.entry);
    if (!body) return {Booked::Result::refused, "body_cannot_be_opened", std::nullopt};
    try {
        return provider->second->book(*body, {.principal_class = "consumer",
                                              .name = "inbox",
                                              .instance = domain::to_string(claim.entry.id),
                                              .channel = "webhook"});
    } catch (const eventstore::StoreUnavailable&) {
        return {Booked::Result::later, "store_unavailable", std::nullopt};
    } catch (const std::exception& fault) {
        parts_.log("error", "a webhook could not be booked",
                   {{"entry", domain::to_type_id(eventstore::inbox_prefix, claim.entry.id)}, {"fault", fault.what()}});
        return {Booked::Result::later, "internal_error", std::nullopt};
    }
}

bool InboxConsumer::work_once() {
    std::vector<std::string> left_alone;
    for (const auto& [name, booking] : parts_.providers)
        if (booking->is_left_alone()) left_alone.push_back(name);
    // What waits may be much, and the table need not be asked for nothing.
    if (!left_alone.empty() && left_alone.size() == parts_.providers.size()) return false;
    const auto claims = parts_.table.claim(parts_.now(), parts_.claim_lease, 1, left_alone);
    if (claims.empty()) return false;
    const auto& claim = claims.front();
    const Booked result = attempt(claim);
    const InboxOutcome outcome = outcome_of(claim, result, parts_.now());
    if (!parts_.table.settle(claim, outcome)) return true;  // somebody else has it now
    parts_.metrics.add(metric::inbox_settled, 1, {{"outcome", eventstore::to_string(outcome.kind)}});
    const std::string_view level = outcome.kind == InboxOutcome::Kind::dead ? "warning" : "info";
    if (outcome.kind != InboxOutcome::Kind::processed || result.result == Booked::Result::booked)
        parts_.log(level, "webhook worked off",
                   {{"entry", domain::to_type_id(eventstore::inbox_prefix, claim.entry.id)},
                    {"provider", claim.entry.provider},
                    {"result", std::string(to_string(result.result))},
                    {"outcome", std::string(to_string(outcome.kind))},
                    {"reason", outcome.reason}});
    return true;
}

void InboxConsumer::keep_house() {
    const auto now = parts_.now();
    forget_old_work(parts_.table, now);
    const auto figures = parts_.table.figures();
    parts_.metrics.set(metric::inbox_waiting, static_cast<double>(figures.waiting));
    parts_.metrics.set(metric::inbox_dead, static_cast<double>(figures.dead));
    parts_.metrics.set(metric::inbox_oldest, age_of_oldest(figures, now));
}

}  // namespace suoledger::adapters
