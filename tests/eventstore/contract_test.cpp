// SPDX-License-Identifier: Apache-2.0
// The contract of a store: one effect and one answer per command, density, decisions taken again, poison alone.
#include <stdexcept>
#include <thread>

#include "eventstore/batch_planner.hpp"
#include "eventstore/codec.hpp"
#include "tests/eventstore/contract.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

TEST_P(Contract, AppendsWhatItThenReadsBack) {
    const auto invoice = an_invoice(107'500);
    const auto reply = appended(invoice, "invoice");
    EXPECT_EQ(reply.reply.status, 201);
    EXPECT_FALSE(reply.replayed);
    const auto stream = store().read_stream({{tenant_, domain::StreamType::invoice, invoice.invoice_id}});
    ASSERT_EQ(stream.size(), 1U);
    EXPECT_EQ(stream[0].event_type, "invoice_issued");
    EXPECT_EQ(stream[0].series_number, 1);
    EXPECT_EQ(stream[0].position, reply.position);
    EXPECT_EQ(stream[0].payload.find("Rice"), std::string::npos) << "free text must be sealed";
    check_log();
}

TEST_P(Contract, AnswersARetryWithTheSameBytesAndNoSecondEffect) {
    const auto first = appended(an_invoice(100), "same");
    const auto head = store().head().position;
    const auto second = appended(an_invoice(100), "same");
    EXPECT_TRUE(second.replayed);
    EXPECT_EQ(second.reply.body, first.reply.body);
    EXPECT_EQ(second.reply.status, first.reply.status);
    EXPECT_EQ(second.position, first.position);
    EXPECT_EQ(store().head().position, head);
}

TEST_P(Contract, TellsAnotherRequestUnderTheSameKeyApart) {
    appended(an_invoice(100), "same");
    auto other = submission(an_invoice(200), "same");
    other.fingerprint[0] ^= 1;
    EXPECT_TRUE(std::holds_alternative<FingerprintMismatch>(submit(std::move(other))));
}

TEST_P(Contract, NeverRefusesTheRetryOfASuccessBecauseOfItsOwnEffect) {
    const auto invoice = an_invoice(100);
    appended(invoice, "invoice");
    const auto cancelled = appended(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel");
    auto other_node = log_->make_node();
    Outcomes outcomes(1);
    other_node->store().submit(submission(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel"), outcomes.slot(0));
    const auto& retry = std::get<AppendedReply>(*outcomes.all()[0]);
    EXPECT_EQ(retry.reply.body, cancelled.reply.body);
    const auto again = submit(domain::CancelInvoice{invoice.invoice_id, {}}, "another key");
    EXPECT_EQ(std::get<domain::Rejection>(again).code, domain::RejectionCode::invoice_already_cancelled);
}

TEST_P(Contract, HoldsAnExplicitVersionAgainstTheOneUnderTheLock) {
    const auto invoice = an_invoice(100);
    appended(invoice, "invoice");
    auto stale = submission(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel");
    stale.context.expected_version = 7;
    const auto outcome = submit(std::move(stale));
    EXPECT_EQ(std::get<domain::Rejection>(outcome).current_version, 1);
}

TEST_P(Contract, SeesWhatAnotherNodeAppendedEvenWithStatesInItsCache) {
    const auto invoice = an_invoice(100);
    appended(invoice, "invoice");
    auto other_node = log_->make_node();
    Outcomes outcomes(1);
    other_node->store().submit(submission(a_payment(100, invoice.invoice_id), "elsewhere"), outcomes.slot(0));
    ASSERT_EQ(count<AppendedReply>(outcomes.all()), 1U);
    const auto cancel = submit(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel");
    EXPECT_EQ(std::get<domain::Rejection>(cancel).code, domain::RejectionCode::invoice_has_movements);
    check_log();
}

TEST_P(Contract, StaysDenseUnderConcurrentThreadsOfTwoNodes) {
    auto other_node = log_->make_node();
    constexpr std::size_t threads = 8, each = 20;
    Outcomes outcomes(threads * each);
    std::vector<std::thread> running;
    for (std::size_t t = 0; t < threads; ++t)
        running.emplace_back([&, t] {
            EventStore& target = t % 2 == 0 ? store() : other_node->store();
            for (std::size_t i = 0; i < each; ++i)
                target.submit(submission(an_invoice(100), std::to_string(t) + "/" + std::to_string(i)),
                              outcomes.slot(t * each + i));
        });
    for (auto& thread : running) thread.join();
    EXPECT_EQ(count<AppendedReply>(outcomes.all()), threads * each);
    check_log();
}

/// Every submission of it carries the same key ids; the key that is stored must be the one that sealed.
TEST_P(Contract, OpensWhatConcurrentRetriesOfOneRegistrationSealed) {
    auto other_node = log_->make_node();
    for (int round = 0; round < 8; ++round) {
        const auto registration = submission(a_customer(500 + round), "racing" + std::to_string(round));
        Outcomes outcomes(8);
        std::vector<std::thread> running;
        for (std::size_t i = 0; i < 8; ++i)
            running.emplace_back(
                [&, i] { (i % 2 == 0 ? store() : other_node->store()).submit(registration, outcomes.slot(i)); });
        for (auto& thread : running) thread.join();
        for (const auto& outcome : outcomes.all())
            if (const auto* failed = std::get_if<Failed>(&*outcome)) ADD_FAILURE() << failed->detail;
        ASSERT_EQ(count<AppendedReply>(outcomes.all()), 8U) << "round " << round;
        const auto body = std::get<AppendedReply>(*outcomes.all()[0]).reply.body;
        auto cold_node = log_->make_node();  // its vault has only what was stored
        Outcomes retried(1);
        cold_node->store().submit(registration, retried.slot(0));
        EXPECT_EQ(std::get<AppendedReply>(*retried.all()[0]).reply.body, body);
        const auto customer = std::get<domain::RegisterCustomer>(registration.command).customer_id;
        const auto rows = store().read_stream({{tenant_, domain::StreamType::customer, customer}});
        ASSERT_EQ(rows.size(), 1U);
        for (auto* node : {node_.get(), other_node.get(), cold_node.get()}) {
            const FindKey find = [&](const domain::Uuid& key) { return node->vault().find(tenant_, key); };
            EXPECT_NE(open_payload(rows[0].payload, tenant_, rows[0].event_id, find).find("Bola Ade"),
                      std::string::npos);
        }
    }
    check_log();
}

TEST_P(Contract, AnswersUnavailableWhileItsClockIsSkewed) {
    for (const std::int64_t seconds : {-10, 10}) {
        auto skewed =
            log_->make_node([seconds] { return domain::Timestamp{system_now().microseconds + seconds * 1'000'000}; });
        Outcomes outcomes(1);
        skewed->store().submit(submission(an_invoice(100), "skewed"), outcomes.slot(0));
        EXPECT_EQ(std::get<Unavailable>(*outcomes.all()[0]).reason, "clock_skew");
    }
    EXPECT_FALSE(appended(an_invoice(100), "skewed").replayed) << "nothing was written";
}

TEST_P(Contract, FailsOneCommandWhoseReplyCannotBeRendered) {
    const auto head = store().head().position;
    auto unrenderable = submission(an_invoice(100), "unrenderable");
    unrenderable.render = [](const Appended&) -> Reply { throw std::runtime_error("cannot render"); };
    EXPECT_EQ(std::get<Failed>(submit(std::move(unrenderable))).detail, "cannot render");
    EXPECT_EQ(store().head().position, head);
    EXPECT_FALSE(appended(an_invoice(100), "unrenderable").replayed);
}

TEST_P(Contract, RefusesBusinessTimesFarAheadOfTheTimeOfRecording) {
    const std::int64_t now = system_now().microseconds;
    auto payment = a_payment(100, {});
    payment.invoice.reset();
    // The command's own clock runs ahead, so that the domain finds nothing wrong.
    auto early = submission(payment, "early");
    early.context.now = {now + 2 * max_effective_ahead_us};
    EXPECT_EQ(std::get<domain::Rejection>(submit(std::move(early))).code, domain::RejectionCode::invalid_fields);
    auto in_time = submission(payment, "in time");
    in_time.context.now = {now + max_effective_ahead_us / 2};
    EXPECT_TRUE(std::holds_alternative<AppendedReply>(submit(std::move(in_time))));
    check_log();
}

TEST_P(Contract, ReadsTheLogWithoutMetadataOrPayloadWhenAskedTo) {
    appended(an_invoice(100), "one");
    appended(an_invoice(200), "two");
    const auto whole = store().read_log({});
    ASSERT_GE(whole.size(), 2U);
    auto no_metadata = whole, no_payload = whole, neither = whole;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_FALSE(whole[i].metadata.empty());
        EXPECT_FALSE(whole[i].payload.empty());
        no_metadata[i].metadata.clear();
        no_payload[i].payload.clear();
        neither[i].metadata.clear();
        neither[i].payload.clear();
    }
    EXPECT_EQ(store().read_log({.with_metadata = false}), no_metadata);
    EXPECT_EQ(store().read_log({.with_payload = false}), no_payload);
    EXPECT_EQ(store().read_log({.with_metadata = false, .with_payload = false}), neither);
    EXPECT_EQ(store().read_log({.after_position = 1, .limit = 1, .with_metadata = false, .with_payload = false}),
              (std::vector{neither[1]}));
}

TEST_P(Contract, WalksTheLogAsItReadsIt) {
    for (int i = 0; i < 4; ++i) appended(an_invoice(100 + i), "invoice" + std::to_string(i));
    const auto head = store().head().position;
    for (const LogQuery& query :
         {LogQuery{}, LogQuery{.after_position = 2}, LogQuery{.limit = 3}, LogQuery{.after_position = head},
          LogQuery{.with_metadata = false}, LogQuery{.with_payload = false}, LogQuery{.until_position = head - 1},
          LogQuery{.limit = 2, .tenant = tenant_, .newest_first = true}, LogQuery{.event_type = "invoice_issued"}}) {
        std::vector<RecordedEvent> walked;
        store().walk_log(query, [&](RecordedEvent event) { walked.push_back(std::move(event)); });
        EXPECT_EQ(walked, store().read_log(query)) << walked.size();
    }
}

TEST_P(Contract, ReadsTheNewestEventsOfOneBusinessUpToAPosition) {
    for (int i = 0; i < 5; ++i) appended(an_invoice(100 + i), "invoice" + std::to_string(i));
    const domain::Uuid own = tenant_;
    std::vector<RecordedEvent> of_own;
    for (const auto& event : whole_log())
        if (event.stream.tenant == own) of_own.push_back(event);
    const auto head = store().head().position;
    for (std::int64_t until = 0; until <= head + 1; ++until) {
        std::vector<RecordedEvent> expected;
        for (const auto& event : of_own)
            if (event.position <= until) expected.push_back(event);
        EXPECT_EQ(store().read_log({.tenant = own, .until_position = until}), expected) << until;
        while (expected.size() > 2) expected.erase(expected.begin());
        EXPECT_EQ(store().read_log({.limit = 2, .tenant = own, .until_position = until, .newest_first = true}),
                  expected)
            << until;
    }
    const domain::Uuid nobody = *domain::parse_uuid("0190a3b4-0000-7000-8000-0000000000ff");
    EXPECT_TRUE(store().read_log({.limit = 1, .tenant = nobody, .newest_first = true}).empty());
}

TEST_P(Contract, FailsACommandWhoseMetadataIsTooLarge) {
    const auto head = store().head().position;
    auto command = submission(an_invoice(100), "large");
    command.origin.correlation_id = std::string(max_metadata_bytes, 'x');
    const auto outcome = submit(std::move(command));
    ASSERT_TRUE(std::holds_alternative<Failed>(outcome));
    EXPECT_NE(std::get<Failed>(outcome).detail.find("metadata"), std::string::npos);
    EXPECT_EQ(store().head().position, head);
    EXPECT_FALSE(appended(an_invoice(100), "large").replayed);
}

#ifdef SUOLEDGER_WITH_FAILPOINTS

TEST_P(Contract, AnswersSixtyFourConcurrentPaymentsOfOneInvoiceInOneBatch) {
    const auto invoice = an_invoice(10'000);
    appended(invoice, "invoice");
    ConcurrentBatch batch(*node_, submission(an_invoice(1), "decoy"), 64);
    const double before = node_->metrics().value("append_transactions_total");
    for (std::size_t i = 0; i < 64; ++i)
        batch.queue(i, submission(a_payment(1'000, invoice.invoice_id), "pay" + std::to_string(i)));
    const auto& outcomes = batch.release();
    EXPECT_EQ(count<AppendedReply>(outcomes), 65U) << "money that arrived is never refused";
    EXPECT_LE(node_->metrics().value("append_transactions_total") - before, 2) << "the decoy's and the payments'";
    std::int64_t allocated = 0;
    for (const auto& event : whole_log()) allocated += event.event_type == "payment_allocated" ? 1 : 0;
    EXPECT_EQ(allocated, 10) << "ten times 1 000 settle 10 000; no update is lost, none is applied twice";
    check_log();
}

TEST_P(Contract, AnswersSixtyFourConcurrentRegistrationsOfOnePhoneInOneBatch) {
    ConcurrentBatch batch(*node_, submission(an_invoice(1), "decoy"), 64);
    const double before = node_->metrics().value("append_transactions_total");
    for (std::size_t i = 0; i < 64; ++i) batch.queue(i, submission(a_customer(77), "phone" + std::to_string(i)));
    const auto& outcomes = batch.release();
    EXPECT_EQ(count<AppendedReply>(outcomes), 2U) << "the decoy and one registration";
    EXPECT_EQ(count<domain::Rejection>(outcomes), 63U);
    EXPECT_LE(node_->metrics().value("append_transactions_total") - before, 2);
    check_log();
}

TEST_P(Contract, FailsAConcurrentPoisonousCommandAlone) {
    failpoints::set("planner.poison", FailpointAction::sql_error);
    ConcurrentBatch batch(*node_, submission(an_invoice(1), "decoy"), 64);
    for (std::size_t i = 0; i < 64; ++i)
        batch.queue(i, submission(an_invoice(100), (i == 37 ? "poison" : "good") + std::to_string(i)));
    const auto& outcomes = batch.release();
    EXPECT_TRUE(std::holds_alternative<Failed>(*outcomes[37]));
    EXPECT_EQ(count<Failed>(outcomes), 1U);
    EXPECT_EQ(count<AppendedReply>(outcomes), 64U) << "63 neighbours and the decoy";
    check_log();
}

#endif

INSTANTIATE_TEST_SUITE_P(Memory, Contract, testing::Values(make_memory_log));
INSTANTIATE_TEST_SUITE_P(Postgres, Contract, testing::Values(make_postgres_log));

}  // namespace
