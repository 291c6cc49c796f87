// SPDX-License-Identifier: Apache-2.0
// The steps of a rotation and of a destruction, in the order in which they may be interrupted.
#include "eventstore/kek_rotation.hpp"

#include <algorithm>

#include "eventstore/failpoints.hpp"
#include "eventstore/scheduled_command.hpp"

namespace suoledger::eventstore {
namespace {

/// A batch holds its rows for the time of some hundred sealings: appends that delete one of them wait that long.
constexpr std::size_t keys_at_a_time = 200;

}  // namespace

KekWork KekRotation::do_due() {
    KekSchedule schedule = read_kek_schedule(parts_.store, parts_.clock());
    const auto due = schedule.rotation_due(parts_.policy);
    const bool rotates = due && *due <= parts_.clock();
    return finish(std::move(schedule), rotates);
}

KekWork KekRotation::rotate() { return finish(read_kek_schedule(parts_.store, parts_.clock()), true); }

KekWork KekRotation::finish(KekSchedule schedule, bool rotate) {
    KekWork work;
    const std::int64_t before = std::max(schedule.epochs.newest, domain::first_kek_epoch);
    std::int64_t newest = parts_.ring.current()->newest_epoch();
    // A ring that is ahead of the log was made so by a process that was killed, or by hand.
    if (rotate && newest <= before) newest = parts_.ring.add_epoch_behind(newest);
    failpoint("kek.added");
    if (newest > before && newest != domain::first_kek_epoch) {
        announce(newest, newest - 1);
        work.rotated_to = newest;
        schedule = read_kek_schedule(parts_.store, parts_.clock());
    }
    failpoint("kek.announced");
    work.rewrapped = rewrap_all(newest);
    work.destroyed_up_to = destroy_due(schedule);
    return work;
}

void KekRotation::announce(std::int64_t epoch, std::int64_t previous) {
    const auto now = parts_.clock();
    refusal_in(submit_scheduled(
        parts_.store, parts_.vault, now,
        {.tenant = domain::platform_tenant,
         .name = "rotate_kek",
         .instance = std::to_string(epoch),
         .command = domain::RotateKek{.epoch = epoch,
                                      .previous_epoch = previous,
                                      .destroy_previous_after = days_after(now, parts_.policy.destroy_after_days)}}));
}

std::size_t KekRotation::rewrap_all(std::int64_t epoch) {
    const WrappedKeyTable::Rewrap rewrap{
        .subject = [this](const WrappedKey& key) { return parts_.vault.rewrap(key); },
        .service = [this](const WrappedServiceKey& key) { return parts_.vault.rewrap(key); }};
    std::size_t all = 0;
    for (;;) {
        const std::size_t some = parts_.table.rewrap_below(epoch, keys_at_a_time, rewrap);
        if (some == 0) return all;
        all += some;
        failpoint("kek.rewrapped");
    }
}

std::int64_t KekRotation::destroy_due(const KekSchedule& schedule) {
    std::int64_t destroyed = 0;
    for (const auto& [epoch, due] : schedule.epochs.destroy_after) {
        if (due > parts_.clock()) continue;
        // Rows that another process holds just now are wrapped anew by it; the epoch goes when none is left.
        if (parts_.table.count_up_to(epoch) > 0) continue;
        parts_.ring.remove_up_to(epoch);
        failpoint("kek.removed");
        refusal_in(submit_scheduled(parts_.store, parts_.vault, parts_.clock(),
                                    {.tenant = domain::platform_tenant,
                                     .name = "destroy_kek",
                                     .instance = std::to_string(epoch),
                                     .command = domain::DestroyKek{epoch}}));
        destroyed = std::max(destroyed, epoch);
    }
    return destroyed;
}

}  // namespace suoledger::eventstore
