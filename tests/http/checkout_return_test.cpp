// SPDX-License-Identifier: Apache-2.0
// The payer comes back: the provider is asked, and only what it says is believed.
#include <gtest/gtest.h>

#include "domain/provider_reference.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

class ReturnFromCheckout : public ::testing::Test {
protected:
    ReturnFromCheckout() {
        const Answer issued = service_.post("/v1/invoices", invoice_body_);
        invoice_ = issued.text("id");
        path_ = issued.text("pay_url").substr(std::string("https://pay.example").size()) + "/return";
        const Answer opened = service_.post("/v1/invoices/" + invoice_ + "/checkout", "");
        EXPECT_EQ(opened.status, 201) << opened.code;
        reference_ = opened.text("provider_reference");
        payment_ = opened.text("payment");
    }
    Answer come_back() { return service_.get(path_ + "?trxref=" + reference_ + "&reference=" + reference_); }
    domain::RecordProviderCharge charge() {
        domain::RecordProviderCharge command;
        command.attempt_id = domain::parse_type_id(domain::payment_prefix, payment_).value();
        command.payment_id = eventstore::new_uuid_v7(service_.services.now());
        command.provider = "paystack";
        command.provider_payment_id = "4099260516";
        command.provider_reference = reference_;
        command.channel = "card";
        command.amount = {10'000, domain::Currency::ngn};
        return command;
    }
    /// As whoever confirms does: recorded, then told.
    std::function<Confirmation()> after(domain::Command command, Confirmation said) {
        return [this, command = std::move(command), said] {
            service_.submit({service_.principal.tenant, command,
                             [](const eventstore::Appended&) { return eventstore::Reply{200, "{}", "{}"}; }});
            return said;
        };
    }
    domain::RecordProviderFailure failure() {
        return {.payment_id = *charge().attempt_id, .provider = "paystack", .code = "declined", .failed_at = {}};
    }
    static bool says(const Answer& answer, std::string_view text) {
        return answer.body.find(text) != std::string::npos;
    }
    std::string status() { return service_.get("/v1/payments/" + payment_).text("status"); }

    const std::string invoice_body_ =
        R"({"customer":{"name":"Bola","email":"bola@example.com"},"lines":[{"description":"Rice","unit_price":10000}]})";
    SmallService service_;
    std::string invoice_, path_, reference_, payment_;
};

TEST_F(ReturnFromCheckout, SaysWhatTheProviderConfirms) {
    service_.desk.known[reference_] = after(charge(), Confirmation::received);
    const Answer page = come_back();
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(says(page, "Payment received")) << page.body;
    EXPECT_EQ(service_.desk.confirmed(), std::vector{reference_});
    EXPECT_EQ(service_.get("/v1/invoices/" + invoice_).text("status"), "paid");
    EXPECT_TRUE(says(come_back(), "Payment received"));
    EXPECT_EQ(service_.desk.confirmed().size(), 1U) << "nothing is left to ask";
}

TEST_F(ReturnFromCheckout, AsksAgainAsLongAsNoMoneyHasArrived) {
    service_.desk.known[reference_] = after(failure(), Confirmation::failed);
    EXPECT_TRUE(says(come_back(), "Payment failed"));
    EXPECT_EQ(status(), "failed");
    service_.desk.known[reference_] = after(charge(), Confirmation::received);
    EXPECT_TRUE(says(come_back(), "Payment received")) << "another try on the same page";
    EXPECT_EQ(status(), "received");
}

TEST_F(ReturnFromCheckout, ClaimsNothingThatTheProviderDoesNotSay) {
    EXPECT_TRUE(says(come_back(), "not confirmed yet"));
    EXPECT_EQ(status(), "open");
    service_.services.checkout = nullptr;
    EXPECT_TRUE(says(come_back(), "not confirmed yet"));
}

TEST_F(ReturnFromCheckout, IsFoundByTheInvoicesOwnLinkOnly) {
    const auto refused = [&](const std::string& target) {
        const Answer answer = service_.get(target);
        EXPECT_EQ(answer.status, 404) << target;
        EXPECT_EQ(answer.code, "not_found") << target;
    };
    refused(path_);
    refused(path_ + "?reference=INVPAY-7f3a");
    refused("/pay/AAAA/return?reference=" + reference_);
    std::string forged = path_;
    forged[8] = forged[8] == 'A' ? 'B' : 'A';
    refused(forged + "?reference=" + reference_);
    refused(path_ + "?reference=" +
            domain::provider_reference(service_.principal.tenant, eventstore::new_uuid_v7(service_.services.now())));
    const std::string other = service_.post("/v1/invoices", invoice_body_).text("pay_url");
    refused(other.substr(std::string("https://pay.example").size()) + "/return?reference=" + reference_);
    EXPECT_TRUE(service_.desk.confirmed().empty());
}

TEST_F(ReturnFromCheckout, MayNotBeKeptNorPassedOn) {
    auto handled = service_.handle(Method::get, path_ + "?reference=" + reference_, "");
    std::optional<Response> page;
    std::get<OutsideCall>(handled).begin([&](OutsideCall::Next next) { page = std::get<Response>(std::move(next)); });
    ASSERT_TRUE(page);
    const std::map<std::string, std::string> headers(page->headers.begin(), page->headers.end());
    EXPECT_EQ(headers.at("Cache-Control"), "no-store");
    EXPECT_EQ(headers.at("Referrer-Policy"), "no-referrer") << "the address is a capability";
    EXPECT_TRUE(headers.at("Content-Security-Policy").starts_with("default-src 'none'"));
    EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
}

}  // namespace
}  // namespace suoledger::http::test
