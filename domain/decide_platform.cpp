// SPDX-License-Identifier: Apache-2.0
// Decisions on operator keys, which belong to no business.
#include "domain/deciding.hpp"

namespace suoledger::domain {
namespace {

constexpr StreamId platform_stream{platform_tenant, StreamType::platform, platform_tenant};

/// Nothing of the platform is sealed: it has no subject key.
Decision one_event(const CommandContext& context, Event event) {
    Decision decision;
    decision.target = platform_stream;
    decision.events.push_back({platform_stream, std::move(event), context.now, {}});
    return decision;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const IssueOperatorKey& command) {
    LEDGER_ASSERT(context.tenant == platform_tenant);
    Lookup look(context.tenant, view);
    const PlatformState* platform = look.platform();
    if (look.incomplete()) return look.missing();
    const std::int64_t version = platform ? platform->version : 0;
    if (auto conflict = check_version(context, version)) return *conflict;
    if (platform && platform->key_revoked.contains(command.key.key_id)) return already_there(version);
    FieldErrors errors;
    if (!command.key.label.is_absent()) errors.add("/label", "an operator key has no label");
    if (command.key.scopes.bits == 0) errors.add("/scopes", "must name at least one scope");
    if (command.key.expires_at && *command.key.expires_at <= context.now)
        errors.add("/expires_at", "must be in the future");
    if (errors.any()) return errors.stop();
    return one_event(context, OperatorKeyIssued{command.key});
}

Outcome decide_on(const CommandContext& context, const View& view, const RevokeOperatorKey& command) {
    LEDGER_ASSERT(context.tenant == platform_tenant);
    Lookup look(context.tenant, view);
    const PlatformState* platform = look.platform();
    if (look.incomplete()) return look.missing();
    if (!platform || !platform->key_revoked.contains(command.key_id))
        return reject(RejectionCode::api_key_not_found, "There is no such key.");
    if (auto conflict = check_version(context, platform->version)) return *conflict;
    if (platform->key_revoked.at(command.key_id))
        return reject(RejectionCode::api_key_already_revoked, "The key was revoked before.");
    return one_event(context, OperatorKeyRevoked{command.key_id});
}

}  // namespace suoledger::domain
