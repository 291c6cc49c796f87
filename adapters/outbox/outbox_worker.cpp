// SPDX-License-Identifier: Apache-2.0
// One entry of the outbox from claim to settlement.
#include "adapters/outbox/outbox_worker.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "adapters/work/retries.hpp"
#include "eventstore/failpoints.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/scheduled_command.hpp"

namespace suoledger::adapters {
namespace {

namespace metric = eventstore::metric;
using enum EffectOutcome::Kind;
using Kind = eventstore::WorkOutcome::Kind;

/// Of the log, for a fact of an effect that was done: rather than perform it again. Each waits for the store by itself.
constexpr int record_tries = 3;

domain::Timestamp later(domain::Timestamp now, std::chrono::microseconds by) { return {now.microseconds + by.count()}; }

std::string shown_id(const eventstore::OutboxEntry& entry) {
    return domain::to_type_id(eventstore::outbox_prefix, entry.id);
}

}  // namespace

eventstore::WorkOutcome outcome_of(const eventstore::OutboxClaim& claim, const EffectOutcome& performed,
                                   domain::Timestamp now) {
    if (performed.kind == done) return {Kind::processed, now, "", std::nullopt};
    const bool is_last = claim.entry.attempts + 1 >= max_attempts;
    if (performed.kind == give_up || is_last) return {Kind::dead, now, performed.code, std::nullopt};
    const auto asked = std::clamp<std::chrono::seconds>(performed.retry_after.value_or(std::chrono::seconds{0}),
                                                        std::chrono::seconds{0}, longest_asked_pause);
    return {Kind::retry, later(now, std::max(pause_after(claim.entry.attempts), asked)), performed.code, std::nullopt};
}

EffectOutcome OutboxWorker::perform(const eventstore::OutboxClaim& claim) {
    if (claim.unsettled >= max_unsettled_claims) return {.kind = give_up, .code = "attempts_never_ended"};
    try {
        eventstore::failpoint("outbox.before_effect");
        EffectOutcome performed = parts_.effect.perform(claim.entry);
        eventstore::failpoint("outbox.after_effect");
        return performed;
    } catch (const eventstore::StoreUnavailable&) {
        return {.kind = try_again, .code = "store_unavailable"};
    } catch (const std::exception& fault) {
        parts_.log("error", "an effect could not be performed",
                   {{"entry", shown_id(claim.entry)}, {"channel", claim.entry.channel}, {"fault", fault.what()}});
        return {.kind = claim.entry.attempts + 1 >= max_refused_attempts ? give_up : try_again,
                .code = "internal_error"};
    }
}

/// Each claim has command ids of its own: after a dead letter was requeued another fact may be told. That one fact is
/// not recorded twice is for the domain, which decides on what it knows.
std::optional<OutboxWorker::Objection> OutboxWorker::record(const eventstore::OutboxClaim& claim,
                                                            const domain::Command& fact, std::string_view of) {
    const eventstore::ScheduledCommand command{
        .tenant = claim.entry.tenant.value_or(domain::Uuid{}),
        .name = "outbox",
        .instance = domain::to_string(claim.entry.id) + "/" + std::to_string(claim.fence) + "/" + std::string(of),
        .command = fact,
        .principal_class = "worker",
        .origin = origin_of(claim.entry)};
    for (int left = record_tries; left > 0; --left) {
        const auto outcome = eventstore::submit_scheduled(parts_.store, parts_.vault, parts_.now(), command);
        if (std::holds_alternative<eventstore::AppendedReply>(outcome)) return std::nullopt;
        if (const auto* rejection = std::get_if<domain::Rejection>(&outcome)) {
            if (rejection->code == domain::RejectionCode::already_recorded) return std::nullopt;
            return Objection{std::string(domain::to_string(rejection->code)), false};
        }
        if (const auto* failed = std::get_if<eventstore::Failed>(&outcome))
            parts_.log("error", "what came of an effect could not be recorded",
                       {{"entry", shown_id(claim.entry)}, {"fault", failed->detail}});
    }
    return Objection{"store_unavailable", true};
}

/// The fact of what happened first, then, if it becomes a dead letter, that it was given up.
eventstore::WorkOutcome OutboxWorker::conclude(const eventstore::OutboxClaim& claim, EffectOutcome performed) {
    eventstore::failpoint("outbox.before_outcome");
    std::optional<Objection> objection;
    if (performed.fact) objection = record(claim, *performed.fact, "fact");
    if (objection) performed = {.kind = objection->may_pass ? try_again : give_up, .code = objection->code};
    auto outcome = outcome_of(claim, performed, parts_.now());
    if (outcome.kind == Kind::dead) {
        const auto given_up = parts_.effect.given_up(claim.entry, outcome.reason);
        // A log that cannot be reached is told by the next attempt.
        if (given_up) objection = record(claim, *given_up, "given_up");
        if (given_up && objection && objection->may_pass)
            outcome = {Kind::retry, later(parts_.now(), longest_pause), objection->code, std::nullopt};
    }
    eventstore::failpoint("outbox.after_outcome");
    return outcome;
}

void OutboxWorker::tell(const eventstore::OutboxClaim& claim, const eventstore::WorkOutcome& outcome) {
    parts_.metrics.add(metric::outbox_settled, 1,
                       {{"channel", claim.entry.channel}, {"outcome", eventstore::to_string(outcome.kind)}});
    parts_.log(outcome.kind == Kind::dead ? "warning" : "info", "effect worked off",
               {{"entry", shown_id(claim.entry)},
                {"channel", claim.entry.channel},
                {"outcome", std::string(eventstore::to_string(outcome.kind))},
                {"reason", outcome.reason}});
}

bool OutboxWorker::work_once() {
    if (parts_.effect.is_left_alone()) return false;
    const auto claims = parts_.table.claim(parts_.effect.channel(), parts_.now(), parts_.claim_lease, 1);
    if (claims.empty()) return false;
    const auto& claim = claims.front();
    eventstore::failpoint("outbox.after_claim");
    const auto outcome = conclude(claim, perform(claim));
    if (parts_.table.settle(claim, outcome)) tell(claim, outcome);  // else somebody else has it now
    return true;
}

}  // namespace suoledger::adapters
