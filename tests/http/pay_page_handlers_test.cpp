// SPDX-License-Identifier: Apache-2.0
// The payer's page as it is asked for: who may see it, what its forms do, and where they lead.
#include <gtest/gtest.h>

#include "http/log_states.hpp"
#include "http/pay_link.hpp"
#include "tests/http/page_visitor.hpp"

namespace suoledger::http::test {
namespace {

const std::string invoice_body =
    R"({"customer":{"name":"Bola","email":"bola@example.com"},"lines":[{"description":"Rice","unit_price":10000}]})";
const std::string without_email =
    R"({"customer":{"name":"Chi","phone":"+2348012345678"},"lines":[{"description":"Rice","unit_price":10000}]})";
const std::string claim = "revision=1&amount=100.00&payer_name=Bola+Ade&reference=FT-1&claimed_on=";

class ThePayPage : public ::testing::Test {
protected:
    ThePayPage() {
        service_.put("/v1/business/bank_account",
                     R"({"bank_name":"GTBank","account_number":"0123456789","account_name":"Ada Stores"})");
        issue(invoice_body);
    }
    void issue(const std::string& body) {
        const Answer issued = service_.post("/v1/invoices", body);
        EXPECT_EQ(issued.status, 201) << issued.code;
        invoice_ = domain::parse_type_id(domain::invoice_prefix, issued.text("id")).value();
        path_ = issued.text("pay_url").substr(std::string("https://pay.example").size());
    }
    Response get(const std::string& target) { return visitor_.get(target); }
    Response post(const std::string& what, const std::string& form) { return visitor_.post(path_ + "/" + what, form); }
    domain::DeliveryState delivery() {
        const auto state =
            state_in_log(service_.services, {service_.principal.tenant, domain::StreamType::delivery, invoice_});
        return state ? std::get<domain::DeliveryState>(*state) : domain::DeliveryState{};
    }
    void run(domain::Command command) {
        const auto done =
            service_.submit({service_.principal.tenant, std::move(command),
                             [](const eventstore::Appended&) { return eventstore::Reply{200, "{}", "{}"}; }});
        ASSERT_EQ(done.status, 200) << done.code;
    }
    std::string today() { return domain::to_string(domain::date_in(domain::Zone{}, service_.services.now())); }

    SmallService service_;
    domain::Uuid invoice_;
    std::string path_;
    PageVisitor visitor_{service_};
};

TEST_F(ThePayPage, ShowsTheInvoiceOfItsLink) {
    const Response page = get(path_);
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    for (const char* text : {"₦100.00", "Rice", "Bola", "INV-000001"}) EXPECT_TRUE(says(page, text)) << text;
    EXPECT_EQ(get(path_ + "?fbclid=1").status, 200) << "messengers add to links";
}

TEST_F(ThePayPage, IsThereForGoodLinksOnly) {
    std::string forged = path_;
    forged[8] = forged[8] == 'A' ? 'B' : 'A';
    for (const std::string& path : {forged, std::string("/pay/AAAA")}) {
        EXPECT_EQ(get(path).status, 404);
        EXPECT_TRUE(says(get(path), "nothing under this link"));
        EXPECT_EQ(visitor_.post(path + "/transfer_claim", claim).status, 404);
        EXPECT_EQ(visitor_.post(path + "/checkout", "revision=1&amount=10000").status, 404);
    }
}

TEST_F(ThePayPage, EndsWhenTheLinkIsRenewed) {
    run(domain::RenewPayLink{invoice_});
    const Response ended = get(path_);
    EXPECT_EQ(ended.status, 410);
    EXPECT_TRUE(says(ended, "This link has ended")) << ended.body;
    EXPECT_EQ(post("transfer_claim", claim + today()).status, 410);
    EXPECT_TRUE(delivery().claims.empty());
    const auto key = service_.services.vault.service_key(std::string(pay_link_key_name));
    EXPECT_EQ(get("/pay/" + pay_token(key, {invoice_, 1})).status, 200);
}

TEST_F(ThePayPage, RecordsThatAPersonLookedButNoPreview) {
    for (const char* agent : {"WhatsApp/2.23.20.0", "facebookexternalhit/1.1", "TelegramBot (like TwitterBot)"}) {
        auto request = visitor_.request_of(Method::get, path_, "");
        request.headers = {{"user-agent", agent}};
        EXPECT_EQ(visitor_.answer(request).status, 200);
    }
    EXPECT_TRUE(delivery().viewed_revisions.empty());
    get(path_);
    get(path_);
    service_.post("/v1/customers", R"({"name":"Sample"})");  // nobody waits for a look; what comes after it does
    EXPECT_EQ(delivery().viewed_revisions, std::set<std::int64_t>{1});
    EXPECT_EQ(delivery().version, 1) << "the first look only";
}

TEST_F(ThePayPage, TakesATransferClaimOnceAndMovesNoMoney) {
    for (int i = 0; i < 2; ++i) {
        const Response sent = post("transfer_claim", claim + today());
        EXPECT_EQ(sent.status, 303) << sent.body;
        EXPECT_EQ(location(sent), path_ + "?told=claimed");
    }
    ASSERT_EQ(delivery().claims.size(), 1U);
    EXPECT_EQ(delivery().claims[0].amount, 10'000);
    const Response page = get(path_ + "?told=claimed");
    EXPECT_TRUE(says(page, "The shop has been told"));
    EXPECT_TRUE(says(page, "₦100.00 sent on"));
    EXPECT_TRUE(says(page, "To be paid")) << "a claim is a word and no money";
}

TEST_F(ThePayPage, GivesAFormBackThatSaysSomethingWrong) {
    const Response unread = post("transfer_claim", "revision=1&amount=a+lot&payer_name=");
    EXPECT_EQ(unread.status, 422);
    for (const char* text : {R"(id="amount-wrong")", R"(id="payer_name-wrong")", R"(value="a lot")"})
        EXPECT_TRUE(says(unread, text)) << text;
    const Response refused = post("transfer_claim", claim + "2999-01-01");
    EXPECT_EQ(refused.status, 422) << "the decision's own errors are shown as well";
    EXPECT_TRUE(says(refused, R"(id="claimed_on-wrong")")) << refused.body;
    EXPECT_TRUE(says(refused, R"(value="Bola Ade")"));
    EXPECT_TRUE(delivery().claims.empty());
}

TEST_F(ThePayPage, LeadsBackToAnInvoiceThatIsNotWhatThePayerSaw) {
    EXPECT_EQ(location(post("transfer_claim", "revision=2&amount=100&payer_name=Bola&claimed_on=" + today())),
              path_ + "?told=changed");
    EXPECT_EQ(location(post("checkout", "revision=2&amount=10000")), path_ + "?told=changed");
    EXPECT_EQ(location(post("checkout", "revision=1&amount=9000")), path_ + "?told=changed");
    EXPECT_TRUE(says(get(path_ + "?told=changed"), "The invoice has changed"));
    EXPECT_TRUE(service_.desk.orders().empty());
    EXPECT_TRUE(delivery().claims.empty());
}

TEST_F(ThePayPage, RefusesWhatNoBrowserSends) {
    EXPECT_EQ(post("transfer_claim", "revision=1&revision=2&amount=1").status, 400);
    EXPECT_EQ(post("transfer_claim", "payer_name=%FF").status, 400);
    auto as_json = visitor_.request_of(Method::post, path_ + "/transfer_claim", "{}");
    as_json.headers = {{"content-type", "application/json"}};
    EXPECT_EQ(visitor_.answer(as_json).status, 415);
}

TEST_F(ThePayPage, GoesOnToTheProvider) {
    for (int i = 0; i < 2; ++i) {
        const Response onward = post("checkout", "revision=1&amount=10000");
        EXPECT_EQ(onward.status, 200) << onward.body;
        EXPECT_TRUE(says(onward, R"(<meta http-equiv="refresh" content="0;url=https://)")) << onward.body;
    }
    ASSERT_EQ(service_.desk.orders().size(), 1U) << "the second finds the page that is open";
    EXPECT_EQ(service_.desk.orders()[0].email, "bola@example.com");
}

TEST_F(ThePayPage, AsksForAnAddressThatNobodyKnows) {
    issue(without_email);
    EXPECT_TRUE(says(get(path_), R"(type="email")"));
    EXPECT_EQ(post("checkout", "revision=1&amount=10000").status, 422);
    EXPECT_EQ(post("checkout", "revision=1&amount=10000&email=nonsense").status, 422);
    EXPECT_TRUE(service_.desk.orders().empty());
    EXPECT_EQ(post("checkout", "revision=1&amount=10000&email=chi%40example.com").status, 200);
    ASSERT_EQ(service_.desk.orders().size(), 1U);
    EXPECT_EQ(service_.desk.orders()[0].email, "chi@example.com");
}

TEST_F(ThePayPage, SaysSoWhenTheProviderDoesNotTakeIt) {
    service_.desk.fault = CheckoutFault::refused;
    EXPECT_EQ(location(post("checkout", "revision=1&amount=10000")), path_ + "?told=not_online");
    EXPECT_TRUE(says(get(path_ + "?told=not_online"), "did not work"));
    service_.desk.fault = CheckoutFault::not_now;
    const Response slow = post("checkout", "revision=1&amount=10000");
    EXPECT_EQ(slow.status, 200);
    EXPECT_TRUE(says(slow, "slow to answer")) << slow.body;
    EXPECT_TRUE(says(slow, "href=\"" + path_ + "\""));
}

TEST_F(ThePayPage, OffersNothingOnlineWithoutAProvider) {
    service_.services.checkout = nullptr;
    EXPECT_FALSE(says(get(path_), "Pay online"));
    EXPECT_EQ(location(post("checkout", "revision=1&amount=10000")), path_ + "?told=not_online");
}

TEST_F(ThePayPage, AsksForNothingOfACancelledInvoice) {
    run(domain::CancelInvoice{.invoice_id = invoice_, .reason = {}});
    const Response page = get(path_);
    EXPECT_TRUE(says(page, "Please do not pay it"));
    EXPECT_FALSE(says(page, "<form"));
    EXPECT_EQ(post("transfer_claim", claim + today()).status, 303);
    EXPECT_TRUE(delivery().claims.empty());
}

}  // namespace
}  // namespace suoledger::http::test
