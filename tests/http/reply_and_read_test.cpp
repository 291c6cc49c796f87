// SPDX-License-Identifier: Apache-2.0
// A reply to a command and the read right after it are the same bytes, for every resource.
#include <gtest/gtest.h>

#include <boost/json/object.hpp>

#include "http/pay_link.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

constexpr const char* two_bags =
    R"({"customer":{"name":"Chinedu","phone":"08031234567"},"lines":[{"description":"Rice 50kg bag","quantity":2,)"
    R"("unit_price":4500000}],"notes":"Thanks","metadata":{"order":"A-17"},"due_on":"2099-12-31"})";

class Replies : public ::testing::Test {
protected:
    std::string invoice() { return service_.post("/v1/invoices", two_bags).text("id"); }
    std::string payment(const std::string& invoice_id, const std::string& amount) {
        const auto answer = service_.post(
            "/v1/payments",
            R"({"amount":)" + amount + R"(,"method":"cash","reference":"till","invoice":")" + invoice_id + "\"}");
        EXPECT_EQ(answer.status, 201) << answer.code;
        return answer.text("id");
    }
    void expect_same(const Answer& reply, const std::string& target) {
        ASSERT_LT(reply.status, 300) << reply.code;
        EXPECT_EQ(reply.body, service_.get(target).body);
    }
    SmallService service_;
};

TEST_F(Replies, OfAnIssuedInvoiceIsTheInvoice) {
    const Answer reply = service_.post("/v1/invoices", two_bags);
    ASSERT_EQ(reply.status, 201) << reply.code;
    EXPECT_EQ(reply.kept_body, reply.body);
    expect_same(reply, "/v1/invoices/" + reply.text("id"));
    const auto object = reply.json().as_object();
    EXPECT_EQ(object.at("number"), "INV-000001");
    EXPECT_EQ(object.at("total").as_int64(), 9000000);
    EXPECT_EQ(object.at("vat").as_int64(), 627907);
    EXPECT_EQ(object.at("metadata").at("order"), "A-17");
    EXPECT_EQ(object.at("lines").at(0).at("quantity"), "2");
    EXPECT_TRUE(object.at("customer").is_string());
}

TEST_F(Replies, OfACancelledInvoiceIsTheInvoice) {
    const std::string id = invoice();
    const Answer reply = service_.post("/v1/invoices/" + id + "/cancel", R"({"reason":"Wrong customer"})");
    expect_same(reply, "/v1/invoices/" + id);
    EXPECT_EQ(reply.text("status"), "cancelled");
    EXPECT_EQ(reply.json().at("version").as_int64(), 2);
}

TEST_F(Replies, OfACreditNoteHoldBothDocuments) {
    const std::string id = invoice();
    const Answer reply = service_.post("/v1/invoices/" + id + "/credit_notes",
                                       R"({"lines":[{"line":0,"amount":4500000}],"reason":"Wet"})");
    ASSERT_EQ(reply.status, 201) << reply.code;
    const auto object = reply.json().as_object();
    EXPECT_EQ(object.at("invoice"), service_.get("/v1/invoices/" + id).json());
    EXPECT_EQ(object.at("credit_note"), service_.get("/v1/invoices/" + id + "/credit_notes").json().at("data").at(0));
    EXPECT_EQ(object.at("credit_note").at("number"), "CN-000001");
    EXPECT_EQ(object.at("invoice").at("amount_due").as_int64(), 4500000);
}

TEST_F(Replies, OfPaymentsAndAllocationsAreThePayment) {
    const std::string invoice_id = invoice();
    const Answer booked =
        service_.post("/v1/payments", R"({"amount":2500000,"method":"bank_transfer","reference":"GTB","invoice":")" +
                                          invoice_id + "\"}");
    const std::string id = booked.text("id");
    expect_same(booked, "/v1/payments/" + id);
    const std::string share = R"({"invoice":")" + invoice_id + "\"}";
    expect_same(service_.post("/v1/payments/" + id + "/deallocate", share), "/v1/payments/" + id);
    const Answer again = service_.post("/v1/payments/" + id + "/allocate", share);
    expect_same(again, "/v1/payments/" + id);
    EXPECT_EQ(again.json().at("amount_allocated").as_int64(), 2500000);
    EXPECT_EQ(again.text("receipt_number"), "RCT-000001");
    EXPECT_EQ(service_.get("/v1/invoices/" + invoice_id).text("status"), "partially_paid");
}

TEST_F(Replies, OfCustomersAreTheCustomer) {
    const Answer registered =
        service_.post("/v1/customers", R"({"name":"Bisi","phone":"0809 988 7766","email":" Bisi@Example.com "})");
    ASSERT_EQ(registered.status, 201) << registered.code;
    expect_same(registered, "/v1/customers/" + registered.text("id"));
    EXPECT_EQ(registered.text("phone"), "+2348099887766");
    const Answer changed = service_.call(Method::patch, "/v1/customers/" + registered.text("id"),
                                         R"({"phone":"08011112222","email":null,"address":"Ikeja"})");
    ASSERT_EQ(changed.status, 200) << changed.code;
    auto read = service_.get("/v1/customers/" + registered.text("id")).json().as_object();
    for (const char* only_read : {"balances", "consents", "restrictions", "legal_holds", "erasure"})
        read.erase(only_read);
    EXPECT_EQ(changed.json().as_object(), read);
    EXPECT_TRUE(read.at("email").is_null());
}

TEST_F(Replies, OfTheBusinessAreTheBusiness) {
    expect_same(service_.call(Method::patch, "/v1/business",
                              R"({"name":"Ada & Sons","address":null,"invoice_format":{"prefix":"A/","width":4}})"),
                "/v1/business");
    EXPECT_EQ(service_.get("/v1/business").text("name"), "Ada & Sons");
}

TEST_F(Replies, ShowASecretOnceAndKeepNull) {
    const Answer issued = service_.post("/v1/api_keys", R"({"scopes":["read"],"label":"Till"})");
    ASSERT_EQ(issued.status, 201) << issued.code;
    EXPECT_EQ(issued.text("secret").substr(0, 8), "sk_live_");
    EXPECT_EQ(issued.kept_body.find("sk_live_"), std::string::npos);
    const std::string listed = service_.get("/v1/api_keys").body;
    EXPECT_EQ(listed.find(issued.text("secret")), std::string::npos);
    EXPECT_NE(listed.find(issued.text("id")), std::string::npos);
    const Answer revoked = service_.call(Method::del, "/v1/api_keys/" + issued.text("id"));
    EXPECT_EQ(revoked.status, 200) << revoked.code;
    EXPECT_NE(service_.get("/v1/api_keys").body.find(revoked.text("revoked_at")), std::string::npos);
}

TEST_F(Replies, CarryThePayLinkOfTheInvoice) {
    const Answer reply = service_.post("/v1/invoices", two_bags);
    const std::string url = reply.text("pay_url");
    ASSERT_EQ(url.rfind("https://pay.example/pay/", 0), 0U);
    const auto link = read_pay_token(service_.services.vault.service_key(std::string(pay_link_key_name)),
                                     url.substr(std::string("https://pay.example/pay/").size()));
    ASSERT_TRUE(link);
    EXPECT_EQ(domain::to_type_id(domain::invoice_prefix, link->invoice), reply.text("id"));
}

TEST_F(Replies, LeaveEveryNumberToTheLedger) {
    const std::string id = invoice();
    payment(id, "9000000");
    const auto balance = service_.get("/v1/reports/trial_balance").json().as_object();
    EXPECT_EQ(balance.at("total_debit"), balance.at("total_credit"));
    EXPECT_EQ(balance.at("total_debit").as_int64(), 9000000);
    EXPECT_EQ(service_.get("/v1/invoices/" + id).text("status"), "paid");
}

}  // namespace
}  // namespace suoledger::http::test
