// SPDX-License-Identifier: Apache-2.0
// Resources made over HTTP.
#include "tests/http/sample_resources.hpp"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace suoledger::http::test {
namespace {

namespace json = boost::json;

json::value made(LiveServer& live, const std::string& target, const std::string& body) {
    const Reply reply = live.post(target, body, "sample " + target + body);
    EXPECT_TRUE(reply.status == 200 || reply.status == 201) << target << " " << reply.body;
    return reply.json();
}

std::string text(const json::value& object, std::string_view name) { return std::string(object.at(name).as_string()); }

}  // namespace

SampleIds make_resources(LiveServer& live) {
    SampleIds ids;
    const json::value invoice = made(live, "/v1/invoices", soap_invoice);
    ids.invoice = text(invoice, "id");
    ids.customer = text(invoice, "customer");
    ids.payment =
        text(made(live, "/v1/payments", R"({"amount":500,"method":"cash","invoice":")" + ids.invoice + "\"}"), "id");
    const std::string payment = "/v1/payments/" + ids.payment;
    ids.refund = text(made(live, payment + "/refund", R"({"amount":100})").at("refunds").at(0), "id");
    ids.chargeback = text(made(live, payment + "/chargebacks", R"({"amount":100})").at("chargebacks").at(0), "id");
    ids.payout = text(made(live, "/v1/payouts", R"({"provider":"paystack","net":100,"cleared":100})"), "id");
    ids.expense = text(
        made(live, "/v1/expenses", R"({"amount":100,"category":"rent","method":"cash","description":"Stall"})"), "id");
    ids.member =
        text(made(live, "/v1/members", R"({"name":"Bola Ade","login":"bola@example.com","scopes":["read"]})"), "id");
    ids.request = text(
        made(live, "/v1/requests", R"({"kind":"access","channel":"email","customer":")" + ids.customer + "\"}"), "id");
    ids.breach = text(made(live, "/v1/requests", R"({"kind":"breach","channel":"in_person"})"), "id");
    ids.api_key = live.issue_key(R"("scopes":["read"])").id;
    return ids;
}

}  // namespace suoledger::http::test
