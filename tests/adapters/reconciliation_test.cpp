// SPDX-License-Identifier: Apache-2.0
// Sweep, booking, payouts and report against the Paystack simulator: its own totals are what the books must come to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <map>
#include <memory>

#include "adapters/providers/http_transport.hpp"
#include "adapters/providers/paystack_provider.hpp"
#include "adapters/reconciliation/reconciliation.hpp"
#include "domain/journal.hpp"
#include "domain/provider_reference.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/codec.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/memory_store.hpp"
#include "tests/adapters/program.hpp"

namespace suoledger::tests {
namespace {

namespace json = boost::json;
using namespace adapters;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr auto simulator_secret = "sk_live_reconciled";
const domain::Period october{domain::parse_timestamp("2026-10-01T00:00:00Z").value(),
                             domain::parse_timestamp("2026-11-05T00:00:00Z").value()};

class ReconciliationWithPaystack : public testing::Test {
protected:
    ReconciliationWithPaystack()
        : program_(
              {"/usr/bin/python3", "-B", SUOLEDGER_PAYSTACK_SIMULATOR, "--secret", simulator_secret, "--seed", "1"}) {
        const std::string line = program_.wait_for_line("ready ");
        url_ = line.substr(line.find("http"));
        PaystackSettings settings;
        settings.base_url = url_;
        paystack_ = make_paystack(std::move(settings), secrets_, metrics_, make_curl_transport({}));
        ada_ = register_business("Ada Stores", 1);
        bala_ = register_business("Bala Motors", 2);
        reconciliation_ = std::make_unique<Reconciliation>(ReconciliationParts{.provider = *paystack_,
                                                                               .charges = charges_,
                                                                               .store = store_,
                                                                               .vault = vault_,
                                                                               .now = eventstore::system_now,
                                                                               .account_business = ada_});
    }
    domain::Uuid register_business(const std::string& name, int number) {
        domain::RegisterBusiness command;
        command.name = name;
        command.business_key = eventstore::new_uuid_v7(eventstore::system_now());
        command.first_key = {.key_id = eventstore::new_uuid_v7(eventstore::system_now()),
                             .public_part = "abcdefgh1234567" + std::to_string(number),
                             .scopes = {15},
                             .expires_at = {}};
        const domain::Uuid tenant = eventstore::new_uuid_v7(eventstore::system_now());
        const auto outcome = eventstore::submit_scheduled(
            store_, vault_, eventstore::system_now(),
            {.tenant = tenant, .name = "register", .instance = name, .command = std::move(command)});
        EXPECT_TRUE(std::holds_alternative<eventstore::AppendedReply>(outcome));
        return tenant;
    }
    json::object control(const std::string& path, const json::object& body = {}) {
        const auto answer =
            transport_->send({url_ + "/_simulator" + path, simulator_secret, json::serialize(body), true});
        if (!answer || answer->status != 200) throw std::runtime_error{path + (answer ? answer->body : " no answer")};
        return json::parse(answer->body).as_object();
    }
    /// Paid in October, of a business' own reference or of somebody else's; nobody is told.
    std::string charge(int number, const std::optional<domain::Uuid>& business, std::int64_t amount,
                       const char* status = "success") {
        std::string reference =
            business ? domain::provider_reference(*business, eventstore::new_uuid_v7(eventstore::system_now()))
                     : "SHOP-" + std::to_string(number);
        const std::string day = "2026-10-" + std::to_string(10 + number % 18) + "T10:00:00Z";
        control(
            "/charges",
            {{"amount", amount}, {"reference", reference}, {"paid_at", day}, {"status", status}, {"announce", false}});
        return reference;
    }
    ReconciliationCounts reconcile(SweepUse use = SweepUse::book, const domain::Period& period = october) {
        HeldLease lease(leases_, "schedule", domain::Uuid{}, eventstore::system_now);
        EXPECT_TRUE(lease.holds());
        return reconciliation_->run(period, use, lease, std::to_string(++runs_));
    }
    /// Debit less credit of both businesses.
    std::map<domain::AccountCode, std::int64_t> balances() {
        std::map<domain::AccountCode, std::int64_t> sums;
        eventstore::LogQuery query;
        while (true) {
            const auto rows = store_.read_log(query);
            if (rows.empty()) return sums;
            for (const auto& row : rows) {
                const auto event = eventstore::decode(row.event_type, row.schema_version, row.payload,
                                                      row.stream.tenant, row.event_id, nullptr);
                for (const auto& posting : domain::postings_of(event).postings)
                    sums[posting.account] += posting.debit - posting.credit;
            }
            query.after_position = rows.back().position;
        }
    }
    std::vector<std::string> differences() {
        std::vector<std::string> named;
        for (const auto& [business, found] : reconciliation_->differences(october))
            for (const auto& difference : found)
                named.push_back(std::string(domain::to_string(difference.kind)) + ' ' + difference.reference);
        return named;
    }

    Program program_;
    std::string url_;
    std::unique_ptr<HttpTransport> transport_ = make_curl_transport({});
    const ProviderSecrets secrets_{{simulator_secret}};
    eventstore::MemoryMetrics metrics_;
    std::unique_ptr<PaymentProvider> paystack_;
    eventstore::MemoryLog log_{eventstore::new_uuid_v7(eventstore::system_now()), eventstore::system_now};
    eventstore::KeyVault vault_{eventstore::KekRing::of({{1, eventstore::SecretKey{7}}}), log_};
    eventstore::MemoryStore store_{{}, log_, vault_, metrics_};
    eventstore::MemoryLeaseTable leases_;
    eventstore::MemoryProviderCharges charges_;
    domain::Uuid ada_, bala_;
    std::unique_ptr<Reconciliation> reconciliation_;
    int runs_ = 0;
};

TEST_F(ReconciliationWithPaystack, BooksAMonthThatNoWebhookToldOfToTheProvidersOwnTotals) {
    const char* asked = std::getenv("SUOLEDGER_MONTH_CHARGES");
    const int count = asked != nullptr ? std::stoi(asked) : 120;
    std::vector<std::string> references;
    for (int i = 0; i < count; ++i) {
        const auto business = i % 3 == 0 ? std::optional<domain::Uuid>{} : i % 3 == 1 ? ada_ : bala_;
        const std::string reference = charge(i, business, 100'000 + 977 * i, i % 10 == 9 ? "failed" : "success");
        if (i % 10 != 9) references.push_back(reference);
    }
    for (std::size_t i = 0; i < 6; ++i) {
        const json::object of{
            {"reference", references[i]}, {"created_at", "2026-10-28T10:00:00Z"}, {"announce", false}};
        json::object refund = of, dispute = of;
        refund["amount"] = 5'000 + static_cast<std::int64_t>(i);
        refund["process"] = true;
        control("/refunds", refund);
        dispute["reference"] = references[references.size() - 1 - i];
        const auto id = control("/disputes", dispute).at("id").as_int64();
        control("/disputes/" + std::to_string(id) + "/resolve",
                {{"resolution", i % 2 == 0 ? "auto-accepted" : "declined"}, {"announce", false}});
    }
    control("/settlements", {{"date", "2026-10-20"}, {"paid_before", "2026-10-20T00:00:00Z"}});
    control("/settlements", {{"date", "2026-10-29"}});

    const auto counts = reconcile();
    EXPECT_THAT(counts.refused(), IsEmpty());
    EXPECT_EQ(counts.sweep.charges, static_cast<std::size_t>(count));
    EXPECT_THAT(differences(), IsEmpty());
    EXPECT_GE(counts.payouts.booked, 3U) << "two payouts, split by business";

    const auto sums = balances();
    const auto totals = json::parse(transport_->send({url_ + "/_simulator/totals", simulator_secret, {}, true})->body)
                            .at("NGN")
                            .as_object();
    const auto total = [&](const char* name) { return totals.at(name).as_int64(); };
    const auto balance = [&](domain::AccountCode account) {
        const auto found = sums.find(account);
        return found == sums.end() ? 0 : found->second;
    };
    EXPECT_EQ(balance(1050), total("clearing"));
    EXPECT_EQ(balance(1000), total("paid_out"));
    EXPECT_EQ(balance(6100), total("fees"));
    EXPECT_EQ(balance(1090), 0) << "the lines explain every payout";
    EXPECT_EQ(balance(2200) - balance(1150), -(total("amount") - total("refunded") - total("charged_back")))
        << "nothing was allocated";

    const auto position = store_.head().position;
    const auto again = reconcile();
    EXPECT_EQ(again.sweep.booked, 0U);
    EXPECT_EQ(again.payouts.booked, 0U);
    EXPECT_EQ(store_.head().position, position) << "another run appends nothing";
}

TEST_F(ReconciliationWithPaystack, LetsAPayoutWaitForTheChargesThatItIsOf) {
    charge(0, ada_, 50'000);
    charge(1, bala_, 60'000);
    charge(17, ada_, 70'000);
    control("/settlements", {{"date", "2026-10-29"}});
    const domain::Period late{domain::parse_timestamp("2026-10-11T00:00:00Z").value(), october.until};
    const auto early = reconcile(SweepUse::book, late);
    ASSERT_EQ(early.refused().size(), 2U);
    EXPECT_THAT(early.refused()[1].second, testing::StartsWith("its share waits for charges to be booked"));
    EXPECT_EQ(early.payouts.booked, 1U) << "Bala Motors lacks nothing";

    EXPECT_EQ(reconcile().payouts.booked, 1U);
    EXPECT_THAT(reconcile().refused(), IsEmpty());
    EXPECT_EQ(balances()[1050], 0) << "all of it was paid out";
}

TEST_F(ReconciliationWithPaystack, NamesPlantedDifferencesAndNoOthers) {
    std::vector<std::string> references;
    for (int i = 0; i < 30; ++i) references.push_back(charge(i, i % 2 == 0 ? ada_ : bala_, 50'000 + i));
    reconcile();
    ASSERT_THAT(differences(), IsEmpty());
    const auto change = [&](std::size_t i, const json::object& fields) {
        control("/charges/" + references[i] + "/change", fields);
    };
    std::vector<std::string> planted;
    for (std::size_t i = 0; i < 4; ++i) {
        change(i, {{"amount", 49'999}});
        planted.push_back("amount " + references[i]);
        change(4 + i, {{"fees", 7}});
        planted.push_back("fee " + references[4 + i]);
        change(8 + i, {{"status", "failed"}});
        planted.push_back("status " + references[8 + i]);
        control("/charges/" + references[12 + i] + "/remove");
        planted.push_back("missing_at_provider " + references[12 + i]);
        planted.push_back("missing_in_ledger " + charge(100 + static_cast<int>(i), std::nullopt, 1'000));
    }
    reconcile(SweepUse::list_only);
    EXPECT_THAT(differences(), testing::UnorderedElementsAreArray(planted));
    reconcile();
    std::erase_if(planted, [](const std::string& one) { return one.starts_with("missing_in_ledger"); });
    EXPECT_THAT(differences(), testing::UnorderedElementsAreArray(planted)) << "what was missing is booked";
}

TEST_F(ReconciliationWithPaystack, SaysWhatNobodyCanBook) {
    const domain::Uuid stranger = eventstore::new_uuid_v7(eventstore::system_now());
    const std::string reference = charge(1, stranger, 50'000);
    const auto counts = reconcile();
    ASSERT_EQ(counts.refused().size(), 1U);
    EXPECT_EQ(counts.refused().front().second, "business_not_found");
    EXPECT_THAT(differences(), UnorderedElementsAre("missing_in_ledger " + reference));
}

}  // namespace
}  // namespace suoledger::tests
