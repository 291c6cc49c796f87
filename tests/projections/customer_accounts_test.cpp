// SPDX-License-Identifier: Apache-2.0
// What refunds, chargebacks, drafts and late facts do to rows of invoices and to what their customers owe and hold.
#include <future>

#include <gtest/gtest.h>

#include "eventstore/leaf.hpp"
#include "eventstore/memory_store.hpp"
#include "tests/projections/folded_read_models.hpp"
#include "tests/projections/fresh_id.hpp"

using namespace suoledger;
using namespace suoledger::projections;
using domain::Date;
using domain::PersonalText;
using domain::Uuid;

namespace {

using namespace eventstore;

class CustomerAccounts : public testing::Test {
protected:
    void SetUp() override {
        domain::RegisterBusiness business;
        business.name = "Ada Stores";
        business.business_key = fresh_id();
        business.first_key = {
            .key_id = fresh_id(), .public_part = "abcdefgh12345678", .scopes = {15}, .expires_at = {}};
        submit(business);
        customer_ = register_customer();
    }
    Uuid register_customer() {
        domain::RegisterCustomer command;
        command.customer_id = fresh_id();
        command.contact_key = fresh_id();
        command.record_key = fresh_id();
        command.details.name = PersonalText("Sade Obi");
        submit(command);
        return command.customer_id;
    }
    void submit(domain::Command command) {
        Submission out;
        out.command_id = fresh_id();
        out.context = {tenant_, system_now(), std::nullopt};
        out.command = std::move(command);
        out.origin = {.actor_kind = ActorKind::system, .actor_id = "test"};
        out.render = [](const Appended&) { return Reply{200, "{}", "{}"}; };
        std::promise<AppendOutcome> promise;
        store_.submit(std::move(out), [&promise](AppendOutcome outcome) { promise.set_value(std::move(outcome)); });
        const auto outcome = promise.get_future().get();
        if (const auto* refused = std::get_if<domain::Rejection>(&outcome)) FAIL() << refused->detail;
        ASSERT_TRUE(std::holds_alternative<AppendedReply>(outcome));
    }
    static std::vector<domain::LineRequest> line_of(std::int64_t price) {
        return {{.description = PersonalText("Soap"), .unit_price = price}};
    }
    Uuid invoice(std::int64_t total, std::optional<Date> issued_on = {}) {
        domain::IssueInvoice command;
        command.invoice_id = fresh_id();
        command.customer = customer_;
        command.lines = line_of(total);
        command.issued_on = issued_on;
        submit(command);
        return command.invoice_id;
    }
    Uuid payment(std::int64_t amount, std::optional<Uuid> invoice, std::optional<Uuid> customer = {}) {
        domain::RecordManualPayment command;
        command.payment_id = fresh_id();
        command.amount = {amount, domain::Currency::ngn};
        command.invoice = invoice;
        command.customer = customer;
        submit(command);
        return command.payment_id;
    }
    FoldedSnapshot rows() { return FoldedSnapshot(store_); }
    Uuid request_refund(const Uuid& payment, std::int64_t amount) {
        domain::RequestRefund command{payment, fresh_id(), amount, {}};
        submit(command);
        return command.refund_id;
    }
    void settle(const Uuid& payment, const Uuid& refund, domain::RefundOutcome outcome) {
        submit(domain::RecordRefund{payment, refund, outcome, 0, {}, {}});
    }
    void lose(const Uuid& payment, std::int64_t amount) {
        domain::RecordChargeback command;
        command.payment_id = payment;
        command.chargeback_id = fresh_id();
        command.stage = domain::ChargebackStage::lost;
        command.amount = amount;
        submit(command);
    }
    /// Outstanding and credit, and the statement's end.
    void expect_account(const Uuid& customer, std::int64_t outstanding, std::int64_t credit, std::int64_t closing) {
        const auto all = rows();
        std::int64_t sum = 0;
        for (const auto& row : all.statement(tenant_, {customer, domain::Currency::ngn, {}, {}}).movements)
            sum += row.amount;
        EXPECT_EQ(sum, closing);
        const auto found = all.balances_of(tenant_, customer);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].outstanding, outstanding);
        EXPECT_EQ(found[0].credit, credit);
    }

    const Uuid tenant_ = fresh_id();
    NullMetrics metrics_;
    MemoryLog log_{fresh_id()};
    KeyVault vault_{KekRing::of({{1, SecretKey{1}}}), log_};
    MemoryStore store_{AppendPathOptions{}, log_, vault_, metrics_};
    Uuid customer_;
};

TEST_F(CustomerAccounts, HoldWhatIsNotReservedForARefund) {
    const auto paid = payment(1000, {}, customer_);
    expect_account(customer_, 0, 1000, -1000);
    const auto refund = request_refund(paid, 400);
    expect_account(customer_, 0, 600, -1000);
    settle(paid, refund, domain::RefundOutcome::failed);
    expect_account(customer_, 0, 1000, -1000);
    settle(paid, request_refund(paid, 300), domain::RefundOutcome::settled);
    expect_account(customer_, 0, 700, -700);
}

TEST_F(CustomerAccounts, OweAgainWhatARefundTookFromAnInvoice) {
    const auto owed = invoice(1000);
    const auto paid = payment(1000, owed);
    expect_account(customer_, 0, 0, 0);
    settle(paid, request_refund(paid, 250), domain::RefundOutcome::settled);
    expect_account(customer_, 250, 0, 250);
}

TEST_F(CustomerAccounts, LoseToAChargebackWhatIsUnallocatedThenAllocatedThenReserved) {
    const auto owed = invoice(500);
    const auto paid = payment(1000, owed);
    const auto refund = request_refund(paid, 200);
    expect_account(customer_, 0, 300, -500);
    lose(paid, 1100);
    expect_account(customer_, 500, 0, 500);
    settle(paid, refund, domain::RefundOutcome::failed);
    expect_account(customer_, 500, 0, 500);
}

TEST_F(CustomerAccounts, NameMoneyOfOthersThatPaysTheirInvoices) {
    const auto owed = invoice(1000);
    const auto other = register_customer();
    const auto nobodys = payment(300, {});
    const auto others = payment(400, {}, other);
    submit(domain::AllocatePayment{nobodys, owed, {}});
    submit(domain::AllocatePayment{others, owed, {}});
    expect_account(customer_, 300, 0, 300);
    expect_account(other, 0, 0, 0);
    submit(domain::DeallocatePayment{others, owed, 100});
    expect_account(customer_, 400, 0, 400);
    expect_account(other, 0, 100, -100);
}

TEST_F(CustomerAccounts, AreDatedByWhatTheFactsSayNotByWhenTheyWereRecorded) {
    const auto today = domain::date_in(domain::Zone{}, system_now());
    const Date before{today.days - 5};
    const auto owed = invoice(1000, before);
    submit(domain::RecordWithholdingTax{owed, fresh_id(), 100, {}, Date{today.days - 3}});
    const auto early = rows().statement(tenant_, {customer_, domain::Currency::ngn, {}, Date{today.days - 4}});
    ASSERT_EQ(early.movements.size(), 1U);
    EXPECT_EQ(early.movements[0].effective_on, before);
    EXPECT_EQ(early.movements[0].number, "INV-000001");
    const auto late = rows().statement(tenant_, {customer_, domain::Currency::ngn, Date{today.days - 4}, {}});
    EXPECT_EQ(late.opening_balance, 1000);
    ASSERT_EQ(late.movements.size(), 1U);
    EXPECT_EQ(late.movements[0].amount, -100);
    EXPECT_EQ(late.movements[0].event_type, "withholding_tax_recorded");
}

TEST_F(CustomerAccounts, KnowNoDraftBeforeItIsIssued) {
    const auto drafted = fresh_id();
    submit(domain::DraftInvoice{drafted, customer_, domain::Currency::ngn, true, line_of(700), 0, {}, {}, {}});
    EXPECT_TRUE(rows().balances_of(tenant_, customer_).empty());
    const auto draft = *rows().invoice(tenant_, drafted);
    EXPECT_EQ(domain::status_of(draft.figures), domain::InvoiceStatus::draft);
    EXPECT_EQ(draft.figures.total, 700);
    EXPECT_TRUE(rows().invoices(tenant_, {}, {}).rows.empty());
    submit(domain::IssueDraft{drafted, {}});
    expect_account(customer_, 700, 0, 700);
    const auto issued = *rows().invoice(tenant_, drafted);
    EXPECT_GT(issued.issued_position, draft.issued_position);
    EXPECT_EQ(issued.created_at, draft.created_at);
    EXPECT_EQ(issued.number, 1);
}

TEST_F(CustomerAccounts, LeaveNothingOfADiscardedDraft) {
    const auto empty = rows().everything(ProjectionId::invoices);
    const auto drafted = fresh_id();
    submit(domain::DraftInvoice{drafted, customer_, domain::Currency::ngn, true, line_of(700), 0, {}, {}, {}});
    EXPECT_NE(rows().everything(ProjectionId::invoices), empty);
    submit(domain::DiscardDraft{drafted});
    EXPECT_EQ(rows().everything(ProjectionId::invoices), empty);
}

TEST_F(CustomerAccounts, SettleAnInvoiceOnTheDayOfTheMoneyThatPaidTheRest) {
    const auto today = domain::date_in(domain::Zone{}, system_now());
    const auto owed = invoice(1000, Date{today.days - 9});
    const auto settled = [&] { return rows().invoice(tenant_, owed)->settled_on; };
    EXPECT_EQ(settled(), std::nullopt);
    const auto withheld = fresh_id();
    submit(domain::RecordWithholdingTax{owed, withheld, 100, {}, Date{today.days - 4}});
    const auto paid = payment(900, owed);
    EXPECT_EQ(settled(), today);
    submit(domain::ReverseWithholding{owed, withheld, {}});
    EXPECT_EQ(settled(), std::nullopt);
    submit(domain::WriteOffInvoice{owed, {}, {}});
    EXPECT_EQ(settled(), today);
    submit(domain::DeallocatePayment{paid, owed, {}});
    EXPECT_EQ(settled(), std::nullopt);
    EXPECT_TRUE(rows().invoice(tenant_, owed)->withholdings.at(0).reversed_at);
}

TEST_F(CustomerAccounts, AreNeverSettledByWhatIsNoMoney) {
    const auto owed = invoice(1000);
    submit(domain::WriteOffInvoice{owed, {}, {}});
    EXPECT_EQ(rows().invoice(tenant_, owed)->settled_on, std::nullopt);
}

}  // namespace
