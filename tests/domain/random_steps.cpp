// SPDX-License-Identifier: Apache-2.0
// Which command comes next, and how many there are.
#include "tests/domain/random_steps.hpp"

#include <algorithm>
#include <numeric>
#include <span>

namespace suoledger::domain {

namespace {

/// How often a kind is chosen; 1 for those that nothing else depends on.
constexpr std::array<int, command_kinds> weights() {
    std::array<int, command_kinds> weights{};
    weights.fill(1);
    weights[kind_of<IssueInvoice>()] = weights[kind_of<RecordManualPayment>()] = 7;
    weights[kind_of<AllocatePayment>()] = weights[kind_of<RecordChargeback>()] = 6;
    weights[kind_of<RequestRefund>()] = weights[kind_of<RecordRefund>()] = 5;
    weights[kind_of<RecordProviderCharge>()] = weights[kind_of<RecordProviderRefund>()] = 5;
    weights[kind_of<InitiatePayment>()] = 5;
    weights[kind_of<OpenCheckout>()] = weights[kind_of<RecordProviderFailure>()] = 3;
    weights[kind_of<WriteOffInvoice>()] = weights[kind_of<IssueCreditNote>()] = 4;
    weights[kind_of<DeallocatePayment>()] = weights[kind_of<DraftInvoice>()] = weights[kind_of<IssueDraft>()] = 3;
    weights[kind_of<ChangeDraft>()] = weights[kind_of<ReviseInvoice>()] = weights[kind_of<RecordPayout>()] = 2;
    weights[kind_of<RecordWithholdingTax>()] = 2;
    weights[kind_of<RecordVatWithheld>()] = 4;  // most invoices have no VAT left
    weights[kind_of<ReverseWithholding>()] = 4;
    weights[kind_of<RecordExpense>()] = 2;
    weights[kind_of<ReceiveRequest>()] = weights[kind_of<IdentifyRequester>()] = 2;
    weights[kind_of<DecideRequest>()] = 3;
    weights[kind_of<CompleteRequest>()] = 4;
    weights[kind_of<RotateKek>()] = weights[kind_of<DestroyKek>()] = 2;
    weights[kind_of<DestroySubjectKey>()] = 2;
    weights[kind_of<RequestSend>()] = weights[kind_of<ClaimTransfer>()] = 2;
    weights[kind_of<RecordDelivery>()] = weights[kind_of<RejectTransferClaim>()] = 2;
    weights[kind_of<NotifyAuthority>()] = weights[kind_of<NotifySubjects>()] = weights[kind_of<PostponeRecordKey>()] =
        2;
    // What only undoes finds little to undo.
    weights[kind_of<RemoveMember>()] = weights[kind_of<RevokeOperatorKey>()] = 2;
    weights[kind_of<WithdrawConsent>()] = weights[kind_of<ReleaseLegalHold>()] = 2;
    return weights;
}

/// Kinds whose step takes a new number for its invoice, payment or expense.
constexpr std::array new_invoices = {kind_of<IssueInvoice>(), kind_of<DraftInvoice>()};
constexpr std::array new_payments = {kind_of<RecordManualPayment>(), kind_of<RecordProviderCharge>()};
constexpr std::array new_expenses = {kind_of<RecordExpense>()};
constexpr std::array on_expenses = {kind_of<RecordExpense>(), kind_of<CorrectExpense>(), kind_of<VoidExpense>()};

bool is_one_of(std::size_t kind, std::span<const std::size_t> kinds) { return std::ranges::count(kinds, kind) > 0; }

}  // namespace

std::vector<Step> StepSource::sequence() {
    invoices_ = payments_ = expenses_ = 0;
    std::vector<Step> steps;
    if (below(50) != 0)
        steps = {{.kind = kind_of<RegisterBusiness>(), .dice = below(20)},
                 {.kind = kind_of<RegisterCustomer>()},
                 {.kind = kind_of<RegisterCustomer>(), .customer = 1}};
    const bool longest = below(50) == 0;
    const std::int64_t room = static_cast<std::int64_t>(longest_sequence - steps.size());
    // An eighth of the longest on average; now and then the longest.
    std::int64_t length = room;
    for (int cut = 0; cut < 3 && !longest; ++cut) length = 1 + below(length);
    for (std::int64_t i = 0; i < length; ++i) steps.push_back(any_step());
    return steps;
}

std::size_t StepSource::any_kind() {
    static constexpr auto weighted = weights();
    static const std::int64_t all = std::accumulate(weighted.begin(), weighted.end(), std::int64_t{0});
    std::int64_t left = below(all);
    std::size_t kind = 0;
    while (left >= weighted.at(kind)) left -= weighted.at(kind++);
    return kind;
}

std::int64_t StepSource::any_amount() {
    switch (below(20)) {
        case 0:
            return below(3) - 1;
        case 1:
            return 1 + below(3 * max_command_total_minor_units / 2);
        case 2:
        case 3:
        case 4:
            return 1 + below(20);
        default:
            return 1 + below(4'000);
    }
}

std::int64_t StepSource::number(bool creates, std::int64_t& count) {
    if (creates && below(20) != 0) return count++;
    return std::max<std::int64_t>(count - below(5), 0);
}

Step StepSource::any_step() {
    Step step{.kind = any_kind()};
    step.invoice = number(is_one_of(step.kind, new_invoices), invoices_);
    step.payment = number(is_one_of(step.kind, new_payments), payments_);
    step.customer = below(3);
    step.item = is_one_of(step.kind, on_expenses) ? number(is_one_of(step.kind, new_expenses), expenses_) : below(3);
    step.amount = any_amount();
    step.dice = below(1'000'000'000'000);
    if (below(30) == 0) step.if_match = 1 + below(6);
    return step;
}

std::vector<Step> shrink(std::vector<Step> steps, const std::function<bool(const std::vector<Step>&)>& fails) {
    const auto try_instead = [&](std::vector<Step> smaller) {
        const bool still = fails(smaller);
        if (still) steps = std::move(smaller);
        return still;
    };
    const auto drop_runs_of = [&](std::size_t length) {
        for (std::size_t at = 0; at + length <= steps.size();) {
            std::vector<Step> smaller = steps;
            const auto first = smaller.begin() + static_cast<std::ptrdiff_t>(at);
            smaller.erase(first, first + static_cast<std::ptrdiff_t>(length));
            if (!try_instead(std::move(smaller))) at += length;
        }
    };
    const auto lower = [&](std::size_t at, std::int64_t Step::* field) {
        for (std::int64_t by = steps[at].*field; by != 0;) {
            std::vector<Step> smaller = steps;
            smaller[at].*field -= by;
            // All of it again after each success: many dice fit, and small steps would pass by each of them.
            by = try_instead(std::move(smaller)) ? steps[at].*field : by / 2;
        }
    };
    std::vector<Step> before;
    do {
        before = steps;
        for (std::size_t length = steps.size(); length > 0; length /= 2) drop_runs_of(length);
        for (std::size_t at = 0; at < steps.size(); ++at)
            for (const auto field : step_fields) lower(at, field);
    } while (steps != before);
    return steps;
}

}  // namespace suoledger::domain
