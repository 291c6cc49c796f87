// SPDX-License-Identifier: Apache-2.0
// A dry run is decided as fresh as a command, says what the command would do, and leaves nothing behind.
#include <string>
#include <variant>

#include "domain/event.hpp"
#include "eventstore/memory_store.hpp"
#include "tests/eventstore/contract.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

/// Everything that was assigned, and nothing that the caller chose.
Reply render_numbers(const Appended& appended) {
    std::string body;
    for (const auto& event : appended.events)
        body += std::to_string(event.position) + " " + std::string(domain::name_of(event.event->event)) + " v" +
                std::to_string(event.stream_version) + " #" + std::to_string(event.series_number) + "\n";
    return {201, body, body};
}

Submission numbered(Submission submission) {
    submission.render = render_numbers;
    return submission;
}
Submission dry(Submission submission) {
    submission = numbered(std::move(submission));
    submission.dry_run = true;
    return submission;
}

TEST_P(Contract, PromisesInADryRunWhatTheCommandThenGets) {
    const auto command = an_invoice(100);
    const auto before = whole_log();
    const auto promised = std::get<Rehearsed>(submit(dry(submission(command, "invoice"))));
    EXPECT_EQ(whole_log(), before);
    EXPECT_EQ(promised.position, before.back().position);
    EXPECT_EQ(promised.reply.body, std::to_string(promised.position + 1) + " invoice_issued v1 #1\n");
    for (int again = 0; again < 3; ++again)
        EXPECT_EQ(std::get<Rehearsed>(submit(dry(submission(command, "invoice")))).reply.body, promised.reply.body);
    const auto kept = std::get<AppendedReply>(submit(numbered(submission(command, "invoice"))));
    EXPECT_FALSE(kept.replayed) << "a dry run remembers no command";
    EXPECT_EQ(kept.reply.body, promised.reply.body);
    check_log();
}

TEST_P(Contract, DecidesADryRunOfACommandThatWasDoneAnew) {
    const auto invoice = an_invoice(100);
    appended(invoice, "invoice");
    const domain::CancelInvoice cancel{invoice.invoice_id, {}};
    appended(cancel, "cancel");
    EXPECT_EQ(std::get<domain::Rejection>(submit(dry(submission(cancel, "cancel")))).code,
              domain::RejectionCode::invoice_already_cancelled);
    auto other_request = dry(submission(an_invoice(1), "cancel"));
    other_request.fingerprint[0] ^= 1;
    EXPECT_TRUE(std::holds_alternative<Rehearsed>(submit(std::move(other_request))));
}

TEST_P(Contract, RefusesADryRunAsItWouldTheCommand) {
    const auto invoice = an_invoice(100);
    appended(invoice, "invoice");
    auto stale = dry(submission(domain::CancelInvoice{invoice.invoice_id, {}}, "stale"));
    stale.context.expected_version = 7;
    EXPECT_EQ(std::get<domain::Rejection>(submit(std::move(stale))).current_version, 1);
    EXPECT_EQ(std::get<domain::Rejection>(submit(dry(submission(a_customer(1), "phone taken")))).code,
              domain::RejectionCode::customer_phone_taken);
    auto early = dry(submission(a_payment(100, invoice.invoice_id), "early"));
    early.context.now.microseconds += std::int64_t{3600} * 1'000'000;
    EXPECT_EQ(std::get<domain::Rejection>(submit(std::move(early))).code, domain::RejectionCode::invalid_fields);
}

TEST_P(Contract, DecidesADryRunOnWhatAnotherNodeAppended) {
    const auto invoice = an_invoice(100);
    appended(invoice, "invoice");
    auto other_node = log_->make_node();
    Outcomes outcomes(1);
    other_node->store().submit(submission(a_payment(100, invoice.invoice_id), "elsewhere"), outcomes.slot(0));
    ASSERT_EQ(count<AppendedReply>(outcomes.all()), 1U);
    const auto cancel = submit(dry(submission(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel")));
    EXPECT_EQ(std::get<domain::Rejection>(cancel).code, domain::RejectionCode::invoice_has_movements);
}

TEST_P(Contract, KeepsNeitherKeysNorReservationsOfADryRun) {
    const auto rehearsed = a_customer(40);
    ASSERT_TRUE(std::holds_alternative<Rehearsed>(submit(dry(submission(rehearsed, "rehearsed")))));
    const domain::ReservationKey phone{tenant_, domain::ReservationKind::customer_phone, *rehearsed.indexes.phone};
    EXPECT_FALSE(store().owner_of(phone));
    auto cold_node = log_->make_node();
    for (auto* node : {node_.get(), cold_node.get()}) {
        EXPECT_FALSE(node->vault().find(tenant_, rehearsed.contact_key));
        EXPECT_FALSE(node->vault().find(tenant_, rehearsed.record_key));
    }
    const auto other = a_customer(40);
    appended(other, "another customer of that phone");
    EXPECT_EQ(store().owner_of(phone), other.customer_id);
    EXPECT_FALSE(appended(an_invoice(1), "rehearsed").replayed) << "nor the command id";
    check_log();
}

#ifdef SUOLEDGER_WITH_FAILPOINTS

/// The invoice is 1 000: after 600 are paid, another 600 settle it and leave 200 over.
TEST_P(Contract, ShowsADryRunItsConcurrentPredecessorAndNothingToItsSuccessor) {
    const auto invoice = an_invoice(1'000);
    appended(invoice, "invoice");
    ConcurrentBatch batch(*node_, submission(an_invoice(1), "decoy"), 4);
    const auto pay = [&](const char* key) { return submission(a_payment(600, invoice.invoice_id), key); };
    const auto queue = [&](std::size_t index, Submission submission) {
        batch.queue(index, std::move(submission));
        wait_until_queued(*node_, index + 1);  // in this order
    };
    const double before = node_->metrics().value("append_transactions_total");
    queue(0, numbered(pay("first")));
    queue(1, dry(pay("dry")));
    queue(2, numbered(pay("second")));
    queue(3, dry(submission(domain::CancelInvoice{invoice.invoice_id, {}}, "cancel")));
    const auto& outcomes = batch.release();
    EXPECT_LE(node_->metrics().value("append_transactions_total") - before, 2) << "the decoy's and theirs";
    const auto& first = std::get<AppendedReply>(*outcomes[0]);
    const auto& rehearsed = std::get<Rehearsed>(*outcomes[1]);
    const auto& second = std::get<AppendedReply>(*outcomes[2]);
    EXPECT_NE(rehearsed.reply.body, first.reply.body);
    EXPECT_EQ(rehearsed.reply.body, second.reply.body) << "it saw the first and hid nothing from the second";
    EXPECT_EQ(rehearsed.position, first.position);
    EXPECT_EQ(std::get<domain::Rejection>(*outcomes[3]).code, domain::RejectionCode::invoice_has_movements);
    check_log();
}

TEST_P(Contract, CommitsNothingForABatchOfConcurrentDryRuns) {
    const auto before = whole_log();
    failpoints::set_number("sequencer.gather", 16, 1);
    Outcomes outcomes(16);
    for (std::size_t i = 0; i < 16; ++i)
        store().submit(dry(submission(an_invoice(100), std::to_string(i))), outcomes.slot(i));
    for (const auto& outcome : outcomes.all())
        EXPECT_EQ(std::get<Rehearsed>(*outcome).reply.body, std::get<Rehearsed>(*outcomes.all()[0]).reply.body);
    EXPECT_EQ(node_->metrics().value(R"(append_commands_total{outcome="rehearsed"})"), 16);
    EXPECT_EQ(whole_log(), before);
    check_log();
}

/// Its commit is lost without a trace.
class LosesCommits final : public LogTransaction {
public:
    explicit LosesCommits(MemoryLog& log) : transaction_(log) {}
    BatchFacts begin(const Wanted& wanted) override { return transaction_.begin(wanted); }
    void fetch(const Wanted& wanted, BatchFacts& facts) override { transaction_.fetch(wanted, facts); }
    std::vector<RecordedEvent> read_stream(const StreamQuery& query) override {
        return transaction_.read_stream(query);
    }
    void commit(const BatchWrites&, const Meanwhile&) override {
        abandon();
        throw OutcomeUnknown("cut");
    }
    void abandon() noexcept override { transaction_.abandon(); }

private:
    MemoryTransaction transaction_;
};

TEST(DryRun, KnowsThatNothingWasWrittenEvenWhenItsNeighboursDoNot) {
    MemoryLog log(new_uuid_v7(system_now()));
    KeyVault vault(KekRing::of({{1, SecretKey{1}}}), log);
    MemoryMetrics metrics;
    MemoryStore reads({}, log, vault, metrics);
    LosesCommits transaction(log);
    Outcomes outcomes(2);
    failpoints::set_number("sequencer.gather", 2, 1);
    AppendPath path({}, transaction, reads, vault, metrics, {});
    for (std::size_t i = 0; i < 2; ++i) {
        const auto tenant = new_uuid_v7(system_now());
        Submission submission;
        submission.command_id = new_uuid_v7(system_now());
        submission.context = {tenant, system_now(), std::nullopt};
        submission.command = a_business();
        submission.render = render_numbers;
        submission.dry_run = i == 1;
        path.submit(std::move(submission), outcomes.slot(i));
    }
    EXPECT_TRUE(std::holds_alternative<Unknown>(*outcomes.all()[0]));
    EXPECT_EQ(std::get<Unavailable>(*outcomes.all()[1]).reason, "database_unavailable");
    failpoints::clear();
}

#endif

}  // namespace
