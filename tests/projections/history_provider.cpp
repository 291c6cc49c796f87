// SPDX-License-Identifier: Apache-2.0
// Random commands of what providers tell.
#include "tests/projections/history_provider.hpp"

#include "eventstore/prepare.hpp"
#include "tests/projections/fresh_id.hpp"

namespace suoledger::projections {

domain::Uuid ProviderCommands::any(const std::vector<domain::Uuid>& ids) {
    return ids.empty() ? fresh_id() : ids[below(ids.size())];
}

domain::Command ProviderCommands::next(const domain::Uuid& tenant, const std::vector<domain::Uuid>& invoices,
                                       std::vector<domain::Uuid>& payments) {
    Made& made = made_[tenant];
    switch (below(8)) {
        case 0:
        case 1:
            return initiate(made, tenant, any(invoices));
        case 2:
            return domain::OpenCheckout{any(made.attempts), domain::PersonalText("https://pay.example/1"),
                                        domain::PersonalText("1")};
        case 3:
            return domain::RecordProviderFailure{
                .payment_id = any(made.attempts), .provider = "paystack", .code = "declined", .failed_at = {}};
        case 4:
        case 5:
            return charge(made, payments);
        default:
            return refund(made);
    }
}

domain::Command ProviderCommands::initiate(Made& made, const domain::Uuid& tenant, const domain::Uuid& invoice) {
    domain::InitiatePayment command{.payment_id = made.attempts.emplace_back(fresh_id()),
                                    .invoice_id = invoice,
                                    .provider = "paystack",
                                    .email = domain::PersonalText("sade@example.com")};
    const domain::StreamId stream{tenant, domain::StreamType::invoice, invoice};
    const auto state = eventstore::fold(stream, nullptr, store_.read_stream({.stream = stream}), vault_);
    if (state) {
        const auto& owed = std::get<domain::InvoiceState>(*state);
        command.revision = owed.revision;
        command.amount = domain::amount_due_of(owed);
    }
    return command;
}

domain::Command ProviderCommands::charge(Made& made, std::vector<domain::Uuid>& payments) {
    domain::RecordProviderCharge command;
    command.payment_id = fresh_id();
    if (below(3) > 0) command.attempt_id = any(made.attempts);
    payments.push_back(command.attempt_id.value_or(command.payment_id));
    made.charged.push_back(payments.back());
    command.provider = "paystack";
    command.provider_payment_id = std::to_string(++made.charges);
    command.provider_reference = "sl-" + std::to_string(made.charges);
    command.channel = below(2) == 0 ? "card" : "bank_transfer";
    command.amount = {static_cast<std::int64_t>(1 + below(2'000'000)), domain::Currency::ngn};
    command.fee = command.amount.minor_units / 100;
    return command;
}

domain::Command ProviderCommands::refund(Made& made) {
    domain::RecordProviderRefund command;
    command.payment_id = any(made.charged);
    command.refund_id = fresh_id();
    command.provider = "paystack";
    // Now and then one that was told of before, and of a few amounts, so that stages meet.
    if (below(4) > 0) command.provider_refund_id = "rf-" + std::to_string(made.refunds += static_cast<int>(below(2)));
    command.stage = static_cast<domain::ProviderRefundStage>(below(3));
    command.amount = {static_cast<std::int64_t>(1'000 * (1 + below(3))), domain::Currency::ngn};
    return command;
}

}  // namespace suoledger::projections
