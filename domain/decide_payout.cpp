// SPDX-License-Identifier: Apache-2.0
// The decision on a payout: what a provider says it paid is booked as it says; payments are not looked at.
#include "domain/entered_date.hpp"
#include "domain/text.hpp"

namespace suoledger::domain {
namespace {

FieldErrors check(const RecordPayout& command, Date today) {
    FieldErrors errors;
    if (!is_code_word(command.provider))
        errors.add("/provider", "must be a letter, then at most 39 of a-z, 0-9 and '_'");
    const std::pair<const char*, std::int64_t> amounts[] = {{"/net", command.net},
                                                            {"/payment_fees", command.payment_fees},
                                                            {"/dispute_fees", command.dispute_fees},
                                                            {"/cleared", command.cleared},
                                                            {"/due_returned", command.due_returned}};
    for (const auto& [pointer, amount] : amounts)
        if (amount < 0 || amount > max_command_total_minor_units)
            errors.add(pointer, "must be 0 to 1000000000000 minor units");
    if (command.net == 0 && command.cleared == 0) errors.add("/net", "must be more than 0, or /cleared must be");
    check_entered_date(errors, "/paid_on", command.paid_on, today);
    errors.check_text("/reference", command.reference, max_reference_characters);
    return errors;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RecordPayout& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const PayoutState* existing = look.payout(command.payout_id);
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (existing) return already_there(existing->version);
    if (auto conflict = check_version(context, 0)) return *conflict;
    const Date today = date_in(business->zone, context.now);
    if (const FieldErrors errors = check(command, today); errors.any()) return errors.stop();

    const Date paid_on = command.paid_on.value_or(today);
    Decision decision;
    decision.target = {context.tenant, StreamType::payout, command.payout_id};
    decision.reply_key = business->business_key;
    decision.events.push_back({decision.target,
                               ProviderPayoutRecorded{.provider = command.provider,
                                                      .currency = command.currency,
                                                      .net = command.net,
                                                      .payment_fees = command.payment_fees,
                                                      .dispute_fees = command.dispute_fees,
                                                      .cleared = command.cleared,
                                                      .due_returned = command.due_returned,
                                                      .paid_on = paid_on,
                                                      .reference = command.reference,
                                                      .livemode = business->livemode},
                               effective_on(context, *business, paid_on), keys_of(*business)});
    return decision;
}

}  // namespace suoledger::domain
