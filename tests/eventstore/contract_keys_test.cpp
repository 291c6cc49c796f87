// SPDX-License-Identifier: Apache-2.0
// A key that a command makes is nobody else's until it is stored, and then everybody's.
#include <stdexcept>
#include <string>
#include <variant>

#include "tests/eventstore/contract.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

#ifdef SUOLEDGER_WITH_FAILPOINTS

namespace {

bool knows_a_key_of(LogUnderTest::Node& node, const domain::Uuid& tenant, const domain::RegisterCustomer& customer) {
    return node.vault().find(tenant, customer.contact_key) || node.vault().find(tenant, customer.record_key);
}

TEST_P(Contract, OpensWithTheStoredKeyWhatAConcurrentNodeRegisteredFirst) {
    auto other_node = log_->make_node();
    const auto customer = a_customer(70);
    const auto registration = submission(customer, "contested");
    const domain::StreamId stream{tenant_, domain::StreamType::customer, customer.customer_id};
    // Held: it has made its keys, and they are not stored.
    ConcurrentBatch ours(*node_, registration, 0);
    Outcomes theirs(1);
    other_node->store().submit(registration, theirs.slot(0));
    const auto reply = std::get<AppendedReply>(*theirs.all()[0]);
    EXPECT_FALSE(reply.replayed);
    EXPECT_NE(opened(*node_, stream).find("Bola Ade"), std::string::npos) << "while its own keys still wait";

    const auto again = std::get<AppendedReply>(*ours.release()[0]);
    EXPECT_TRUE(again.replayed);
    EXPECT_EQ(again.reply.body, reply.reply.body);
    const auto cold_node = log_->make_node();  // its vault has only what was stored
    for (auto* node : {node_.get(), other_node.get(), cold_node.get()}) {
        EXPECT_NE(opened(*node, stream).find("Bola Ade"), std::string::npos);
        Outcomes retried(1);
        node->store().submit(registration, retried.slot(0));
        EXPECT_EQ(std::get<AppendedReply>(*retried.all()[0]).reply.body, reply.reply.body);
    }
    check_log();
}

TEST_P(Contract, ForgetsTheKeysOfConcurrentCommandsThatWereNotStored) {
    const auto first = a_customer(71), refused = a_customer(71), poisonous = a_customer(72), silent = a_customer(73);
    failpoints::set("planner.poison", FailpointAction::sql_error);
    ConcurrentBatch batch(*node_, submission(an_invoice(1), "decoy"), 4);
    batch.queue(0, submission(first, "first"));
    batch.queue(1, submission(refused, "refused"));
    batch.queue(2, submission(poisonous, "poison"));
    auto unrenderable = submission(silent, "silent");
    unrenderable.render = [](const Appended&) -> Reply { throw std::runtime_error("cannot render"); };
    batch.queue(3, std::move(unrenderable));
    const auto& outcomes = batch.release();
    // Which of two equal phones comes first is decided by the threads that prepare them.
    const bool in_order = std::holds_alternative<AppendedReply>(*outcomes[0]);
    ASSERT_TRUE(std::holds_alternative<AppendedReply>(*outcomes[in_order ? 0 : 1]));
    ASSERT_TRUE(std::holds_alternative<domain::Rejection>(*outcomes[in_order ? 1 : 0]));
    ASSERT_TRUE(std::holds_alternative<Failed>(*outcomes[2]));
    ASSERT_TRUE(std::holds_alternative<Failed>(*outcomes[3]));
    EXPECT_TRUE(knows_a_key_of(*node_, tenant_, in_order ? first : refused));
    EXPECT_FALSE(knows_a_key_of(*node_, tenant_, in_order ? refused : first));
    EXPECT_FALSE(knows_a_key_of(*node_, tenant_, poisonous));
    EXPECT_FALSE(knows_a_key_of(*node_, tenant_, silent));
    check_log();
}

TEST_P(Contract, SealsWithTheKeyThatAConcurrentNeighbourMadeInTheSameBatch) {
    const auto customer = a_customer(74);
    auto invoice = an_invoice(100);
    invoice.customer = customer.customer_id;
    ConcurrentBatch batch(*node_, submission(an_invoice(1), "decoy"), 2);
    batch.queue(0, submission(customer, "customer of the batch"));
    wait_until_queued(*node_, 1);  // the invoice stands behind its customer
    batch.queue(1, submission(invoice, "invoice of the batch"));
    const double before = node_->metrics().value("append_transactions_total");
    const auto& outcomes = batch.release();
    for (const auto& outcome : outcomes)
        if (const auto* failed = std::get_if<Failed>(&*outcome)) ADD_FAILURE() << failed->detail;
    ASSERT_EQ(count<AppendedReply>(outcomes), 3U);
    EXPECT_LE(node_->metrics().value("append_transactions_total") - before, 2) << "the decoy's and theirs";
    const auto cold_node = log_->make_node();
    const auto text = opened(*cold_node, {tenant_, domain::StreamType::invoice, invoice.invoice_id});
    EXPECT_NE(text.find("Rice 50kg"), std::string::npos) << text;
    check_log();
}

}  // namespace

#endif
