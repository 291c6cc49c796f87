// SPDX-License-Identifier: Apache-2.0
// The report of differences, and what an import of a bank statement proposes.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "projections/provider_differences.hpp"
#include "tests/http/small_inbox.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;

domain::Timestamp instant(const char* text) { return domain::parse_timestamp(text).value(); }

class Reconciliation : public ::testing::Test {
protected:
    Reconciliation() : inbox_(service_.inbox().services) {
        inbox_.provider_lists.emplace(charges_, done_);
        service_.services.inbox = &inbox_;
    }
    /// Booked as a provider reported it on the 2nd of March.
    std::string book(const std::string& id, std::int64_t amount, std::int64_t fee) {
        domain::RecordProviderCharge command;
        command.payment_id = domain::Uuid{};
        command.payment_id.bytes[15] = static_cast<std::uint8_t>(std::stoi(id));
        command.provider = "paystack";
        command.provider_payment_id = id;
        command.provider_reference = "SHOP-" + id;
        command.channel = "card";
        command.amount = {amount, domain::Currency::ngn};
        command.fee = fee;
        command.received_at = instant("2026-03-02T09:00:00Z");
        const auto render = [](const eventstore::Appended&) { return eventstore::Reply{200, "{}", "{}"}; };
        const Answer answer = service_.submit(CommandRequest{service_.principal.tenant, command, render});
        EXPECT_EQ(answer.status, 200) << answer.code;
        return domain::to_type_id(domain::payment_prefix, command.payment_id);
    }
    void list(const std::string& id, std::int64_t amount, std::int64_t fee) {
        const auto lease =
            leases_.acquire("schedule", domain::Uuid{}, service_.services.now(), std::chrono::seconds(0));
        const eventstore::ProviderChargeRow row{.provider = "paystack",
                                                .charge = {.provider_payment_id = id,
                                                           .reference = "SHOP-" + id,
                                                           .status = domain::ListedStatus::success,
                                                           .amount = {amount, domain::Currency::ngn},
                                                           .fee = fee,
                                                           .refunded = 0,
                                                           .charged_back = 0,
                                                           .at = instant("2026-03-02T09:00:00Z"),
                                                           .listed_at = instant("2099-01-01T00:00:00Z")},
                                                .tenant = service_.principal.tenant,
                                                .channel = "card",
                                                .livemode = true};
        ASSERT_TRUE(charges_.put(lease.value(), std::vector{row}));
        ASSERT_TRUE(done_.finish(*lease, projections::sweep_of("paystack"), instant("2026-03-31T00:00:00Z")));
    }
    json::value report(const std::string& query = "from=2026-03-01&to=2026-03-30") {
        const Answer answer = service_.get("/v1/reconciliation/differences?" + query);
        EXPECT_EQ(answer.status, 200) << answer.code;
        return answer.json();
    }
    std::string invoice(std::int64_t amount, const std::string& name, const std::string& phone) {
        const Answer answer = service_.post("/v1/invoices", R"({"customer":{"name":")" + name + R"(","phone":")" +
                                                                phone + R"("},"issued_on":"2026-03-01",)" +
                                                                R"("lines":[{"description":"Soap","unit_price":)" +
                                                                std::to_string(amount) + "}]}");
        EXPECT_EQ(answer.status, 201) << answer.code;
        return answer.text("id");
    }
    json::value import(const std::string& csv) {
        const Answer answer = service_.post("/v1/reconciliation/imports", json::serialize(json::object{{"csv", csv}}));
        EXPECT_EQ(answer.status, 200) << answer.code << answer.body;
        return answer.json();
    }

    SmallService service_;
    eventstore::MemoryLeaseTable leases_;
    eventstore::MemoryProviderCharges charges_;
    eventstore::MemoryTimedWork done_;
    InboxServices inbox_;
};

TEST_F(Reconciliation, ReportsNothingWhereAllAgrees) {
    book("1", 10'000, 150);
    list("1", 10'000, 150);
    const auto found = report();
    EXPECT_EQ(found.at("differences").as_int64(), 0);
    EXPECT_EQ(found.at("charges_listed").as_int64(), 1);
    EXPECT_EQ(found.at("payments_booked").as_int64(), 1);
    EXPECT_EQ(found.at("data").as_array().size(), 0U);
}

TEST_F(Reconciliation, NamesWhatDiffersAndBothFigures) {
    const std::string payment = book("1", 10'000, 150);
    book("2", 20'000, 300);
    list("1", 10'000, 175);
    list("3", 30'000, 450);
    const auto found = report();
    ASSERT_EQ(found.at("data").as_array().size(), 3U);
    const auto& fee = found.at("data").at(0);
    EXPECT_EQ(fee.at("kind").as_string(), "fee");
    EXPECT_EQ(fee.at("payment").as_string(), payment);
    EXPECT_EQ(fee.at("at_provider").as_int64(), 175);
    EXPECT_EQ(fee.at("in_ledger").as_int64(), 150);
    EXPECT_EQ(found.at("data").at(1).at("kind").as_string(), "missing_at_provider");
    EXPECT_EQ(found.at("data").at(2).at("kind").as_string(), "missing_in_ledger");
    EXPECT_TRUE(found.at("data").at(2).at("payment").is_null());
}

TEST_F(Reconciliation, ReportsInPagesUnderACursorOfTheFilter) {
    for (const char* id : {"1", "2", "3"}) list(id, 10'000, 150);
    const auto first = report("from=2026-03-01&to=2026-03-30&limit=2");
    ASSERT_EQ(first.at("data").as_array().size(), 2U);
    EXPECT_EQ(first.at("differences").as_int64(), 3);
    const std::string cursor(first.at("next_cursor").as_string());
    const auto second = report("from=2026-03-01&to=2026-03-30&limit=2&cursor=" + cursor);
    ASSERT_EQ(second.at("data").as_array().size(), 1U);
    EXPECT_EQ(second.at("data").at(0).at("provider_payment_id").as_string(), "3");
    EXPECT_TRUE(second.at("next_cursor").is_null());
    EXPECT_EQ(service_.get("/v1/reconciliation/differences?from=2026-03-02&to=2026-03-30&cursor=" + cursor).code,
              "cursor_mismatch");
}

TEST_F(Reconciliation, DoesNotMissWhatWasNotListedYet) {
    book("1", 10'000, 150);
    const auto never = report();
    EXPECT_TRUE(never.at("listed_until").is_null());
    EXPECT_EQ(never.at("differences").as_int64(), 0);
    const auto lease = leases_.acquire("schedule", domain::Uuid{}, service_.services.now(), std::chrono::seconds(0));
    ASSERT_TRUE(done_.finish(*lease, projections::sweep_of("paystack"), instant("2026-03-02T09:00:00Z")));
    EXPECT_EQ(report().at("differences").as_int64(), 0) << "it was listed up to just before";
    ASSERT_TRUE(done_.finish(*lease, projections::sweep_of("paystack"), instant("2026-03-02T09:00:01Z")));
    EXPECT_EQ(report().at("differences").as_int64(), 1);
}

TEST_F(Reconciliation, RefusesWrongPeriods) {
    for (const char* wrong : {"from=2026-03-02&to=2026-03-01", "from=2025-01-01&to=2026-03-01", "provider=Pay Stack"})
        EXPECT_EQ(service_.get(std::string("/v1/reconciliation/differences?") + wrong).code, "invalid_parameter");
}

TEST_F(Reconciliation, ProposesAndBooksARowOnce) {
    const std::string ada = invoice(90'000, "Ada Obi", "+2348012345678");
    invoice(90'000, "Bala Musa", "+2348012345679");
    const std::string csv = "Date,Narration,Debit,Credit\n02/03/2026,NIP ADA OBI INV-000001,,900.00\n";
    const auto rows = import(csv).at("rows").as_array();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].at("outcome").as_string(), "proposed");
    EXPECT_EQ(rows[0].at("proposals").at(0).at("invoice").as_string(), ada);
    EXPECT_EQ(rows[0].at("proposals").at(0).at("number").as_string(), "INV-000001");
    EXPECT_EQ(rows[0].at("proposals").at(0).at("confidence").as_int64(), 99);
    EXPECT_EQ(service_.get("/v1/payments").json().at("data").as_array().size(), 0U) << "nothing is booked by itself";

    const Answer booked = service_.post("/v1/payments", json::serialize(rows[0].at("booking")));
    ASSERT_EQ(booked.status, 201) << booked.code;
    EXPECT_EQ(service_.get("/v1/invoices/" + ada).text("status"), "paid");
    const auto again = import(csv).at("rows").as_array();
    EXPECT_EQ(again[0].at("outcome").as_string(), "booked");
    EXPECT_EQ(again[0].at("payment").as_string(), booked.text("id"));
    EXPECT_TRUE(again[0].at("booking").is_null());
    EXPECT_EQ(again[0].at("fingerprint"), rows[0].at("fingerprint"));
}

TEST_F(Reconciliation, TellsEqualRowsApartByTheirKeys) {
    const auto rows =
        import("Date,Narration,Credit\n02/03/2026,POS,5\n02/03/2026,pos,5\n03/03/2026,POS,5\n").at("rows").as_array();
    std::set<std::string> keys;
    for (const auto& row : rows) keys.insert(std::string(row.at("idempotency_key").as_string()));
    EXPECT_EQ(keys.size(), 3U);
}

TEST_F(Reconciliation, KnowsAPayoutInAStatement) {
    const Answer payout =
        service_.post("/v1/payouts", R"({"provider":"paystack","net":88000,"cleared":88000,"paid_on":"2026-03-01"})");
    ASSERT_EQ(payout.status, 201) << payout.code;
    const auto rows = import("Date,Narration,Credit\n02/03/2026,PAYSTACK,880\n").at("rows").as_array();
    EXPECT_EQ(rows[0].at("outcome").as_string(), "payout");
    EXPECT_EQ(rows[0].at("payout").as_string(), payout.text("id"));
}

TEST_F(Reconciliation, NamesUnreadableRowsAndRefusesWhatIsNoStatement) {
    const auto read = import("Date,Narration,Credit\n31/02/2026,a,5\n02/03/2026,Opening balance,\n");
    EXPECT_EQ(read.at("rows").as_array().size(), 0U);
    EXPECT_EQ(read.at("unreadable").at(0).at("line").as_int64(), 2);
    EXPECT_EQ(read.at("rows_without_amount").as_int64(), 1);
    for (const char* body : {R"({"csv":"a,b\n1,2"})", R"({"csv":""})", "{}"}) {
        const Answer answer = service_.post("/v1/reconciliation/imports", body);
        EXPECT_EQ(answer.status, 422) << body;
        EXPECT_EQ(answer.pointers(), std::set<std::string>{"/csv"}) << body;
    }
    const Answer wrong = service_.post("/v1/reconciliation/imports",
                                       R"({"csv":"Date,Credit\n","currency":"EUR","date_order":"x","more":1})");
    EXPECT_EQ(wrong.pointers(), (std::set<std::string>{"/currency", "/date_order", "/more"}));
}

TEST_F(Reconciliation, ReadsAMonthBeforeTheDayWhereTheBankDoes) {
    const Answer answer = service_.post("/v1/reconciliation/imports",
                                        R"({"csv":"Date,Credit\n03/02/2026,5\n","date_order":"month_first"})");
    EXPECT_EQ(answer.json().at("rows").at(0).at("date").as_string(), "2026-03-02");
}

}  // namespace
}  // namespace suoledger::http::test
