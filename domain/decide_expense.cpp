// SPDX-License-Identifier: Apache-2.0
// Decisions on what the business spends: recorded, corrected as a whole, or voided.
#include "domain/entered_date.hpp"
#include "domain/tax.hpp"

namespace suoledger::domain {
namespace {

/// What can be claimed: no more than the standard rate of the day puts into the amount, and nothing by a business that
/// is not registered. One that was registered when it claimed keeps what it claimed.
std::int64_t claimable_vat(const ExpenseFigures& figures, Date spent_on, bool vat_registered, std::int64_t claimed) {
    const auto rule = vat_rule_on(spent_on);
    const std::int64_t contained = rule ? vat_of(figures.amount, rule->standard_rate_bps, true) : 0;
    return vat_registered ? contained : std::min(contained, claimed);
}

/// `claimed` is what the expense claimed before.
void check_figures(FieldErrors& errors, const ExpenseFigures& figures, Date spent_on, const BusinessState& business,
                   std::int64_t claimed) {
    if (figures.method == PaymentMethod::provider) errors.add("/method", "is for payments that a provider reports");
    if (figures.amount <= 0) errors.add("/amount", "must be more than 0");
    if (figures.amount > max_command_total_minor_units) errors.add("/amount", "is above 1000000000000 minor units");
    if (figures.vat < 0) errors.add("/vat", "must not be negative");
    if (figures.amount <= 0 || figures.amount > max_command_total_minor_units) return;
    if (figures.vat > claimable_vat(figures, spent_on, business.vat_registered, claimed))
        errors.add("/vat", business.vat_registered ? "is more than the amount contains at the standard rate"
                                                   : "can be claimed only by a business registered for VAT");
}

Decision one_event_on(const CommandContext& context, const BusinessState& business, const Uuid& expense_id, Event event,
                      Timestamp effective_at) {
    Decision decision;
    decision.target = {context.tenant, StreamType::expense, expense_id};
    decision.reply_key = business.business_key;
    decision.events.push_back({decision.target, std::move(event), effective_at, keys_of(business)});
    return decision;
}

/// What a command on a recorded expense finds and refuses first.
std::optional<std::unexpected<Stop>> check_found(const CommandContext& context, const BusinessState* business,
                                                 const ExpenseState* expense) {
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (!expense) return reject(RejectionCode::expense_not_found, "There is no such expense.");
    if (auto conflict = check_version(context, expense->version)) return conflict;
    if (expense->voided) return reject(RejectionCode::expense_is_void, "The expense was voided.");
    return std::nullopt;
}

ExpenseFacts facts_after(const CorrectExpense& command, const ExpenseFacts& before) {
    return {.figures = {.currency = before.figures.currency,
                        .amount = command.amount.value_or(before.figures.amount),
                        .vat = command.vat.value_or(before.figures.vat),
                        .category = command.category.value_or(before.figures.category),
                        .method = command.method.value_or(before.figures.method)},
            .description = command.description.value_or(before.description),
            .supplier = command.supplier.value_or(before.supplier),
            .spent_on = command.spent_on.value_or(before.spent_on)};
}

FieldErrors check(const CorrectExpense& command, const ExpenseFacts& corrected, const ExpenseFacts& before,
                  const BusinessState& business, Date today) {
    FieldErrors errors;
    if (!command.amount && !command.vat && !command.category && !command.method && !command.description &&
        !command.supplier && !command.spent_on)
        errors.add("", "names nothing to change");
    // Words that stay may be closed to this decision; only those that are given can be looked at.
    if (command.description) errors.check_text("/description", *command.description, max_description_characters, true);
    if (command.supplier) errors.check_text("/supplier", *command.supplier, max_supplier_characters);
    check_entered_date(errors, "/spent_on", command.spent_on, today);
    check_figures(errors, corrected.figures, corrected.spent_on, business, before.figures.vat);
    return errors;
}

}  // namespace

Outcome decide_on(const CommandContext& context, const View& view, const RecordExpense& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const ExpenseState* existing = look.expense(command.expense_id);
    if (look.incomplete()) return look.missing();
    if (!business) return reject(RejectionCode::business_not_found, "There is no such business.");
    if (existing) return already_there(existing->version);
    if (auto conflict = check_version(context, 0)) return *conflict;
    const Date today = date_in(business->zone, context.now);
    const Date spent_on = command.spent_on.value_or(today);
    FieldErrors errors;
    errors.check_text("/description", command.description, max_description_characters, true);
    errors.check_text("/supplier", command.supplier, max_supplier_characters);
    check_entered_date(errors, "/spent_on", command.spent_on, today);
    check_figures(errors, command.figures, spent_on, *business, 0);
    if (errors.any()) return errors.stop();

    ExpenseRecorded recorded{{command.figures, command.description, command.supplier, spent_on}, business->livemode};
    return one_event_on(context, *business, command.expense_id, std::move(recorded),
                        effective_on(context, *business, spent_on));
}

Outcome decide_on(const CommandContext& context, const View& view, const CorrectExpense& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const ExpenseState* expense = look.expense(command.expense_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, business, expense)) return *stop;
    ExpenseFacts corrected = facts_after(command, expense->facts);
    const Date today = date_in(business->zone, context.now);
    if (const FieldErrors errors = check(command, corrected, expense->facts, *business, today); errors.any())
        return errors.stop();
    return one_event_on(context, *business, command.expense_id,
                        ExpenseCorrected{std::move(corrected), expense->facts.figures}, context.now);
}

Outcome decide_on(const CommandContext& context, const View& view, const VoidExpense& command) {
    Lookup look(context.tenant, view);
    const BusinessState* business = look.business();
    const ExpenseState* expense = look.expense(command.expense_id);
    if (look.incomplete()) return look.missing();
    if (auto stop = check_found(context, business, expense)) return *stop;
    FieldErrors errors;
    errors.check_text("/reason", command.reason, max_reason_characters);
    if (errors.any()) return errors.stop();
    return one_event_on(context, *business, command.expense_id, ExpenseVoided{expense->facts.figures, command.reason},
                        context.now);
}

}  // namespace suoledger::domain
