// SPDX-License-Identifier: Apache-2.0
// What a batch of commands needs before it is planned, as far as those who prepared them know.
#include <algorithm>

#include "eventstore/batch_planner.hpp"

namespace suoledger::eventstore {

namespace {

/// Of two that were prepared at different times, the later one knows more.
void presume_version(const domain::StreamId& stream, std::int64_t version, Wanted& wanted) {
    wanted.streams.insert(stream);
    auto& presumed = wanted.presumed_versions.try_emplace(stream, version).first->second;
    presumed = std::max(presumed, version);
}

}  // namespace

std::size_t bytes_of(const PendingCommand& command) {
    constexpr std::size_t reply_and_heads = 2048;
    std::size_t bytes = reply_and_heads;
    if (!command.prepared) return bytes;
    for (const auto& event : command.prepared->events) bytes += event.row.payload.size() + event.row.metadata.size();
    return bytes;
}

Wanted BatchPlanner::wanted_by(std::span<PendingCommand> batch) const {
    Wanted wanted;
    for (const auto& pending : batch) {
        if (!pending.submission.dry_run) wanted.commands.insert(pending.submission.command_id);
        wanted.tenants.insert(pending.submission.context.tenant);
        if (!pending.prepared) continue;
        for (const auto& [stream, state] : pending.prepared->view.streams())
            presume_version(stream, version_of(state), wanted);
        for (const auto& [key, owner] : pending.prepared->view.reservations()) {
            wanted.reservations.insert(key);
            wanted.presumed_owners.emplace(key, owner);
        }
        for (const auto& event : pending.prepared->events) {
            wanted.streams.insert(event.row.stream);
            if (creates(pending.submission.command, event.row.stream)) presume_version(event.row.stream, 0, wanted);
        }
    }
    return wanted;
}

}  // namespace suoledger::eventstore
