// SPDX-License-Identifier: Apache-2.0
// Flutterwave and Monnify say the same things in other words: the port needs no change for them.
#include "adapters/providers/other_webhooks.hpp"

#include <gtest/gtest.h>

namespace suoledger::tests {
namespace {

using namespace adapters;
using domain::Currency;
using domain::Money;

constexpr auto flutterwave_v3 =
    R"({"event":"charge.completed","data":{"id":285959875,"tx_ref":"INVPAY-7f3a","flw_ref":"FLW-1","amount":2500.5,"currency":"NGN","charged_amount":2500.5,"app_fee":35.1,"status":"successful","payment_type":"card","created_at":"2026-11-20T09:15:02.000Z","customer":{"id":1,"name":"Ada Obi","email":"demo@example.com"}}})";
constexpr auto flutterwave_v4 =
    R"({"id":"wbk_demo","timestamp":1763600000000,"type":"charge.completed","data":{"id":"chg_demo1","amount":2500.5,"currency":"NGN","reference":"INVPAY-7f3a","status":"succeeded","customer":{"id":"cus_demo"}}})";
constexpr auto monnify_paid =
    R"({"eventType":"SUCCESSFUL_TRANSACTION","eventData":{"product":{"reference":"INVPAY-7f3a","type":"WEB_SDK"},"transactionReference":"MNFY|04|20261120|000123","paymentReference":"INVPAY-7f3a","paidOn":"20/11/2026 9:15:02 AM","amountPaid":"2500.50","totalPayable":2500.5,"settlementAmount":"2465.40","paymentMethod":"ACCOUNT_TRANSFER","currency":"NGN","paymentStatus":"PAID","customer":{"name":"Ada Obi","email":"demo@example.com"}}})";
constexpr auto monnify_refund =
    R"({"eventType":"SUCCESSFUL_REFUND","eventData":{"transactionReference":"MNFY|04|20261120|000123","refundReference":"RFD-1","refundAmount":100.25,"refundStatus":"COMPLETED","createdOn":"20/11/2026 9:15:02 AM"}})";

std::string with(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    return at == std::string::npos ? throw std::logic_error{"not there"} : text.replace(at, from.size(), to);
}

class OtherWebhooksTest : public testing::Test {
protected:
    const ProviderSecrets secrets_{{"hash_example"}};
    const std::unique_ptr<ProviderWebhooks> v3_ = make_flutterwave_v3_webhooks(secrets_, true);
    const std::unique_ptr<ProviderWebhooks> v4_ =
        make_flutterwave_v4_webhooks(secrets_, FlutterwaveSpelling::base64, false);
    const std::unique_ptr<ProviderWebhooks> monnify_ = make_monnify_webhooks(secrets_, true);
};

TEST_F(OtherWebhooksTest, BothGenerationsOfFlutterwaveSayWhichChargeEnded) {
    const auto old = std::get<ChargeNotice>(v3_->parse(flutterwave_v3).value());
    EXPECT_EQ(old.reference, "INVPAY-7f3a");
    EXPECT_EQ(old.provider_payment_id, "285959875");
    EXPECT_EQ(old.status, ChargeStatus::success);
    EXPECT_TRUE(old.livemode);
    const auto young = std::get<ChargeNotice>(v4_->parse(flutterwave_v4).value());
    EXPECT_EQ(young.reference, "INVPAY-7f3a");
    EXPECT_EQ(young.provider_payment_id, "chg_demo1");
    EXPECT_EQ(young.status, ChargeStatus::success);
    EXPECT_FALSE(young.livemode);
    const auto status_of = [this](const char* word) {
        return std::get<ChargeNotice>(v3_->parse(with(flutterwave_v3, "successful", word)).value()).status;
    };
    EXPECT_EQ(status_of("failed"), ChargeStatus::failed);
    EXPECT_EQ(status_of("pending"), ChargeStatus::pending);
}

TEST_F(OtherWebhooksTest, FlutterwaveKeepsWhatItDoesNotKnowAndRefusesWhatLacksItsReference) {
    EXPECT_EQ(
        std::get<OtherNotice>(v3_->parse(with(flutterwave_v3, "charge.completed", "transfer.completed")).value()).kind,
        "transfer_completed");
    EXPECT_FALSE(v3_->parse(with(flutterwave_v3, "tx_ref", "other")));
    EXPECT_FALSE(v3_->parse(flutterwave_v4));  // the other generation's envelope
    EXPECT_FALSE(v4_->parse(flutterwave_v3));
    for (const auto* bad : {"", "[]", "{}", "{\"event\":\"charge.completed\"}"}) EXPECT_FALSE(v3_->parse(bad)) << bad;
}

TEST_F(OtherWebhooksTest, MonnifySaysWhichChargeWasPaid) {
    const auto notice = std::get<ChargeNotice>(monnify_->parse(monnify_paid).value());
    EXPECT_EQ(notice.reference, "INVPAY-7f3a");
    EXPECT_EQ(notice.provider_payment_id, "MNFY|04|20261120|000123");
    EXPECT_EQ(notice.status, ChargeStatus::success);
    EXPECT_EQ(
        std::get<ChargeNotice>(monnify_->parse(with(monnify_paid, "\"PAID\"", "\"PARTIALLY_PAID\"")).value()).status,
        ChargeStatus::pending);
}

TEST_F(OtherWebhooksTest, MonnifyRefundsInNairaWithDecimals) {
    const auto notice = std::get<RefundNotice>(monnify_->parse(monnify_refund).value());
    EXPECT_EQ(notice.charge_reference, "MNFY|04|20261120|000123");
    EXPECT_EQ(notice.provider_refund_id, "RFD-1");
    EXPECT_EQ(notice.stage, RefundStage::processed);
    EXPECT_EQ(notice.amount, (Money{10'025, Currency::ngn}));
    EXPECT_EQ(std::get<RefundNotice>(monnify_->parse(with(monnify_refund, "100.25", "\"100.25\"")).value()).amount,
              notice.amount);
    EXPECT_EQ(std::get<RefundNotice>(monnify_->parse(with(monnify_refund, "SUCCESSFUL", "FAILED")).value()).stage,
              RefundStage::failed);
    EXPECT_FALSE(monnify_->parse(with(monnify_refund, "100.25", "100.255")));
    EXPECT_EQ(
        std::get<OtherNotice>(monnify_->parse(with(monnify_paid, "SUCCESSFUL_TRANSACTION", "SETTLEMENT")).value()).kind,
        "settlement");
}

TEST_F(OtherWebhooksTest, KeysTellFactsApartAndRepeatsTogether) {
    EXPECT_EQ(v3_->event_key(flutterwave_v3), v3_->event_key(with(flutterwave_v3, "{\"event\"", "{ \"event\"")));
    EXPECT_NE(v3_->event_key(flutterwave_v3), v3_->event_key(with(flutterwave_v3, "successful", "failed")));
    EXPECT_NE(v3_->event_key(flutterwave_v3), v3_->event_key(with(flutterwave_v3, "285959875", "285959876")));
    EXPECT_NE(v4_->event_key(flutterwave_v4), v4_->event_key(with(flutterwave_v4, "chg_demo1", "chg_demo2")));
    EXPECT_NE(monnify_->event_key(monnify_paid), monnify_->event_key(monnify_refund));
    EXPECT_NE(monnify_->event_key(monnify_refund), monnify_->event_key(with(monnify_refund, "RFD-1", "RFD-2")));
    EXPECT_EQ(monnify_->event_key(monnify_paid), monnify_->event_key(with(monnify_paid, "\"2500.50\"", "2500.5")));
    EXPECT_NE(monnify_->event_key("{"), monnify_->event_key("["));
}

}  // namespace
}  // namespace suoledger::tests
