// SPDX-License-Identifier: Apache-2.0
// Every type that Paystack's fields are known to take, and what is made of what cannot be read.
#include "adapters/providers/paystack_reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <set>

#include "adapters/providers/wire_json.hpp"

namespace suoledger::tests {
namespace {

namespace json = boost::json;
using namespace adapters;
using domain::Currency;
using domain::Money;
using testing::HasSubstr;

constexpr auto charge_success =
    R"({"event":"charge.success","data":{"id":4099260516,"domain":"test","status":"success","reference":"INVPAY-7f3a","amount":10750000,"message":null,"gateway_response":"Approved","paid_at":"2026-11-20T09:15:02.000Z","created_at":"2026-11-20T09:14:11.000Z","channel":"card","currency":"NGN","ip_address":"197.210.0.1","metadata":{"invoice_id":"018f-demo"},"fees_breakdown":null,"log":null,"fees":171250,"fees_split":null,"authorization":{"authorization_code":"AUTH_demo","bin":"408408","last4":"4081","account_name":null},"customer":{"id":181873746,"first_name":null,"last_name":null,"email":"demo@example.com","customer_code":"CUS_demo","phone":null,"metadata":null},"plan":null,"subaccount":{},"split":{},"order_id":null,"paidAt":"2026-11-20T09:15:02.000Z","requested_amount":10750000,"source":{"type":"api","source":"merchant_api"}}})";
constexpr auto refund_processed =
    R"({"event":"refund.processed","data":{"status":"processed","transaction_reference":"INVPAY-7f3a","refund_reference":"TRF_demo","amount":"10000","currency":"NGN","processor":"instant-transfer","customer":{"first_name":"Ada","last_name":"Obi","email":"demo@example.com"},"integration":412829,"domain":"live"}})";
constexpr auto transfer_reversed =
    R"({"event":"transfer.reversed","data":{"amount":500000,"currency":"NGN","domain":"live","failures":null,"id":37272792,"reference":"payout-2026-11-20_1","status":"reversed"}})";
constexpr auto dispute_create =
    R"({"event":"charge.dispute.create","data":{"id":358950,"refund_amount":5800,"currency":"NGN","status":"awaiting-merchant-feedback","resolution":null,"domain":"live","transaction":{"id":896467688,"reference":"INVPAY-7f3a","amount":5800,"status":"success","channel":"card","currency":"NGN"},"transaction_reference":null,"category":"chargeback","dueAt":"2026-11-21T18:00:00.000Z","resolvedAt":null}})";
constexpr auto account_assigned =
    R"({"event":"dedicatedaccount.assign.success","data":{"customer":{"id":100110,"email":"demo@example.com"},"dedicated_account":{"id":987654,"metadata":null},"identification":{"status":"success"}}})";

json::object data_of(std::string_view webhook) { return json::parse(webhook).as_object().at("data").as_object(); }
/// The sample charge with one field otherwise.
json::object charge_with(std::string_view field, std::string_view value) {
    json::object data = data_of(charge_success);
    data[field] = json::parse(value);
    return data;
}
std::string with(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    return at == std::string::npos ? throw std::logic_error{"not there"} : text.replace(at, from.size(), to);
}
template <class T>
T notice_of(std::string_view body) {
    return std::get<T>(read_paystack_webhook(body).value());
}

TEST(PaystackWebhook, OfAChargeSaysWhichAndInWhichMode) {
    const auto notice = notice_of<ChargeNotice>(charge_success);
    EXPECT_EQ(notice.reference, "INVPAY-7f3a");
    EXPECT_EQ(notice.provider_payment_id, "4099260516");
    EXPECT_EQ(notice.status, ChargeStatus::success);
    EXPECT_FALSE(notice.livemode);
    EXPECT_EQ(notice_of<ChargeNotice>(with(charge_success, "charge.success", "charge.failed")).status,
              ChargeStatus::failed);
    // What it claims of amounts is not asked: verify is.
    EXPECT_EQ(notice_of<ChargeNotice>(with(charge_success, "\"amount\":10750000", "\"amount\":\"lots\"")).reference,
              "INVPAY-7f3a");
}

TEST(PaystackWebhook, OfARefundReadsAmountsAsTextAndAsNumber) {
    const auto notice = notice_of<RefundNotice>(refund_processed);
    EXPECT_EQ(notice.charge_reference, "INVPAY-7f3a");
    EXPECT_EQ(notice.provider_refund_id, "");
    EXPECT_EQ(notice.stage, RefundStage::processed);
    EXPECT_EQ(notice.amount, (Money{10'000, Currency::ngn}));
    EXPECT_TRUE(notice.livemode);
    EXPECT_EQ(notice_of<RefundNotice>(with(refund_processed, "\"10000\"", "10000")).amount.minor_units, 10'000);
    const auto stage_of = [](const char* status) {
        return notice_of<RefundNotice>(
                   with(refund_processed, "\"status\":\"processed\"", std::string{"\"status\":\""} + status + "\""))
            .stage;
    };
    EXPECT_EQ(stage_of("pending"), RefundStage::pending);
    EXPECT_EQ(stage_of("processing"), RefundStage::pending);
    EXPECT_EQ(stage_of("needs-attention"), RefundStage::pending);
    EXPECT_EQ(stage_of("failed"), RefundStage::failed);
    // Only refund.needs-attention names the refund, and as text.
    EXPECT_EQ(notice_of<RefundNotice>(with(refund_processed, "\"domain\"", "\"id\":\"123456\",\"domain\""))
                  .provider_refund_id,
              "123456");
}

TEST(PaystackWebhook, OfADisputeSaysHowItStands) {
    const auto opened = notice_of<DisputeNotice>(dispute_create);
    EXPECT_EQ(opened.charge_reference, "INVPAY-7f3a");
    EXPECT_EQ(opened.provider_dispute_id, "358950");
    EXPECT_EQ(opened.stage, DisputeStage::opened);
    EXPECT_EQ(opened.amount, (Money{5'800, Currency::ngn}));
    EXPECT_EQ(opened.due_at, domain::parse_timestamp("2026-11-21T18:00:00Z"));
    const auto resolved = [](std::string_view resolution) {
        std::string body = with(dispute_create, "awaiting-merchant-feedback", "resolved");
        return read_paystack_webhook(with(body, "\"resolution\":null", "\"resolution\":" + std::string{resolution}));
    };
    EXPECT_EQ(std::get<DisputeNotice>(resolved("\"auto-accepted\"").value()).stage, DisputeStage::lost);
    EXPECT_EQ(std::get<DisputeNotice>(resolved("\"merchant-accepted\"").value()).stage, DisputeStage::lost);
    EXPECT_EQ(std::get<DisputeNotice>(resolved("\"declined\"").value()).stage, DisputeStage::won);
    // Nobody guesses whose the money is.
    EXPECT_THAT(resolved("\"settled-otherwise\"").error().why, HasSubstr("358950"));
    EXPECT_FALSE(resolved("null"));
}

TEST(PaystackWebhook, OfAnOldDisputeTakesTheWholeCharge) {
    const std::string body = with(
        with(dispute_create, "\"refund_amount\":5800,\"currency\":\"NGN\"", "\"refund_amount\":null,\"currency\":null"),
        "\"dueAt\":\"2026-11-21T18:00:00.000Z\"", "\"dueAt\":null");
    const auto notice = notice_of<DisputeNotice>(body);
    EXPECT_EQ(notice.amount, (Money{5'800, Currency::ngn}));
    EXPECT_FALSE(notice.due_at);
}

TEST(PaystackWebhook, OfAnythingElseIsKeptByItsName) {
    EXPECT_EQ(notice_of<OtherNotice>(transfer_reversed).kind, "transfer.reversed");
    EXPECT_EQ(notice_of<OtherNotice>(account_assigned).kind, "dedicatedaccount.assign.success");
    EXPECT_EQ(notice_of<OtherNotice>(R"({"event":"brand.new_thing","data":{}})").kind, "brand.new_thing");
    EXPECT_EQ(
        notice_of<OtherNotice>(
            R"({"event":"bank.transfer.rejected","data":{"bank_transfer":{"amount":"500000","message_type":"INCORRECT_AMOUNT"}}})")
            .kind,
        "bank.transfer.rejected");
}

TEST(PaystackWebhook, ThatCannotBeReadIsMalformedAndNeverThrows) {
    for (const auto* bad :
         {"", "null", "[]", "{}", "{", "\xff\xfe", R"({"event":1,"data":{}})", R"({"event":"a b","data":{}})",
          R"({"event":"charge.success"})", R"({"event":"charge.success","data":[]})",
          R"({"event":"charge.success","data":{}})", R"({"event":"refund.processed","data":{}})",
          R"({"event":"charge.dispute.create","data":{}})",
          R"({"event":"charge.success","data":{"id":1,"reference":"a","domain":"other"}})"}) {
        EXPECT_FALSE(read_paystack_webhook(bad)) << bad;
        EXPECT_FALSE(paystack_event_key(bad).empty()) << bad;
    }
    EXPECT_FALSE(read_paystack_webhook(with(refund_processed, "\"10000\"", "\"10000.5\"")));
    EXPECT_FALSE(read_paystack_webhook(with(refund_processed, "\"10000\"", "-10000")));
    EXPECT_FALSE(read_paystack_webhook(with(refund_processed, "NGN", "XYZ")));
    EXPECT_FALSE(read_paystack_webhook(std::string(100'000, '[')));
    // What is missing is named by the object's id, never by its contents.
    const auto why = read_paystack_webhook(with(refund_processed, "NGN", "XYZ")).error().why;
    EXPECT_EQ(why.find("example.com"), std::string::npos);
}

TEST(PaystackEventKey, IsTheSameForTheSameFactOnly) {
    std::set<std::string> keys;
    const std::string resolved = with(dispute_create, "awaiting-merchant-feedback", "resolved");
    const std::vector<std::string> facts = {charge_success,
                                            with(charge_success, "4099260516", "4099260517"),
                                            with(charge_success, "charge.success", "charge.failed"),
                                            refund_processed,
                                            with(refund_processed, "\"status\":\"processed\"", "\"status\":\"failed\""),
                                            with(refund_processed, "\"10000\"", "\"10001\""),
                                            with(refund_processed, "TRF_demo", "TRF_other"),
                                            dispute_create,
                                            resolved,
                                            with(resolved, "\"resolution\":null", "\"resolution\":\"declined\""),
                                            transfer_reversed,
                                            account_assigned,
                                            "{",
                                            "["};
    for (const auto& fact : facts) keys.insert(paystack_event_key(fact));
    EXPECT_EQ(keys.size(), facts.size());
    // Other bytes of the same fact: white space, a number as text, a field that nobody asked for.
    EXPECT_EQ(paystack_event_key(charge_success),
              paystack_event_key(with(charge_success, "4099260516", "\"4099260516\"")));
    EXPECT_EQ(paystack_event_key(charge_success),
              paystack_event_key(with(charge_success, "{\"event\"", "{ \"event\"")));
    EXPECT_EQ(paystack_event_key(refund_processed), paystack_event_key(with(refund_processed, "\"10000\"", "10000")));
    for (const auto& key : keys) {
        EXPECT_LE(key.size(), 120U);
        EXPECT_EQ(key.find("INVPAY"), std::string::npos);
    }
}

TEST(PaystackCharge, ReadsEveryTypeThatItsFieldsTake) {
    const auto plain = read_paystack_charge(data_of(charge_success)).value();
    EXPECT_EQ(plain.provider_payment_id, "4099260516");
    EXPECT_EQ(plain.amount, (Money{10'750'000, Currency::ngn}));
    EXPECT_EQ(plain.fee, 171'250);
    EXPECT_EQ(plain.channel, "card");
    EXPECT_EQ(plain.paid_at, domain::parse_timestamp("2026-11-20T09:15:02Z"));
    EXPECT_FALSE(plain.livemode);
    for (const auto* metadata : {"0", "\"\"", "null", R"("{\"invoice_id\":1}")", "{}", R"({"amount":1})", "[]"})
        EXPECT_EQ(read_paystack_charge(charge_with("metadata", metadata)).value().amount, plain.amount) << metadata;
    for (const auto* plan : {"{}", "null", R"({"id":1})", "\"PLN_a\""})
        EXPECT_TRUE(read_paystack_charge(charge_with("plan", plan))) << plan;
    EXPECT_EQ(read_paystack_charge(charge_with("amount", "\"10750000\""))->amount, plain.amount);
    EXPECT_EQ(read_paystack_charge(charge_with("amount", "10750000.0"))->amount, plain.amount);
    EXPECT_EQ(read_paystack_charge(charge_with("fees", "null"))->fee, 0);
    EXPECT_EQ(read_paystack_charge(charge_with("fees", "\"171250\""))->fee, 171'250);
    EXPECT_EQ(read_paystack_charge(charge_with("paid_at", "null"))->paid_at, plain.paid_at);
    EXPECT_EQ(read_paystack_charge(charge_with("id", "9223372036854775807"))->provider_payment_id,
              "9223372036854775807");
    EXPECT_EQ(read_paystack_charge(charge_with("id", "\"4099260516\""))->provider_payment_id, "4099260516");
    EXPECT_EQ(read_paystack_charge(charge_with("customer", "null"))->amount, plain.amount);
    EXPECT_EQ(read_paystack_charge(charge_with("requested_amount", "5"))->amount, plain.amount);
    EXPECT_EQ(read_paystack_charge(charge_with("channel", "\"Bank Transfer\""))->channel, "bank_transfer");
    EXPECT_EQ(read_paystack_charge(charge_with("channel", "\"dedicated_nuban\""))->channel, "dedicated_nuban");
    EXPECT_EQ(read_paystack_charge(charge_with("channel", "null"))->channel, "");
    EXPECT_EQ(read_paystack_charge(charge_with("currency", "\"USD\""))->amount.currency, Currency::usd);
}

TEST(PaystackCharge, HasTheStatusThatMovesNoMoneyUntilItIsKnown) {
    const auto status_of = [](const char* word) {
        return read_paystack_charge(charge_with("status", std::string{"\""} + word + "\"")).value().status;
    };
    EXPECT_EQ(status_of("success"), ChargeStatus::success);
    EXPECT_EQ(status_of("failed"), ChargeStatus::failed);
    EXPECT_EQ(status_of("abandoned"), ChargeStatus::abandoned);
    EXPECT_EQ(status_of("reversed"), ChargeStatus::reversed);
    for (const auto* word : {"ongoing", "pending", "processing", "queued", "on_the_moon"})
        EXPECT_EQ(status_of(word), ChargeStatus::pending);
}

TEST(PaystackCharge, ThatFailedSaysWhyInOurWordsOnly) {
    const auto code_of = [](std::string_view said) {
        json::object data = charge_with("status", "\"failed\"");
        data["gateway_response"] = said;
        return read_paystack_charge(data).value().failure_code;
    };
    EXPECT_EQ(code_of("Insufficient Funds"), "insufficient_funds");
    EXPECT_EQ(code_of("Do Not Honor"), "declined");
    EXPECT_EQ(code_of("Incorrect PIN"), "incorrect_pin");
    EXPECT_EQ(code_of("The transaction was not completed"), "not_completed");
    EXPECT_EQ(code_of("Account of Ada Obi 0123456789 is closed"), "failed");
    EXPECT_EQ(read_paystack_charge(data_of(charge_success))->failure_code, "");
}

TEST(PaystackCharge, ThatLacksWhatMatters) {
    for (const auto* field : {"id", "reference", "status", "amount", "currency", "domain"})
        EXPECT_THAT(read_paystack_charge(charge_with(field, "null")).error().why, HasSubstr(field)) << field;
    for (const auto* amount : {"1.5", "-1", "\"1e3\"", "\"\"", "true", "9223372036854775808", "{}"})
        EXPECT_FALSE(read_paystack_charge(charge_with("amount", amount))) << amount;
    EXPECT_FALSE(read_paystack_charge(charge_with("currency", "\"GHS\"")));
    EXPECT_FALSE(read_paystack_charge(charge_with("reference", "\"two words\"")));
    EXPECT_FALSE(read_paystack_charge(charge_with("domain", "\"LIVE\"")));
    EXPECT_FALSE(read_paystack_charge(charge_with("fees", "10750001")));
    json::object never_paid = charge_with("paid_at", "null");
    never_paid["paidAt"] = nullptr;
    EXPECT_FALSE(read_paystack_charge(never_paid));
}

TEST(PaystackRefundList, NamesTheChargeByNumberAndTheDisputeThatTook) {
    const auto row = [](std::string_view dispute, std::string_view transaction) {
        json::object data =
            json::parse(
                R"({"id":1,"integration":100982,"domain":"live","amount":500000,"deducted_amount":500000,"currency":"NGN",
                "fully_deducted":1,"settlement":77,"status":"processed"})")
                .as_object();
        data["dispute"] = json::parse(dispute);
        data["transaction"] = json::parse(transaction);
        return read_paystack_listed_refund(data);
    };
    const auto refund = row("null", "1641").value();
    EXPECT_EQ(refund.notice.provider_refund_id, "1");
    EXPECT_EQ(refund.transaction_id, "1641");
    EXPECT_EQ(refund.settlement_id, "77");
    EXPECT_FALSE(refund.took_for_dispute);
    EXPECT_EQ(refund.notice.charge_reference, "");
    EXPECT_TRUE(row("20", "1641")->took_for_dispute);
    EXPECT_EQ(row("null", R"({"id":1641,"reference":"INV-1"})")->notice.charge_reference, "INV-1");
    EXPECT_FALSE(row("null", "null"));
}

TEST(PaystackSettlement, IsWhatReachesTheBankOnItsDay) {
    const auto payout = read_paystack_payout(
        json::parse(
            R"({"id":3090024,"domain":"live","status":"success","currency":"NGN","total_amount":995,"effective_amount":900,
            "total_fees":5,"total_processed":1000,"deductions":95,"settlement_date":"2022-11-09T00:00:00.000Z"})")
            .as_object());
    EXPECT_EQ(payout->provider_payout_id, "3090024");
    EXPECT_EQ(payout->net, (Money{900, Currency::ngn}));
    EXPECT_EQ(domain::to_string(payout->paid_on), "2022-11-09");
    EXPECT_FALSE(read_paystack_payout({}));
}

TEST(DecimalAmounts, AreKoboExactlyOrNothing) {
    const auto kobo = [](std::string_view amount) {
        return decimal_member(json::parse("{\"amount\":" + std::string{amount} + "}").as_object(), "amount");
    };
    EXPECT_EQ(kobo("2500"), 250'000);
    EXPECT_EQ(kobo("1234.56"), 123'456);
    EXPECT_EQ(kobo("0.29"), 29);
    EXPECT_EQ(kobo("9999999999.99"), 999'999'999'999);
    EXPECT_EQ(kobo("\"1234.5\""), 123'450);
    EXPECT_EQ(kobo("\"0.07\""), 7);
    for (const auto* bad : {"1.005", "-1", "-0.5", "1e30", "\"1.234\"", "\"1,000\"", "\".5\"", "\"5.\"", "\"\"", "true",
                            "null", "\"-1\"", "9223372036854775807"})
        EXPECT_FALSE(kobo(bad)) << bad;
}

}  // namespace
}  // namespace suoledger::tests
