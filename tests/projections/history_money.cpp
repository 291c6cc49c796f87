// SPDX-License-Identifier: Apache-2.0
// Random commands on money that goes back and out.
#include "tests/projections/history_money.hpp"

#include "eventstore/clock.hpp"
#include "tests/projections/fresh_id.hpp"

namespace suoledger::projections {

domain::Command MoneyCommands::next(const domain::Uuid& tenant, const std::vector<domain::Uuid>& payments) {
    Made& made = made_[tenant];
    const auto payment = payments.empty() ? fresh_id() : payments[below(payments.size())];
    switch (below(10)) {
        case 0:
            return payout();
        case 1:
        case 2:
            return expense(made);
        case 3:
            return member(made, tenant);
        case 4:
            return change_business();
        case 5:
        case 6:
            return chargeback(made, payment);
        default:
            return refund(made, payment);
    }
}

domain::Command MoneyCommands::refund(Made& made, const domain::Uuid& payment) {
    if (made.refunds.empty() || below(2) == 0) {
        made.refunds.push_back({payment, fresh_id()});
        domain::RequestRefund command{payment, made.refunds.back().id, std::nullopt, domain::PersonalText("Torn")};
        if (below(3) > 0) command.amount = amount();
        return command;
    }
    const Part& part = made.refunds[below(made.refunds.size())];
    domain::RecordRefund command;
    command.payment_id = part.payment;
    command.refund_id = part.id;
    if (below(3) == 0) {
        command.outcome = domain::RefundOutcome::failed;
        command.reason = domain::PersonalText("The account is closed");
    } else {
        command.fee = static_cast<std::int64_t>(below(100));
    }
    return command;
}

domain::Command MoneyCommands::chargeback(Made& made, const domain::Uuid& payment) {
    domain::RecordChargeback command;
    command.stage = static_cast<domain::ChargebackStage>(below(3));
    if (command.stage == domain::ChargebackStage::lost) command.fee = static_cast<std::int64_t>(below(100));
    if (!made.chargebacks.empty() && command.stage != domain::ChargebackStage::opened && below(2) == 0) {
        const Part& part = made.chargebacks[below(made.chargebacks.size())];
        command.payment_id = part.payment;
        command.chargeback_id = part.id;
        return command;
    }
    made.chargebacks.push_back({payment, fresh_id()});
    command.payment_id = payment;
    command.chargeback_id = made.chargebacks.back().id;
    command.amount = amount();
    command.amount_taken = below(2) == 0 ? 0 : *command.amount;
    return command;
}

domain::Command MoneyCommands::payout() {
    domain::RecordPayout command;
    command.payout_id = fresh_id();
    command.provider = "paystack";
    command.net = amount();
    command.payment_fees = static_cast<std::int64_t>(below(1'000));
    command.cleared = command.net + command.payment_fees + static_cast<std::int64_t>(below(3));
    return command;
}

domain::Command MoneyCommands::expense(Made& made) {
    const auto category = domain::expense_categories()[below(domain::expense_categories().size())];
    if (made.expenses.empty() || below(2) == 0) {
        domain::RecordExpense command;
        command.expense_id = made.expenses.emplace_back(fresh_id());
        command.figures = {domain::Currency::ngn, amount(), 0, category, domain::PaymentMethod::cash};
        command.description = domain::PersonalText("Diesel");
        const auto today = domain::date_in(domain::Zone{}, eventstore::system_now()).days;
        command.spent_on = domain::Date{today - static_cast<std::int32_t>(below(40))};
        return command;
    }
    const auto id = made.expenses[below(made.expenses.size())];
    if (below(4) == 0) return domain::VoidExpense{id, {}};
    domain::CorrectExpense command;
    command.expense_id = id;
    command.amount = amount();
    command.category = category;
    return command;
}

domain::Command MoneyCommands::member(Made& made, const domain::Uuid& tenant) {
    if (!made.members.empty() && below(3) == 0) {
        const auto& [id, index] = made.members[below(made.members.size())];
        return domain::RemoveMember{id, index};
    }
    domain::AddMember command;
    const std::string login = "till" + std::to_string(below(5)) + "@example.com";
    command.member_id = fresh_id();
    command.name = domain::PersonalText("Ngozi Bello");
    command.login = domain::PersonalText(login);
    command.login_index = vault_.blind_index(tenant, "login", login);
    command.scopes = {3};
    command.issuer_scopes = {15};
    made.members.emplace_back(command.member_id, command.login_index);
    return command;
}

domain::Command MoneyCommands::change_business() {
    if (below(2) == 0) return domain::ChangeTaxProfile{below(4) > 0, domain::PersonalText("12345678-0001")};
    return domain::ChangeBankAccount{domain::PersonalText("GTBank 0123456789 Ada Stores")};
}

}  // namespace suoledger::projections
