// SPDX-License-Identifier: Apache-2.0
// Random money going forth and back: what holds of every payment, invoice and account holds at every position.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;

namespace {

std::uint64_t seed() {
    const char* given = std::getenv("SUOLEDGER_SEED");
    const std::uint64_t value = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "seed " << value << " (repeat with SUOLEDGER_SEED=" << value << ")\n";
    return value;
}

/// Few payments and invoices, so that refunds, disputes and allocations meet on the same ones.
class RandomTill {
public:
    explicit RandomTill(std::uint64_t seed) : random_(seed), scenario_(shop()) {}

    std::expected<Decision, Rejection> step() { return scenario_.when(next()); }
    [[nodiscard]] const Scenario& scenario() const { return scenario_; }

private:
    int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
    Uuid any_invoice() { return id(1000 + below(invoices_ + 1)); }
    Uuid any_payment() { return id(2000 + below(payments_ + 1)); }
    std::int64_t amount() { return 1 + below(below(3) == 0 ? 20'000 : 4'000); }
    std::optional<std::int64_t> perhaps_amount() { return below(2) == 0 ? std::nullopt : std::optional(amount()); }
    Currency currency() { return below(6) == 0 ? Currency::usd : Currency::ngn; }

    Command next() {
        const int kind = below(20);
        if (kind < 2) return invoice();
        if (kind < 5) return payment();
        if (kind < 8) return AllocatePayment{any_payment(), any_invoice(), perhaps_amount()};
        if (kind < 9) return DeallocatePayment{any_payment(), any_invoice(), perhaps_amount()};
        if (kind < 12) return RequestRefund{any_payment(), id(3000 + refunds_++), perhaps_amount(), {}};
        if (kind < 15) return refund();
        if (kind < 18) return dispute();
        if (kind < 19) return WriteOffInvoice{.invoice_id = any_invoice()};
        return IssueCreditNote{any_invoice(), id(5000 + notes_++), {{0, amount()}}, {}};
    }
    Command invoice() {
        auto command = an_invoice(1000 + invoices_++, {amount()});
        command.currency = currency();
        return command;
    }
    Command payment() {
        auto command = a_payment(2000 + payments_++, amount());
        command.amount.currency = currency();
        command.method = below(2) == 0 ? PaymentMethod::cash : PaymentMethod::card;
        if (below(4) != 0) command.invoice = any_invoice();
        return command;
    }
    /// Of a payment that is there one of its refunds, else most commands would name unknown ones.
    Command refund() {
        RecordRefund command{.payment_id = any_payment(), .refund_id = id(3000 + below(refunds_ + 1))};
        const PaymentState* payment = find(command.payment_id);
        if (payment && !payment->refunds.empty())
            command.refund_id = payment->refunds[pick(payment->refunds.size())].id;
        command.outcome = below(3) == 0 ? RefundOutcome::failed : RefundOutcome::settled;
        if (command.outcome == RefundOutcome::settled) command.fee = below(20);
        return command;
    }
    Command dispute() {
        RecordChargeback command{.payment_id = any_payment(), .chargeback_id = id(4000 + below(40))};
        command.stage = static_cast<ChargebackStage>(below(3));
        command.amount = amount();
        command.amount_taken = below(2) == 0 ? 0 : *command.amount;
        if (command.stage == ChargebackStage::lost) command.fee = below(20);
        const PaymentState* payment = find(command.payment_id);
        if (!payment) return command;
        const auto open = std::ranges::find(payment->chargebacks, ChargebackStage::opened, &Chargeback::stage);
        if (open == payment->chargebacks.end()) return command;
        command.chargeback_id = open->id;
        command.amount = command.amount_taken = std::nullopt;
        return command;
    }
    [[nodiscard]] const PaymentState* find(const Uuid& payment_id) const {
        const auto found = scenario_.streams().find({Scenario::tenant, StreamType::payment, payment_id});
        return found == scenario_.streams().end() ? nullptr : std::get_if<PaymentState>(&*found->second);
    }
    std::size_t pick(std::size_t size) { return static_cast<std::size_t>(below(static_cast<int>(size))); }

    std::mt19937_64 random_;
    Scenario scenario_;
    int invoices_ = 0, payments_ = 0, refunds_ = 0, notes_ = 0;
};

/// Folds what is appended, event by event, beside the balances of the accounts.
class Books {
public:
    void take(const NewEvent& event) {
        State& state = states_.try_emplace(event.stream, initial_state(event.stream)).first->second;
        evolve(state, event.event);
        const JournalEntry entry = postings_of(event.event);
        for (const Posting& posting : entry.postings)
            balances_[{entry.currency, posting.account}] += posting.debit - posting.credit;
        if (const auto* invoice = std::get_if<InvoiceState>(&state)) {
            EXPECT_GE(amount_due_of(*invoice), 0) << name_of(event.event);
        }
        if (const auto* payment = std::get_if<PaymentState>(&state)) check(*payment, event);
    }
    [[nodiscard]] std::int64_t due(const StreamId& stream) const {
        const auto found = states_.find(stream);
        return found == states_.end() ? 0 : amount_due_of(std::get<InvoiceState>(found->second));
    }
    /// What the accounts say against what the states say, per currency; holds at the end of every append.
    void check_accounts() {
        std::map<std::pair<Currency, AccountCode>, std::int64_t> expected;
        for (const auto& [stream, state] : states_) {
            if (const auto* invoice = std::get_if<InvoiceState>(&state))
                expected[{invoice->currency, 1100}] += amount_due_of(*invoice);
            const auto* payment = std::get_if<PaymentState>(&state);
            if (!payment) continue;
            expected[{payment->currency, 2200}] -= amount_unallocated_of(*payment) + payment->reserved;
            expected[{payment->currency, 1150}] += payment->overdrawn;
            for (const Chargeback& dispute : payment->chargebacks)
                if (dispute.stage == ChargebackStage::opened)
                    expected[{payment->currency, 1060}] += dispute.amount_taken;
        }
        for (const Currency currency : {Currency::ngn, Currency::usd})
            for (const AccountCode account : {1060, 1100, 1150, 2200}) {
                const std::pair key{currency, account};
                ASSERT_EQ(balances_[key], expected[key]) << account << ' ' << to_string(currency);
            }
    }

private:
    static void check(const PaymentState& payment, const NewEvent& event) {
        std::int64_t allocated = 0, reserved = 0, refunded = 0, charged_back = 0;
        for (const InvoiceShare& share : payment.allocations) allocated += share.amount;
        for (const Refund& refund : payment.refunds) {
            EXPECT_GE(refund.reserved, 0);
            reserved += refund.reserved;
            if (refund.status == RefundStatus::settled) refunded += refund.amount;
        }
        for (const Chargeback& dispute : payment.chargebacks)
            if (dispute.stage == ChargebackStage::lost) charged_back += dispute.amount;
        EXPECT_EQ(payment.allocated, allocated) << name_of(event.event);
        EXPECT_EQ(payment.reserved, reserved) << name_of(event.event);
        EXPECT_EQ(payment.refunded, refunded) << name_of(event.event);
        EXPECT_EQ(payment.charged_back, charged_back) << name_of(event.event);
        const std::int64_t unallocated =
            payment.amount + payment.overdrawn - allocated - reserved - refunded - charged_back;
        EXPECT_GE(unallocated, 0) << name_of(event.event);
        EXPECT_EQ(unallocated, amount_unallocated_of(payment));
    }

    std::map<StreamId, State> states_;
    std::map<std::pair<Currency, AccountCode>, std::int64_t> balances_;
};

/// InvoiceReopened exactly where amount_due rose from 0 in this append, with what is due at its end.
void check_reopening(const Decision& decision, Books& books) {
    std::map<StreamId, std::int64_t> due_before;
    std::map<StreamId, std::int64_t> reopened;
    for (const NewEvent& event : decision.events)
        if (event.stream.type == StreamType::invoice && !std::holds_alternative<InvoiceIssued>(event.event))
            due_before.try_emplace(event.stream, books.due(event.stream));
    for (const NewEvent& event : decision.events) {
        books.take(event);
        if (const auto* found = std::get_if<InvoiceReopened>(&event.event)) reopened[event.stream] = found->amount_due;
    }
    for (const auto& [stream, before] : due_before) {
        const std::int64_t after = books.due(stream);
        const bool rose = before == 0 && after > 0;
        ASSERT_EQ(reopened.contains(stream), rose) << before << " to " << after;
        if (rose) {
            ASSERT_EQ(reopened[stream], after);
        }
    }
}

TEST(RandomMoney, HoldsAtEveryPositionAndAgreesWithTheAccounts) {
    std::mt19937_64 seeds(seed());
    std::map<std::string_view, int> seen;
    int overdrawn = 0;
    for (int sequence = 0; sequence < 120; ++sequence) {
        RandomTill till(seeds());
        Books books;
        for (const NewEvent& event : till.scenario().log()) books.take(event);
        for (int step = 0; step < 100; ++step) {
            const std::size_t before = till.scenario().log().size();
            const auto decided = till.step();
            if (!decided) {
                ASSERT_EQ(till.scenario().log().size(), before) << "a refused command leaves no trace";
                continue;
            }
            check_reopening(*decided, books);
            books.check_accounts();
            if (HasFailure()) return;
            for (const NewEvent& event : decided->events) ++seen[name_of(event.event)];
        }
        for (const auto& [stream, state] : till.scenario().streams())
            if (const auto* payment = std::get_if<PaymentState>(&*state)) overdrawn += payment->overdrawn > 0;
    }
    for (const char* name : {"payment_deallocated", "invoice_reopened", "refund_requested", "refund_settled",
                             "refund_failed", "chargeback_opened", "chargeback_won", "chargeback_lost"})
        EXPECT_GT(seen[name], 50) << name << " is too rare: the property tests nothing";
    EXPECT_GT(overdrawn, 20);
}

}  // namespace
