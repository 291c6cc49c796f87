// SPDX-License-Identifier: Apache-2.0
// Decisions on the epochs of the key-encryption key: each once, in order, and destroyed no sooner than announced.
#include "domain/deciding.hpp"

namespace suoledger::domain {
namespace {

Decision one_platform_event(const CommandContext& context, Event event) {
    Decision decision;
    decision.target = {platform_tenant, StreamType::platform, platform_tenant};
    decision.events.push_back({decision.target, std::move(event), context.now, {}});
    return decision;
}

FieldErrors check(const RotateKek& command, Timestamp now) {
    FieldErrors errors;
    if (command.previous_epoch < first_kek_epoch || command.previous_epoch >= command.epoch)
        errors.add("/previous_epoch", "must be below the new one");
    if (command.destroy_previous_after < now) errors.add("/destroy_previous_after", "is in the past");
    return errors;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RotateKek& command) {
    LEDGER_ASSERT(context.tenant == platform_tenant);
    Lookup look(context.tenant, view);
    const PlatformState* platform = look.platform();
    if (look.incomplete()) return look.missing();
    if (auto conflict = check_version(context, platform ? platform->version : 0)) return *conflict;
    if (const FieldErrors errors = check(command, context.now); errors.any()) return errors.stop();
    const KekEpochs known = platform ? platform->keks : KekEpochs{};
    if (command.epoch <= known.newest || command.previous_epoch < known.newest)
        return reject(RejectionCode::kek_epoch_not_newer, "A newer epoch is in the log already.");
    return one_platform_event(context,
                              KekRotated{command.epoch, command.previous_epoch, command.destroy_previous_after});
}

Outcome decide_on(const CommandContext& context, const View& view, const DestroyKek& command) {
    LEDGER_ASSERT(context.tenant == platform_tenant);
    Lookup look(context.tenant, view);
    const PlatformState* platform = look.platform();
    if (look.incomplete()) return look.missing();
    if (auto conflict = check_version(context, platform ? platform->version : 0)) return *conflict;
    const KekEpochs known = platform ? platform->keks : KekEpochs{};
    if (known.destroyed.contains(command.epoch))
        return reject(RejectionCode::kek_already_destroyed, "The epoch was destroyed before.");
    const auto due = known.destroy_after.find(command.epoch);
    if (due == known.destroy_after.end())
        return reject(RejectionCode::kek_epoch_in_use, "The epoch is in use, or there is none of that number.");
    if (due->second > context.now)
        return reject(RejectionCode::kek_destroy_not_due, "Backups may still need the epoch.");
    return one_platform_event(context, KekDestroyed{command.epoch});
}

}  // namespace suoledger::domain
