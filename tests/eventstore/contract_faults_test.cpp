// SPDX-License-Identifier: Apache-2.0
// Faults at named places: commands gathered in one batch, one of them poisonous, a commit that nobody was told of.
#include <cstddef>
#include <string>
#include <variant>

#include "tests/eventstore/contract.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

#ifdef SUOLEDGER_WITH_FAILPOINTS

namespace {

TEST_P(Contract, GathersConcurrentCommandsInOneBatch) {
    const double before = node_->metrics().value("append_transactions_total");
    failpoints::set_number("sequencer.gather", 64, 1);
    Outcomes outcomes(64);
    for (std::size_t i = 0; i < 64; ++i)
        store().submit(submission(an_invoice(100), std::to_string(i)), outcomes.slot(i));
    EXPECT_EQ(count<AppendedReply>(outcomes.all()), 64U);
    EXPECT_EQ(node_->metrics().value("append_transactions_total") - before, 1);
    appended(an_invoice(100), "alone");  // the next one waits for nobody
    check_log();
}

TEST_P(Contract, AnswersARetryInTheSameBatchWithWhatIsKept) {
    failpoints::set_number("sequencer.gather", 2, 1);
    auto first = submission(an_invoice(100), "same");
    first.render = [](const Appended&) { return Reply{201, "with its secret", "without it"}; };
    auto retry = first;
    Outcomes outcomes(2);
    store().submit(std::move(first), outcomes.slot(0));
    store().submit(std::move(retry), outcomes.slot(1));
    const auto all = outcomes.all();
    const auto& sent = std::get<AppendedReply>(*all[0]);
    const auto& kept = std::get<AppendedReply>(*all[1]);
    EXPECT_EQ(sent.reply.body, "with its secret");
    EXPECT_FALSE(sent.replayed);
    EXPECT_EQ(kept.reply.body, "without it");
    EXPECT_TRUE(kept.replayed);
    EXPECT_EQ(kept.position, sent.position);
    check_log();
}

TEST_P(Contract, FailsConcurrentCommandsOfAPoisonousEventTypeAlone) {
    const auto invoice = an_invoice(100);
    appended(invoice, "invoice");
    failpoints::set("planner.poison.invoice_cancelled", FailpointAction::sql_error);
    failpoints::set_number("sequencer.gather", 9, 1);
    Outcomes outcomes(9);
    for (std::size_t i = 0; i < 8; ++i)
        store().submit(submission(an_invoice(100), std::to_string(i)), outcomes.slot(i));
    store().submit(submission(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel"), outcomes.slot(8));
    EXPECT_TRUE(std::holds_alternative<Failed>(*outcomes.all()[8]));
    EXPECT_EQ(count<AppendedReply>(outcomes.all()), 8U);
    EXPECT_GE(node_->metrics().value("append_halvings_total"), 1);
    failpoints::clear();
    EXPECT_FALSE(appended(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel").replayed) << "nothing was written";
    check_log();
}

TEST_P(Contract, HasStoredWhatAConcurrentClientWasNotToldOf) {
    const auto head = store().head().position;
    const auto request = submission(an_invoice(100), "untold");
    Outcomes told(1);
    failpoints::set("sequencer.after_commit_before_reply", FailpointAction::hold, 1);
    store().submit(request, told.slot(0));
    ASSERT_TRUE(failpoints::wait_until_held("sequencer.after_commit_before_reply"));
    EXPECT_EQ(store().head().position, head + 1);
    EXPECT_EQ(told.arrived(), 0U);
    auto other_node = log_->make_node();  // a process that was started after this one was killed
    Outcomes retried(1);
    other_node->store().submit(request, retried.slot(0));
    const auto reply = std::get<AppendedReply>(*retried.all()[0]);
    EXPECT_TRUE(reply.replayed);
    failpoints::set("sequencer.after_commit_before_reply", FailpointAction::off);
    EXPECT_EQ(std::get<AppendedReply>(*told.all()[0]).reply.body, reply.reply.body);
    check_log();
}

}  // namespace

#endif
