// SPDX-License-Identifier: Apache-2.0
// What a pay link lets its holder see and do, and what it does not.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "http/payer_commands.hpp"
#include "tests/http/stream_client.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;
using Pointers = std::set<std::string>;

std::string token_in(const std::string& pay_url) { return pay_url.substr(pay_url.rfind('/') + 1); }

class Payer : public ::testing::Test {
protected:
    Payer() {
        const Answer issued = service_.post(
            "/v1/invoices",
            R"({"customer":{"name":"Bola Ade","phone":"08031234567","email":"bola@example.com"},"notes":"Thank you",)"
            R"("metadata":{"order":"4711"},"lines":[{"description":"Rice","unit_price":10000}]})");
        EXPECT_EQ(issued.status, 201) << issued.code;
        invoice_ = issued.text("id");
        token_ = token_in(issued.text("pay_url"));
    }
    std::string target(const std::string& more = "") const { return "/v1/public/invoices/" + token_ + more; }
    Answer claim(const std::string& body) { return service_.post(target("/transfer_claim"), body); }
    json::value deliveries() { return service_.get("/v1/invoices/" + invoice_ + "/deliveries").json(); }
    std::string renew() {
        return token_in(service_.post("/v1/invoices/" + invoice_ + "/renew_pay_link", "").text("pay_url"));
    }
    void pay(std::int64_t amount) {
        const Answer paid = service_.post("/v1/payments", R"({"method":"cash","amount":)" + std::to_string(amount) +
                                                              R"(,"invoice":")" + invoice_ + "\"}");
        EXPECT_EQ(paid.status, 201) << paid.code;
    }

    SmallService service_;
    std::string invoice_, token_;
};

TEST_F(Payer, SeesTheInvoiceAndNothingThatIsNotForPayers) {
    const Answer seen = service_.get(target());
    ASSERT_EQ(seen.status, 200) << seen.code;
    EXPECT_EQ(seen.text("number"), "INV-000001");
    EXPECT_EQ(seen.text("status"), "open");
    EXPECT_EQ(seen.number("amount_due"), 10'000);
    EXPECT_EQ(seen.json().at("seller").at("name"), "Ada Stores");
    EXPECT_EQ(seen.json().at("buyer"), (json::object{{"name", "Bola Ade"}}));
    EXPECT_EQ(seen.json().at("lines").at(0).at("description"), "Rice");
    EXPECT_EQ(seen.text("notes"), "Thank you");
    EXPECT_EQ(seen.json().at("can_pay_online"), true);
    for (const char* hidden : {"cus_", "inv_", "biz_", "4711", "8031234567", "bola@example.com"})
        EXPECT_EQ(seen.body.find(hidden), std::string::npos) << hidden;
}

TEST_F(Payer, SeesWhatBecameOfTheInvoice) {
    pay(4'000);
    Answer seen = service_.get(target());
    EXPECT_EQ(seen.text("status"), "partially_paid");
    EXPECT_EQ(seen.number("amount_paid"), 4'000);
    EXPECT_EQ(seen.number("amount_due"), 6'000);
    pay(6'000);
    seen = service_.get(target());
    EXPECT_EQ(seen.text("status"), "paid");
    EXPECT_EQ(seen.json().at("can_pay_online"), false);
}

TEST_F(Payer, NeedsALinkThatHolds) {
    const std::string first = token_;
    token_ = renew();
    EXPECT_NE(token_, first);
    EXPECT_EQ(service_.get(target()).status, 200);
    EXPECT_EQ(service_.get("/v1/invoices/" + invoice_).text("pay_url"), "https://pay.example/pay/" + token_);
    for (const char* more : {"", "/events"}) {
        const Answer old = service_.get("/v1/public/invoices/" + first + more);
        EXPECT_EQ(old.status, 410) << more;
        EXPECT_EQ(old.code, "pay_link_renewed");
    }
    for (const char* more : {"/transfer_claim", "/checkout"})
        EXPECT_EQ(service_.post("/v1/public/invoices/" + first + more, R"({"revision":1})").code, "pay_link_renewed");
    token_.back() = token_.back() == 'A' ? 'B' : 'A';
    EXPECT_EQ(service_.get(target()).code, "not_found");
    token_ = std::string(46, 'A');
    EXPECT_EQ(service_.get(target()).code, "not_found");
}

TEST_F(Payer, IsNotShownADraft) {
    const Answer drafted = service_.post(
        "/v1/invoices", R"({"draft":true,"customer":{"name":"Bola"},"lines":[{"description":"Rice","unit_price":1}]})");
    const auto id = domain::parse_type_id(domain::invoice_prefix, drafted.text("id")).value();
    const auto key = service_.services.vault.service_key(std::string(pay_link_key_name));
    EXPECT_EQ(service_.get("/v1/public/invoices/" + pay_token(key, {id, 0})).code, "not_found");
}

TEST_F(Payer, IsSeenOnceForEachRevision) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(service_.get(target()).status, 200);
    ASSERT_EQ(
        service_.post("/v1/invoices/" + invoice_ + "/revise", R"({"lines":[{"description":"Rice","unit_price":9000}]})")
            .status,
        200);
    EXPECT_EQ(service_.get(target()).number("revision"), 2);
    pay(1);  // behind the views
    const json::value seen = deliveries();
    ASSERT_EQ(seen.at("views").as_array().size(), 2U) << json::serialize(seen);
    EXPECT_EQ(seen.at("views").at(0).at("revision"), 1);
    EXPECT_EQ(seen.at("views").at(1).at("revision"), 2);
    EXPECT_EQ(service_.get("/v1/invoices/" + invoice_).number("version"), 3) << "a view moves nothing";
}

TEST_F(Payer, SaysThatATransferWasMade) {
    const Answer claimed = claim(R"({"revision":1,"payer_name":"Bola Ade","reference":"NIP/Bola"})");
    ASSERT_EQ(claimed.status, 201) << claimed.code;
    EXPECT_EQ(claimed.number("amount"), 10'000);
    EXPECT_EQ(claimed.text("status"), "claimed");
    EXPECT_EQ(claimed.body.find("Bola"), std::string::npos);
    const Answer again = claim(R"({"reference":"NIP/Bola","payer_name":"Bola Ade","revision":1})");
    EXPECT_EQ(again.status, 200) << "the same words";
    EXPECT_EQ(again.body, claimed.body);
    EXPECT_EQ(claim(R"({"revision":1,"amount":5000})").status, 201) << "another claim";

    const json::value seen = deliveries();
    ASSERT_EQ(seen.at("transfer_claims").as_array().size(), 2U);
    EXPECT_EQ(seen.at("transfer_claims").at(0).at("payer_name"), "Bola Ade");
    EXPECT_EQ(seen.at("transfer_claims").at(0).at("reference"), "NIP/Bola");
    EXPECT_EQ(seen.at("transfer_claims").at(1).at("amount"), 5'000);
    const Answer invoice = service_.get(target());
    EXPECT_EQ(invoice.number("amount_due"), 10'000) << "a word is no money";
    EXPECT_EQ(invoice.json().at("transfer_claim").at("amount"), 5'000);
    EXPECT_EQ(invoice.json().at("transfer_claim").at("status"), "claimed");
}

TEST_F(Payer, IsToldWhatIsWrongWithAClaim) {
    EXPECT_EQ(claim(R"({"revision":2})").code, "invoice_changed");
    EXPECT_EQ(claim("{}").pointers(), Pointers{"/revision"});
    EXPECT_EQ(claim(R"({"revision":1,"amount":0,"payer_name":"","claimed_on":"2999-01-01","x":1})").pointers(),
              (Pointers{"/amount", "/payer_name", "/x"}));
    EXPECT_EQ(claim(R"({"revision":1,"claimed_on":"2999-01-01"})").pointers(), Pointers{"/claimed_on"});
    pay(10'000);
    EXPECT_EQ(claim(R"({"revision":1})").code, "nothing_to_pay");
}

TEST_F(Payer, HearsThatAClaimWasRejected) {
    ASSERT_EQ(claim(R"({"revision":1})").status, 201);
    const json::value seen = deliveries();
    const std::string id(seen.at("transfer_claims").at(0).at("id").as_string());
    const std::string path = "/v1/invoices/" + invoice_ + "/transfer_claims/" + id + "/reject";
    const Answer rejected = service_.post(path, R"({"reason":"Nothing has arrived"})");
    ASSERT_EQ(rejected.status, 200) << rejected.code;
    EXPECT_EQ(rejected.json(), deliveries().at("transfer_claims").at(0)) << "as the read model has it";
    EXPECT_EQ(rejected.text("rejection_reason"), "Nothing has arrived");
    EXPECT_EQ(service_.post(path, "{}").code, "transfer_claim_already_rejected");
    EXPECT_EQ(
        service_.post("/v1/invoices/" + invoice_ + "/transfer_claims/clm_01kb2q4v5ve1tbq0n6w6m3kz5w/reject", "{}").code,
        "transfer_claim_not_found");
    EXPECT_EQ(service_.get(target()).json().at("transfer_claim").at("status"), "rejected");
}

TEST_F(Payer, PaysOnlineWhatItSaw) {
    const Answer opened = service_.post(target("/checkout"), R"({"revision":1,"email":"payer@example.com"})");
    ASSERT_EQ(opened.status, 201) << opened.code;
    EXPECT_EQ(opened.number("amount"), 10'000);
    EXPECT_EQ(opened.text("url"), "https://checkout.example/page-1");
    EXPECT_EQ(service_.desk.orders().front().email, "payer@example.com");
    EXPECT_EQ(service_.post(target("/checkout"), R"({"revision":2})").code, "invoice_changed");
    EXPECT_EQ(service_.post(target("/checkout"), "{}").pointers(), Pointers{"/revision"});
    service_.desk.is_live = false;
    EXPECT_EQ(service_.post(target("/checkout"), R"({"revision":1})").code, "livemode_differs");
    EXPECT_EQ(service_.get(target()).json().at("can_pay_online"), false);
}

TEST_F(Payer, IsSentTheInvoiceByTheBusiness) {
    const std::string path = "/v1/invoices/" + invoice_ + "/send";
    const Answer sent = service_.post(path, "");
    ASSERT_EQ(sent.status, 202) << sent.code;
    EXPECT_EQ(sent.text("to"), "bola@example.com");
    EXPECT_EQ(sent.text("template"), "invoice");
    EXPECT_EQ(sent.number("what"), 1);
    EXPECT_EQ(sent.json(), deliveries().at("messages").at(0)) << "as the read model has it";
    const Answer reminder = service_.post(path, R"({"template":"reminder","to":" Ada@Example.com "})");
    EXPECT_EQ(reminder.text("to"), "ada@example.com");
    EXPECT_EQ(service_.post(path, R"({"template":"receipt"})").pointers(), Pointers{"/template"});
    EXPECT_EQ(service_.post(path, R"({"template":"credit_note"})").pointers(), Pointers{"/credit_note"});
    EXPECT_EQ(service_.post(path, R"({"credit_note":1,"to":"x"})").pointers(), (Pointers{"/credit_note", "/to"}));
    EXPECT_EQ(service_.post(path, R"({"template":"credit_note","credit_note":1})").code, "document_not_found");
    ASSERT_EQ(service_.post("/v1/invoices/" + invoice_ + "/credit_notes", "{}").status, 201);
    EXPECT_EQ(service_.post(path, R"({"template":"credit_note","credit_note":1})").status, 202);
    EXPECT_EQ(service_.post(path, R"({"template":"credit_note","credit_note":2})").code, "document_not_found");
    EXPECT_EQ(service_.get("/v1/invoices/" + invoice_).number("version"), 2) << "only the credit note moved it";
}

TEST_F(Payer, ClaimsUnderAnIdThatTellsNobodyTheWords) {
    const auto snapshot = service_.services.read_models.snapshot();
    const auto found = find_payer_invoice(service_.services, *snapshot, token_);
    ASSERT_TRUE(found);
    ClaimFields fields;
    fields.payer_name = domain::PersonalText("Bola");
    const auto id = claim_of(service_.services, *found, fields).claim_id;
    EXPECT_EQ(claim_of(service_.services, *found, fields).claim_id, id);
    fields.reference = domain::PersonalText("x");
    EXPECT_NE(claim_of(service_.services, *found, fields).claim_id, id);
    SmallService other;  // another key
    EXPECT_NE(other.services.vault.fingerprint(found->tenant, "x"),
              service_.services.vault.fingerprint(found->tenant, "x"));
}

class PayerOverSockets : public ::testing::Test {
protected:
    void SetUp() override {
        const Answer issued = live_.service.post("/v1/invoices", soap_invoice);
        ASSERT_EQ(issued.status, 201);
        invoice_ = issued.text("id");
        token_ = token_in(issued.text("pay_url"));
    }
    std::string target(const std::string& more = "") const { return "/v1/public/invoices/" + token_ + more; }
    StreamClient watch() { return {live_.address(), request_text("GET", target("/events"))}; }
    Reply claim(const std::vector<std::string>& more_headers = {}) {
        std::vector<std::string> headers{"Content-Type: application/json"};
        headers.insert(headers.end(), more_headers.begin(), more_headers.end());
        return RawClient(live_.address())
            .exchange(request_text("POST", target("/transfer_claim"), headers, R"({"revision":1})"));
    }

    LiveServer live_;
    std::string invoice_, token_;
};

TEST_F(PayerOverSockets, NeedsNoKeyOfAnyKind) {
    const Reply seen = RawClient(live_.address()).exchange(request_text("GET", target()));
    ASSERT_EQ(seen.status, 200) << seen.body;
    EXPECT_EQ(seen.header("cache-control"), "private, no-cache");
    EXPECT_EQ(seen.header("referrer-policy"), "no-referrer");
    EXPECT_EQ(seen.headers.count("ledger-position"), 0U) << "how much is in the log is no payer's business";
    const Reply again =
        RawClient(live_.address()).exchange(request_text("GET", target(), {"If-None-Match: " + seen.header("etag")}));
    EXPECT_EQ(again.status, 304);

    EXPECT_EQ(claim().status, 201);
    EXPECT_EQ(claim().status, 200);
    const Reply first = claim({"Idempotency-Key: one"});
    EXPECT_EQ(first.status, 200) << "said before";
    const auto events = events_of(live_, "&type=transfer_claimed");
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(json::parse(events[0]).at("actor"), (json::object{{"kind", "payer"}, {"id", "pay_link"}}));
    EXPECT_FALSE(live_.log.mention(token_));
}

TEST_F(PayerOverSockets, IsToldHowTheInvoiceStandsAsItChanges) {
    StreamClient client = watch();
    ASSERT_EQ(client.head().status, 200);
    EXPECT_EQ(client.head().header("content-type"), "text/event-stream");
    EXPECT_EQ(client.head().headers.count("ledger-position"), 0U);
    const auto first = client.next_event();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->event, "status");
    EXPECT_EQ(first->id, "");
    const std::int64_t due = first->json().at("amount_due").as_int64();
    EXPECT_EQ(
        first->json(),
        (json::object{
            {"object", "payer_status"}, {"status", "open"}, {"revision", 1}, {"amount_paid", 0}, {"amount_due", due}}));
    issue_invoices(live_, 2);  // of others: nothing is told
    live_.service.post("/v1/payments",
                       R"({"method":"cash","amount":)" + std::to_string(due) + R"(,"invoice":")" + invoice_ + "\"}");
    const auto paid = client.next_event();
    ASSERT_TRUE(paid);
    EXPECT_EQ(paid->json().at("status"), "paid");
    EXPECT_EQ(paid->json().at("amount_due"), 0);
}

TEST_F(PayerOverSockets, WatchesNoLongerThanTheLinkHolds) {
    StreamClient client = watch();
    ASSERT_TRUE(client.next_event());
    ASSERT_EQ(live_.service.post("/v1/invoices/" + invoice_ + "/renew_pay_link", "").status, 200);
    EXPECT_FALSE(client.next_event());
    EXPECT_TRUE(client.is_whole());
    EXPECT_EQ(watch().head().status, 410);
}

TEST(PayersStreams, AreCountedByInvoice) {
    ServerConfig config = test_config();
    config.streams.max_streams_per_key = 1;
    LiveServer live(config);
    const auto watch = [&] {
        const Answer issued = live.service.post("/v1/invoices", soap_invoice);
        return request_text("GET", "/v1/public/invoices/" + token_in(issued.text("pay_url")) + "/events");
    };
    const std::string one = watch(), other = watch();
    StreamClient first(live.address(), one), second(live.address(), other);
    EXPECT_EQ(first.head().status, 200);
    EXPECT_EQ(second.head().status, 200);
    EXPECT_EQ(RawClient(live.address()).exchange(one).code(), "too_many_streams");
}

}  // namespace
}  // namespace suoledger::http::test
