// SPDX-License-Identifier: Apache-2.0
// Ids that whoever hears of a fact derives: frozen, because the log holds them.
#include "eventstore/provider_ids.hpp"

#include <gtest/gtest.h>

#include <set>

#include "eventstore/codec.hpp"
#include "tests/eventstore/event_samples.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

const domain::Uuid attempt = numbered_id(0x31);

std::string text_of(const domain::Uuid& uuid) { return domain::to_string(uuid); }

/// Vectors computed by another program.
TEST(ProviderIds, AreWhatTheyWere) {
    const auto tenant = sample_tenant;
    EXPECT_EQ(text_of(provider_payment_uuid(tenant, "paystack", "4099260516")), "58447f22-51c7-8170-afeb-7c7eb2b54623");
    EXPECT_EQ(text_of(provider_refund_uuid(tenant, "paystack", "4099260516")), "a30f57f2-199a-8d27-b2c0-a6bb9dd6177b");
    EXPECT_EQ(text_of(provider_dispute_uuid(tenant, "paystack", "4099260516")), "dd76e095-990f-8a10-92d9-76e732bd858c");
    EXPECT_EQ(text_of(provider_payout_uuid(tenant, "paystack", "4099260516")), "8cd08fe8-cd06-8cc1-8b51-08288f9f8bd9");
    const CheckoutName name{tenant, numbered_id(0xa1), 2, 9'000'000, "adaeze@example.com"};
    EXPECT_EQ(text_of(checkout_uuid(name, 0)), "4ee62dde-5ca3-86ab-a21c-ddbb5ca24c10");
    EXPECT_EQ(text_of(checkout_uuid(name, 1)), "5349a971-ae07-8e2f-a3ca-ef2a682c88cf");
}

TEST(ProviderIds, DifferWhereverAPartDiffers) {
    std::set<domain::Uuid> ids;
    for (const auto& tenant : {sample_tenant, numbered_id(2)})
        for (const char* provider : {"paystack", "monnify", "paystack1"})
            for (const char* id : {"", "1", "11", "1 1"}) ids.insert(provider_payment_uuid(tenant, provider, id));
    EXPECT_EQ(ids.size(), 24U) << "no two parts run into one another";
    const CheckoutName name{sample_tenant, numbered_id(0xa1), 1, 100, "ada@example.com"};
    std::set<domain::Uuid> attempts{checkout_uuid(name, 0)};
    for (auto other : {CheckoutName{numbered_id(2), name.invoice, 1, 100, name.email},
                       CheckoutName{name.tenant, numbered_id(2), 1, 100, name.email},
                       CheckoutName{name.tenant, name.invoice, 2, 100, name.email},
                       CheckoutName{name.tenant, name.invoice, 1, 101, name.email},
                       CheckoutName{name.tenant, name.invoice, 1, 100, "bola@example.com"}})
        attempts.insert(checkout_uuid(other, 0));
    attempts.insert(checkout_uuid(name, 1));
    EXPECT_EQ(attempts.size(), 7U);
}

/// A log of one stream.
class OneStream final : public EventStore {
public:
    explicit OneStream(const std::vector<domain::Event>& events) {
        for (const auto& event : events) {
            RecordedEvent row;
            row.stream = {sample_tenant, domain::StreamType::payment, attempt};
            auto encoded = encode({row.stream, event, {}, {}}, row.event_id, nullptr);
            row.event_type = std::move(encoded.event_type);
            row.schema_version = encoded.schema_version;
            row.payload = std::move(encoded.payload);
            rows_.push_back(std::move(row));
        }
    }
    std::vector<RecordedEvent> read_stream(const StreamQuery& query) override {
        return !rows_.empty() && query.stream == rows_.front().stream ? rows_ : std::vector<RecordedEvent>{};
    }
    void submit(Submission, OnOutcome) override { FAIL() << "nothing is submitted"; }
    std::vector<RecordedEvent> read_log(const LogQuery&) override { return rows_; }
    LogHead head() override { return {}; }
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey&) override { return std::nullopt; }

private:
    std::vector<RecordedEvent> rows_;
};

TEST(PaymentOfACharge, IsTheAttemptWhoseMoneyItIsElseItsOwn) {
    domain::PaymentReceived received;
    received.provider = "paystack";
    received.provider_payment_id = "7";
    const domain::PaymentFailed failed{.provider = "paystack", .code = "declined"};
    OneStream paid({domain::PaymentInitiated{}, failed, received}), unpaid({domain::PaymentInitiated{}, failed});
    const auto own = provider_payment_uuid(sample_tenant, "paystack", "7");
    EXPECT_EQ(payment_of_charge(paid, sample_tenant, attempt, "paystack", "7"), attempt);
    EXPECT_EQ(payment_of_charge(paid, sample_tenant, attempt, "paystack", "8"),
              provider_payment_uuid(sample_tenant, "paystack", "8"))
        << "a second charge under the reference";
    EXPECT_NE(payment_of_charge(paid, sample_tenant, attempt, "monnify", "7"), attempt);
    EXPECT_EQ(payment_of_charge(unpaid, sample_tenant, attempt, "paystack", "7"), own);
    EXPECT_EQ(payment_of_charge(unpaid, sample_tenant, numbered_id(0x32), "paystack", "7"), own);
    EXPECT_EQ(payment_of_charge(unpaid, sample_tenant, std::nullopt, "paystack", "7"), own);
}

}  // namespace
