// SPDX-License-Identifier: Apache-2.0
// Decisions to record who looked: a look that happened is never refused, only a record that says nothing.
#include "domain/deciding.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

FieldErrors check(const RecordPersonalDataRead& command) {
    FieldErrors errors;
    if (command.what == PersonalRead::data_export && !command.subject) errors.add("/subject", "is required");
    if (command.from_position && command.to_position && *command.to_position < *command.from_position)
        errors.add("/to_position", "is before /from_position");
    return errors;
}

FieldErrors check(const RecordHistoryExported& command) {
    FieldErrors errors;
    if (command.to_position < command.from_position) errors.add("/to_position", "is before /from_position");
    if (command.count < 0) errors.add("/count", "must not be negative");
    if (!is_code_word(command.format)) errors.add("/format", "must be a letter, then at most 39 of a-z, 0-9 and '_'");
    return errors;
}

/// The platform's own stream holds the looks that went across businesses; it has no key.
Outcome record(const CommandContext& context, const View& view, const FieldErrors& errors, Event event) {
    Lookup look(context.tenant, view);
    const bool of_platform = context.tenant == platform_tenant;
    const BusinessState* business = of_platform ? nullptr : look.business();
    const AccessState* access = look.access();
    if (look.incomplete()) return look.missing();
    if (!of_platform && !business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (auto conflict = check_version(context, access ? access->version : 0)) return *conflict;
    if (errors.any()) return errors.stop();
    Decision decision;
    decision.target = {context.tenant, StreamType::access, context.tenant};
    decision.events.push_back(
        {decision.target, std::move(event), context.now, business ? keys_of(*business) : SealingKeys{}});
    if (business) decision.reply_key = business->business_key;
    return decision;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RecordPersonalDataRead& command) {
    return record(context, view, check(command),
                  PersonalDataRead{command.what, command.subject, command.from_position, command.to_position});
}

Outcome decide_on(const CommandContext& context, const View& view, const RecordHistoryExported& command) {
    return record(context, view, check(command),
                  HistoryExported{command.from_position, command.to_position, command.count, command.format});
}

}  // namespace suoledger::domain
