// SPDX-License-Identifier: Apache-2.0
// What documents say: the version that was asked for, whatever happened since, and placeholders for who was erased.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstore/scheduled_command.hpp"
#include "http/document_token.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Documents : public ::testing::Test {
protected:
    Documents() {
        service_.put("/v1/business/bank_account",
                     R"({"bank_name":"GTBank","account_number":"0123456789","account_name":"Ada Stores"})");
        invoice_ = issue(R"("due_on":"2030-01-31","notes":"Thank you","discount":1000)");
    }
    Answer made(const std::string& target, const std::string& body) {
        Answer answer = service_.post(target, body);
        EXPECT_LT(answer.status, 300) << target << " " << answer.code;
        return answer;
    }
    std::string issue(const std::string& more) {
        const Answer answer =
            made("/v1/invoices", R"({"customer":{"name":"Chinedu Okafor","phone":"08031234567",)"
                                 R"("address":"4 Marina Road"},"lines":[{"description":"Rice ọ ṣ ɗ",)"
                                 R"("quantity":"2","unit_price":50000,"discount":500},{"description":)"
                                 R"("Books","unit_price":20000,"vat_treatment":"exempt"}],)" +
                                     more + "}");
        customer_ = answer.text("customer");
        return answer.text("id");
    }
    std::string pdf(const std::string& target) {
        const Answer answer = service_.get(target);
        EXPECT_EQ(answer.status, 200) << target << " " << answer.code;
        return answer.body;
    }
    void expect_problem(const std::string& target, int status, const std::string& code) {
        const Answer answer = service_.get(target);
        EXPECT_EQ(answer.status, status) << target;
        EXPECT_EQ(answer.code, code) << target;
    }
    std::string invoice_pdf(const std::string& query = "") {
        return pdf("/v1/invoices/" + invoice_ + "/invoice.pdf" + query);
    }
    std::string pay(const std::string& body) { return made("/v1/payments", body).text("id"); }
    /// As it is asked for, and as the destroyer of keys then does it, years later.
    void erase_customer() {
        made("/v1/customers/" + customer_ + "/erasure", "{}");
        const auto row = customer_row();
        destroy_key(row.id, row.contact_key, domain::DestructionReason::erasure);
        destroy_key(row.id, row.record_key, domain::DestructionReason::already_listed);
    }
    void destroy_key(const domain::Uuid& customer, const domain::Uuid& key, domain::DestructionReason reason) {
        domain::DestroySubjectKey command;
        command.customer_id = customer;
        command.key_id = key;
        command.reason = reason;
        command.list_number = 1;
        const auto outcome =
            eventstore::submit_scheduled(service_.services.store, service_.services.vault, service_.services.now(),
                                         {service_.principal.tenant, "destroy", domain::to_string(key), command});
        ASSERT_TRUE(std::holds_alternative<eventstore::AppendedReply>(outcome));
        service_.services.vault.destroy(key);
    }
    projections::CustomerRow customer_row() {
        return service_.services.read_models.snapshot()
            ->customer(service_.principal.tenant, domain::parse_type_id("cus", customer_).value())
            .value();
    }
    std::int64_t recorded() {
        std::int64_t count = 0;
        for (const auto& event : service_.services.store.read_log({}))
            count += event.event_type == "document_rendered" ? 1 : 0;
        return count;
    }
    SmallService service_;
    std::string invoice_, customer_;
};

TEST_F(Documents, InvoiceSaysWhatWasIssued) {
    const std::string text = invoice_pdf();
    EXPECT_THAT(text, HasSubstr("document INV-000001 of "));
    EXPECT_THAT(text, HasSubstr("seller: Ada Stores | 12 Allen Avenue | "));
    EXPECT_THAT(text, HasSubstr("buyer: Chinedu Okafor | 4 Marina Road | "));
    EXPECT_THAT(text, HasSubstr("invoice revision 1 due 2030-01-31 inclusive true"));
    EXPECT_THAT(text, HasSubstr("line: Rice ọ ṣ ɗ x2000 at NGN 50000 less NGN 500 standard 750 = NGN 99500"));
    EXPECT_THAT(text, HasSubstr("line: Books x1000 at NGN 20000 less NGN 0 exempt 0 = NGN 20000"));
    EXPECT_THAT(text, HasSubstr("bank: GTBank 0123456789 Ada Stores"));
    EXPECT_THAT(text, HasSubstr("notes: Thank you"));
    const auto invoice = service_.get("/v1/invoices/" + invoice_);
    EXPECT_EQ(invoice.number("total"), 99'500 + 20'000 - 1000);
    EXPECT_THAT(text, HasSubstr("totals: discount NGN 1000 subtotal NGN " + std::to_string(invoice.number("subtotal")) +
                                " vat NGN " + std::to_string(invoice.number("vat")) + " total NGN 118500"));
}

/// The VAT summary adds up to the totals, row by row.
TEST_F(Documents, InvoiceSumsVatByTreatment) {
    const std::string text = invoice_pdf();
    const auto invoice = service_.get("/v1/invoices/" + invoice_);
    const auto shown = invoice.json();
    const auto& lines = shown.at("lines").as_array();
    const auto net = [&](std::size_t i) {
        return lines.at(i).at("amount").as_int64() - lines.at(i).at("vat").as_int64();
    };
    EXPECT_THAT(text, HasSubstr("vat: standard 750 of NGN " + std::to_string(net(0)) + " = NGN " +
                                std::to_string(lines.at(0).at("vat").as_int64())));
    EXPECT_THAT(text, HasSubstr("vat: exempt 0 of NGN " + std::to_string(net(1)) + " = NGN 0"));
    EXPECT_EQ(net(0) + net(1), invoice.number("subtotal"));
}

TEST_F(Documents, InvoiceHasACodeThatNamesItsRevision) {
    const std::string text = invoice_pdf();
    const auto begin = text.find("https://pay.example/verify/") + 27;
    const std::string token = text.substr(begin, text.find('\n', begin) - begin);
    const auto key = service_.services.vault.service_key(std::string(document_key_name));
    const auto read = read_document_token(key, service_.principal.tenant, token);
    ASSERT_TRUE(read) << token;
    EXPECT_EQ(*read, (DocumentToken{domain::DocumentKind::invoice,
                                    domain::parse_type_id(domain::invoice_prefix, invoice_).value(), 1, 0}));
}

TEST_F(Documents, EveryRevisionStaysAsItWas) {
    const std::string first = invoice_pdf();
    made("/v1/invoices/" + invoice_ + "/revise", R"({"lines":[{"description":"Beans","unit_price":70000}]})");
    service_.patch("/v1/business", R"({"name":"Ada & Sons"})");
    const std::string second = invoice_pdf();
    EXPECT_THAT(second, HasSubstr("invoice revision 2"));
    EXPECT_THAT(second, HasSubstr("line: Beans"));
    EXPECT_THAT(second, Not(HasSubstr("Rice")));
    const Answer again = service_.get("/v1/invoices/" + invoice_ + "/invoice.pdf?revision=1");
    EXPECT_EQ(again.body, first);
    EXPECT_EQ(invoice_pdf("?revision=2"), second);
    for (const char* none : {"?revision=3", "?revision=9223372036854775807"})
        expect_problem("/v1/invoices/" + invoice_ + "/invoice.pdf" + none, 404, "revision_not_found");
    expect_problem("/v1/invoices/" + invoice_ + "/invoice.pdf?revision=0", 400, "invalid_parameter");
}

/// Nothing of it was kept: what is drawn is a function of the version alone.
TEST_F(Documents, AreTheSameBytesWhenDrawnAgainAfterAllThatCanHappen) {
    const std::string payment =
        pay(R"({"amount":30000,"method":"cash","reference":"By hand","invoice":")" + invoice_ + "\"}");
    made("/v1/invoices/" + invoice_ + "/credit_notes", R"({"lines":[{"line":0,"amount":5000}],"reason":"Wet"})");
    const std::vector<std::string> targets{"/v1/invoices/" + invoice_ + "/invoice.pdf?revision=1",
                                           "/v1/invoices/" + invoice_ + "/credit_notes/CN-000001.pdf",
                                           "/v1/payments/" + payment + "/receipt.pdf?version=2"};
    std::vector<std::string> first;
    for (const auto& target : targets) first.push_back(pdf(target));
    service_.patch("/v1/business", R"({"name":"Ada & Sons","address":"Elsewhere"})");
    service_.patch("/v1/customers/" + customer_, R"({"name":"C. Okafor"})");
    made("/v1/payments/" + payment + "/deallocate", R"({"invoice":")" + invoice_ + "\"}");
    made("/v1/payments/" + payment + "/refund", R"({"amount":1000})");
    const int drawn = service_.renderer.count;
    MemoryDocumentStore other;
    DocumentDesk desk({service_.services.store, service_.services.vault, service_.renderer, service_.logos, other,
                       service_.document_metrics, service_.services.now,
                       [](std::string_view, std::string_view, const auto&) {}});
    service_.services.documents = &desk;
    for (std::size_t i = 0; i < targets.size(); ++i) EXPECT_EQ(pdf(targets[i]), first[i]) << targets[i];
    EXPECT_EQ(service_.renderer.count, drawn + 3);
    EXPECT_EQ(recorded(), 3) << "the same again is no news";
}

TEST_F(Documents, CreditNoteSaysWhatIsCredited) {
    made("/v1/invoices/" + invoice_ + "/credit_notes",
         R"({"lines":[{"line":0,"amount":5000}],"reason":"One was wet"})");
    const std::string text = pdf("/v1/invoices/" + invoice_ + "/credit_notes/CN-000001.pdf");
    EXPECT_THAT(text, HasSubstr("document CN-000001 of "));
    EXPECT_THAT(text, HasSubstr("credit note of INV-000001 of "));
    EXPECT_THAT(text, HasSubstr("line: Rice ọ ṣ ɗ x0 at NGN 0 less NGN 0 standard 750 = NGN 5000"));
    EXPECT_THAT(text, HasSubstr("total NGN 5000"));
    EXPECT_THAT(text, HasSubstr("reason: One was wet"));
    EXPECT_EQ(pdf("/v1/invoices/" + invoice_ + "/credit_notes/1.pdf"), text);
    for (const char* none : {"2.pdf", "CN-1.pdf", "XX-000001.pdf", "x.pdf", "99999999999999999999.pdf"})
        expect_problem("/v1/invoices/" + invoice_ + "/credit_notes/" + none, 404, "credit_note_not_found");
}

TEST_F(Documents, ReceiptSaysWhereTheMoneyWentAtEachVersion) {
    const std::string payment =
        pay(R"({"amount":200000,"method":"bank_transfer","reference":"Ref 7","invoice":")" + invoice_ + "\"}");
    const std::string target = "/v1/payments/" + payment + "/receipt.pdf";
    const std::string text = pdf(target);
    EXPECT_THAT(text, HasSubstr("document RCT-000001 of "));
    EXPECT_THAT(text, HasSubstr("receipt of NGN 200000 by bank_transfer reference Ref 7"));
    EXPECT_THAT(text, HasSubstr("share: INV-000001 of "));
    EXPECT_THAT(text, HasSubstr("= NGN 118500"));
    EXPECT_THAT(text, HasSubstr("unallocated NGN 81500 refunded NGN 0"));
    EXPECT_THAT(text, HasSubstr("buyer: Chinedu Okafor"));
    EXPECT_THAT(pdf(target + "?version=1"), Not(HasSubstr("share:"))) << "received, not yet allocated";
    made("/v1/payments/" + payment + "/deallocate", R"({"invoice":")" + invoice_ + "\"}");
    EXPECT_THAT(pdf(target), HasSubstr("unallocated NGN 200000"));
    EXPECT_EQ(pdf(target + "?version=2"), text);
    expect_problem(target + "?version=9", 404, "version_not_found");
}

TEST_F(Documents, ReceiptOfNobodyNamesNobody) {
    const std::string payment = pay(R"({"amount":500,"method":"cash"})");
    EXPECT_THAT(pdf("/v1/payments/" + payment + "/receipt.pdf"), HasSubstr("buyer:  |  | \n"));
}

TEST_F(Documents, StatementAddsUpAndNamesItsCheckpoint) {
    pay(R"({"amount":30000,"method":"cash","invoice":")" + invoice_ + "\"}");
    const auto at = service_.services.store.head().position;
    const std::string target = "/v1/customers/" + customer_ + "/statement.pdf";
    const std::string text = pdf(target);
    EXPECT_THAT(text, HasSubstr("Invoice INV-000001 +NGN 118500 -NGN 0 = NGN 118500"));
    EXPECT_THAT(text, HasSubstr("Payment, receipt RCT-000001 +NGN 0 -NGN 30000 = NGN 88500"));
    EXPECT_THAT(text, HasSubstr("opening NGN 0 closing NGN 88500 charged NGN 118500 credited NGN 30000"));
    EXPECT_THAT(text, HasSubstr("at " + std::to_string(at) + "\n"));
    EXPECT_THAT(text, HasSubstr("checkpoint: ledger.example/books/log/1\n" + std::to_string(at) + "\n"));
    EXPECT_GT(service_.services.store.head().position, at) << "it was recorded";
    EXPECT_EQ(pdf(target + "?at_position=" + std::to_string(at)), text);
    EXPECT_THAT(pdf(target + "?currency=USD"), HasSubstr("opening USD 0 closing USD 0"));
    EXPECT_THAT(pdf(target + "?from=2029-01-01&to=2029-12-31"), HasSubstr("opening NGN 88500 closing NGN 88500"));
    expect_problem(target + "?from=2029-01-02&to=2029-01-01", 400, "invalid_parameter");
}

TEST_F(Documents, HaveAPlaceholderForWhoWasErased) {
    const std::string payment =
        pay(R"({"amount":30000,"method":"cash","reference":"By hand","invoice":")" + invoice_ + "\"}");
    const std::string before = invoice_pdf();
    pdf("/v1/payments/" + payment + "/receipt.pdf");
    erase_customer();
    const std::string after = invoice_pdf();
    EXPECT_THAT(after, HasSubstr("buyer: (erased) | (erased) |"));
    EXPECT_THAT(after, HasSubstr("line: (erased) x2000"));
    EXPECT_THAT(after, Not(HasSubstr("Chinedu")));
    EXPECT_THAT(after, HasSubstr("seller: Ada Stores | 12 Allen Avenue"));
    EXPECT_EQ(invoice_pdf(), after);
    const std::string receipt = pdf("/v1/payments/" + payment + "/receipt.pdf");
    EXPECT_THAT(receipt, HasSubstr("buyer: (erased)"));
    EXPECT_THAT(receipt, HasSubstr("reference (erased)"));
    EXPECT_EQ(recorded(), 4) << "each before and after";
}

TEST_F(Documents, AreCountedAsReadsOfWhomTheyName) {
    invoice_pdf();
    const auto log = service_.get("/v1/audit/access_log?customer=" + customer_).json();
    ASSERT_EQ(log.at("data").as_array().size(), 1U);
    EXPECT_EQ(log.at("data").at(0).at("reads").as_int64(), 1);
}

TEST_F(Documents, AreOpenToWhoeverHasALinkUntilItExpires) {
    const auto key = service_.services.vault.service_key(std::string(document_key_name));
    const std::int64_t now = service_.services.now().microseconds / 1'000'000;
    const auto link = [&](domain::DocumentKind kind, const std::string& prefix, const std::string& subject,
                          std::int64_t version, std::int64_t expiry) {
        const DocumentToken what{kind, domain::parse_type_id(prefix, subject).value(), version, expiry};
        return "/v1/public/documents/" + document_token(key, service_.principal.tenant, what);
    };
    const std::string target = link(domain::DocumentKind::invoice, "inv", invoice_, 1, now + 3600);
    EXPECT_EQ(pdf(target), invoice_pdf());
    EXPECT_EQ(pdf(link(domain::DocumentKind::invoice, "inv", invoice_, 1, 0)), invoice_pdf()) << "printed, for ever";
    expect_problem(link(domain::DocumentKind::invoice, "inv", invoice_, 1, now - 1), 410, "link_expired");
    expect_problem(link(domain::DocumentKind::invoice, "inv", invoice_, 2, 0), 404, "revision_not_found");
    std::string changed = target;
    changed[30] = changed[30] == 'A' ? 'B' : 'A';
    expect_problem(changed, 404, "document_not_found");
    expect_problem("/v1/public/documents/AAAA", 404, "document_not_found");
    const std::string payment = pay(R"({"amount":500,"method":"cash"})");
    const std::string receipt_link = link(domain::DocumentKind::receipt, "pay", payment, 1, 0);
    expect_problem(receipt_link, 404, "document_not_found");
    const std::string receipt_text = pdf("/v1/payments/" + payment + "/receipt.pdf");
    EXPECT_EQ(pdf(receipt_link), receipt_text) << "found once one was made";
    const auto at = service_.services.store.head().position;
    const std::string account = pdf("/v1/customers/" + customer_ + "/statement.pdf?at_position=" + std::to_string(at));
    EXPECT_EQ(pdf(link(domain::DocumentKind::statement, "cus", customer_, at, 0)), account);
}

TEST_F(Documents, AreNotThereForDraftsAttemptsAndOthers) {
    const std::string draft = issue(R"("draft":true)");
    expect_problem("/v1/invoices/" + draft + "/invoice.pdf", 409, "invoice_not_issued");
    expect_problem("/v1/invoices/inv_01kb2q4v5ve1tbq0n6w6m3kz5d/invoice.pdf", 404, "invoice_not_found");
    expect_problem("/v1/payments/pay_01kb2q4v5ve1tbq0n6w6m3kz5d/receipt.pdf", 404, "payment_not_found");
    expect_problem("/v1/customers/cus_01kb2q4v5ve1tbq0n6w6m3kz5d/statement.pdf", 404, "customer_not_found");
    const Answer opened = made("/v1/invoices/" + invoice_ + "/checkout", R"({"email":"bola@example.com"})");
    expect_problem("/v1/payments/" + opened.text("payment") + "/receipt.pdf", 409, "payment_not_received");
    service_.principal.tenant = domain::Uuid{};
    expect_problem("/v1/invoices/" + invoice_ + "/invoice.pdf", 404, "invoice_not_found");
}

}  // namespace
}  // namespace suoledger::http::test
