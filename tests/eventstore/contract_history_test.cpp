// SPDX-License-Identifier: Apache-2.0
// What was worked out for a batch that was rolled back is worth nothing to the batch that comes after it.
#include <variant>

#include "tests/eventstore/contract.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

#ifdef SUOLEDGER_WITH_FAILPOINTS

namespace {

TEST_P(Contract, DropsDecisionsThatRestOnConcurrentNeighboursWhichWereRolledBack) {
    auto other_node = log_->make_node();
    const auto invoice = an_invoice(100);
    appended(invoice, "invoice");
    failpoints::set("planner.poison", FailpointAction::sql_error);
    failpoints::set("sequencer.before_halves", FailpointAction::hold, 1);
    ConcurrentBatch batch(*node_, submission(an_invoice(1), "decoy"), 4);
    batch.queue(0, submission(an_invoice(1), "poison"));
    batch.queue(1, submission(an_invoice(1), "filler"));
    // The first is version 2 of the invoice in a batch that fails; the second is refused because of it.
    batch.queue(2, submission(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel"));
    batch.queue(3, submission(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel again"));
    batch.let_go();
    ASSERT_TRUE(failpoints::wait_until_held("sequencer.before_halves"));
    // Meanwhile another version 2 comes about.
    Outcomes paid(1);
    other_node->store().submit(submission(a_payment(100, invoice.invoice_id), "payment"), paid.slot(0));
    ASSERT_TRUE(std::holds_alternative<AppendedReply>(*paid.all()[0]));
    failpoints::set("sequencer.before_halves", FailpointAction::off);
    const auto& outcomes = batch.outcomes();
    for (const std::size_t i : {2U, 3U}) {
        const auto* refused = std::get_if<domain::Rejection>(&*outcomes[i]);
        ASSERT_NE(refused, nullptr) << i;
        EXPECT_EQ(refused->code, domain::RejectionCode::invoice_has_movements) << i << ": " << refused->detail;
    }
    check_log();
}

}  // namespace

#endif
