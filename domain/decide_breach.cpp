// SPDX-License-Identifier: Apache-2.0
// Decisions on a breach: what is known of it, and who was told.
#include "domain/deciding_request.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

constexpr std::size_t max_categories = 20;

FieldErrors check(const AssessBreach& command, Timestamp now) {
    FieldErrors errors;
    check_instant(errors, "/aware_at", command.aware_at, now);
    if (command.from) check_instant(errors, "/from", *command.from, now);
    if (command.to) check_instant(errors, "/to", *command.to, now);
    if (command.from && command.to && *command.to < *command.from) errors.add("/to", "is before /from");
    if (command.people_estimate < 0) errors.add("/people_estimate", "must not be negative");
    if (command.categories.size() > max_categories) errors.add("/categories", "has more than 20 words");
    for (std::size_t i = 0; i < command.categories.size(); ++i)
        if (!is_code_word(command.categories[i]))
            errors.add("/categories/" + std::to_string(i), "must be a letter, then at most 39 of a-z, 0-9 and '_'");
    errors.check_text("/circumstances", command.circumstances, max_details_characters, true);
    errors.check_text("/steps", command.steps, max_details_characters);
    return errors;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const AssessBreach& command) {
    Lookup look(context.tenant, view);
    const RequestCase found = find_request(look, command.request_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    if (auto stop = check_breach(found, true)) return *stop;
    if (const FieldErrors errors = check(command, context.now); errors.any()) return errors.stop();
    return one_request_event(context, command.request_id, *found.business, nullptr,
                             BreachAssessed{.aware_at = command.aware_at,
                                            .from = command.from,
                                            .to = command.to,
                                            .risk = command.risk,
                                            .people_estimate = command.people_estimate,
                                            .categories = command.categories,
                                            .circumstances = command.circumstances,
                                            .steps = command.steps});
}

Outcome decide_on(const CommandContext& context, const View& view, const NotifyAuthority& command) {
    Lookup look(context.tenant, view);
    const RequestCase found = find_request(look, command.request_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    if (auto stop = check_breach(found, true)) return *stop;
    FieldErrors errors;
    errors.check_text("/reference", command.reference, max_reference_characters);
    check_instant(errors, "/notified_at", command.notified_at, context.now);
    if (errors.any()) return errors.stop();
    return one_request_event(context, command.request_id, *found.business, nullptr,
                             AuthorityNotified{command.reference, command.notified_at});
}

Outcome decide_on(const CommandContext& context, const View& view, const NotifySubjects& command) {
    Lookup look(context.tenant, view);
    const RequestCase found = find_request(look, command.request_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, found)) return *stop;
    if (auto stop = check_breach(found, true)) return *stop;
    FieldErrors errors;
    if (command.count < 1) errors.add("/count", "must be 1 or more");
    check_instant(errors, "/notified_at", command.notified_at, context.now);
    if (errors.any()) return errors.stop();
    return one_request_event(context, command.request_id, *found.business, nullptr,
                             SubjectsNotified{command.channel, command.count, command.notified_at});
}

}  // namespace suoledger::domain
