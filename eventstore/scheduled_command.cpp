// SPDX-License-Identifier: Apache-2.0
// Submitting a scheduled command and waiting for it.
#include "eventstore/scheduled_command.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <utility>

#include "eventstore/leaf.hpp"

namespace suoledger::eventstore {
namespace {

/// Longer than the store takes to find out what became of a COMMIT.
constexpr std::chrono::seconds longest_wait{60};

Reply empty_reply(const Appended&) { return {200, "{}", "{}"}; }

}  // namespace

AppendOutcome submit_scheduled(EventStore& store, KeyVault& vault, domain::Timestamp now, ScheduledCommand command) {
    Submission submission{
        .command_id = command_id_of(command.tenant, command.principal_class, command.name, command.instance),
        .fingerprint = vault.fingerprint(command.tenant, command.name + "/" + command.instance),
        .context = {command.tenant, now, std::nullopt},
        .command = std::move(command.command),
        .origin = {},
        .render = empty_reply,
        .dry_run = command.dry_run};
    if (command.origin)
        submission.origin = *std::move(command.origin);
    else
        submission.origin = {.actor_kind = ActorKind::system, .actor_id = command.name, .channel = "schedule"};
    // Shared with the callback, which may come after the wait was given up.
    const auto told = std::make_shared<std::promise<AppendOutcome>>();
    auto outcome = told->get_future();
    store.submit(std::move(submission), [told](AppendOutcome answer) { told->set_value(std::move(answer)); });
    if (outcome.wait_for(longest_wait) != std::future_status::ready) return Unknown{};
    return outcome.get();
}

std::optional<domain::Rejection> refusal_in(const AppendOutcome& outcome) {
    if (const auto* rejection = std::get_if<domain::Rejection>(&outcome)) return *rejection;
    if (std::holds_alternative<Unknown>(outcome)) throw StoreUnavailable("it is not known whether it was recorded");
    if (const auto* unavailable = std::get_if<Unavailable>(&outcome)) throw StoreUnavailable(unavailable->reason);
    if (const auto* failed = std::get_if<Failed>(&outcome)) throw std::runtime_error(failed->detail);
    if (std::holds_alternative<FingerprintMismatch>(outcome))
        throw std::runtime_error("the command id of a scheduled command was used by another");
    return std::nullopt;
}

}  // namespace suoledger::eventstore
