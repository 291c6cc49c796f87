// SPDX-License-Identifier: Apache-2.0
// What a document's QR code leads to: genuine or not, how it stands now, and a proof that holds.
#include <gtest/gtest.h>

#include "http/document_token.hpp"
#include "tests/http/page_visitor.hpp"

namespace suoledger::http::test {
namespace {

using domain::DocumentKind;

const std::string invoice_body =
    R"({"customer":{"name":"Bola Ade","email":"bola@example.com"},"lines":[{"description":"Rice","unit_price":10000}]})";

class TheVerifyPage : public ::testing::Test {
protected:
    TheVerifyPage() {
        const Answer issued = service_.post("/v1/invoices", invoice_body);
        EXPECT_EQ(issued.status, 201) << issued.code;
        id_ = issued.text("id");
        invoice_ = domain::parse_type_id(domain::invoice_prefix, id_).value();
        customer_ = issued.text("customer");
    }
    std::string path_of(DocumentKind kind, const domain::Uuid& subject, std::int64_t version,
                        const domain::Uuid* tenant = nullptr) {
        const auto key = service_.services.vault.service_key(std::string(document_key_name));
        return "/verify/" +
               document_token(key, tenant ? *tenant : service_.principal.tenant, {kind, subject, version, 0});
    }
    std::string path() { return path_of(DocumentKind::invoice, invoice_, 1); }
    void run(domain::Command command) {
        const auto done =
            service_.submit({service_.principal.tenant, std::move(command),
                             [](const eventstore::Appended&) { return eventstore::Reply{200, "{}", "{}"}; }});
        ASSERT_EQ(done.status, 200) << done.code;
    }
    void record_copy(DocumentKind kind, const domain::Uuid& subject, std::int64_t version, std::uint8_t first_byte) {
        domain::RecordDocument command;
        command.subject_id = subject;
        command.kind = kind;
        command.document_version = version;
        command.template_version = "template." + std::to_string(first_byte);
        command.sha256[0] = first_byte;
        command.bytes = 23'456;
        run(command);
    }
    /// The receipt number's payment.
    domain::Uuid pay(std::int64_t amount) {
        const Answer paid = service_.post(
            "/v1/payments", R"({"amount":)" + std::to_string(amount) +
                                R"(,"currency":"NGN","method":"cash","reference":"R1","invoice":")" + id_ + "\"}");
        EXPECT_EQ(paid.status, 201) << paid.code;
        return domain::parse_type_id(domain::payment_prefix, paid.text("id")).value();
    }
    Response get(const std::string& target) { return visitor_.get(target); }

    SmallService service_;
    PageVisitor visitor_{service_};
    std::string id_, customer_;
    domain::Uuid invoice_;
};

TEST_F(TheVerifyPage, SaysWhatTheLedgerHolds) {
    const Response page = get(path());
    EXPECT_EQ(page.status, 200);
    for (const char* text : {"Genuine", "INV-000001", "₦100.00", "B… A…", "To be paid", "/proof"})
        EXPECT_TRUE(says(page, text)) << text << page.body;
    EXPECT_FALSE(says(page, "Bola"));
    EXPECT_FALSE(says(page, "Rice")) << "what was bought is nobody else's business";
}

TEST_F(TheVerifyPage, KnowsNothingOfWhatWasNotMadeHere) {
    std::string forged = path();
    forged.back() = forged.back() == 'A' ? 'B' : 'A';
    const domain::Uuid other = eventstore::new_uuid_v7(service_.services.now());
    for (const std::string& target :
         {forged, std::string("/verify/AAAA"), path_of(DocumentKind::invoice, invoice_, 1, &other),
          path_of(DocumentKind::invoice, other, 1), path_of(DocumentKind::invoice, invoice_, 2),
          path_of(DocumentKind::credit_note, invoice_, 1), path_of(DocumentKind::receipt, other, 1)}) {
        const Response page = get(target);
        EXPECT_EQ(page.status, 404) << target;
        EXPECT_TRUE(says(page, "not a document of ours")) << page.body;
        EXPECT_EQ(get(target + "/proof").status, 404) << target;
    }
}

TEST_F(TheVerifyPage, SaysHowItStandsNow) {
    pay(4'000);
    EXPECT_TRUE(says(get(path()), "₦60.00 is left to pay"));
    const auto payment = pay(6'000);
    EXPECT_TRUE(says(get(path()), "Nothing is left to pay"));
    record_copy(DocumentKind::receipt, payment, 2, 1);
    const auto receipt = path_of(DocumentKind::receipt, payment, 2);
    for (const char* text : {"Receipt", "RCT-000002", "₦60.00", "The shop has this money"})
        EXPECT_TRUE(says(get(receipt), text)) << text << get(receipt).body;
}

TEST_F(TheVerifyPage, WarnsOfAPaperThatWasReplacedOrCancelled) {
    const Answer revised =
        service_.post("/v1/invoices/" + id_ + "/revise", R"({"lines":[{"description":"Rice","unit_price":20000}]})");
    ASSERT_EQ(revised.status, 200) << revised.code;
    const Response old = get(path());
    EXPECT_TRUE(says(old, "Replaced")) << old.body;
    EXPECT_TRUE(says(old, "₦100.00")) << "what the paper says";
    const auto newer = path_of(DocumentKind::invoice, invoice_, 2);
    EXPECT_TRUE(says(get(newer), "revision 2"));
    EXPECT_TRUE(says(get(newer), "₦200.00"));
    run(domain::CancelInvoice{.invoice_id = invoice_, .reason = {}});
    EXPECT_TRUE(says(get(newer), "Please do not pay it"));
    EXPECT_TRUE(says(get(path()), "Please do not pay it"));
}

TEST_F(TheVerifyPage, NamesTheFilesOfThisVersionOnly) {
    record_copy(DocumentKind::invoice, invoice_, 1, 0xAB);
    record_copy(DocumentKind::invoice, invoice_, 1, 0xAC);
    const std::string zeros(62, '0');
    EXPECT_TRUE(says(get(path()), "data-hashes=\"ab" + zeros + " ac" + zeros + "\"")) << get(path()).body;
    ASSERT_EQ(
        service_.post("/v1/invoices/" + id_ + "/revise", R"({"lines":[{"description":"Rice","unit_price":20000}]})")
            .status,
        200);
    EXPECT_FALSE(says(get(path_of(DocumentKind::invoice, invoice_, 2)), "data-hashes"));
}

TEST_F(TheVerifyPage, GivesAProofOfTheNewestFileElseOfTheInvoice) {
    const Response of_invoice = get(path() + "/proof");
    EXPECT_EQ(of_invoice.status, 200);
    EXPECT_TRUE(of_invoice.body.starts_with("c2sp.org/tlog-proof@v1\n")) << of_invoice.body;
    EXPECT_TRUE(header_of(of_invoice, "Content-Disposition").starts_with("attachment; filename=\"evt_"));
    record_copy(DocumentKind::invoice, invoice_, 1, 0xAB);
    const Response of_file = get(path() + "/proof");
    EXPECT_EQ(of_file.status, 200);
    EXPECT_NE(header_of(of_file, "Content-Disposition"), header_of(of_invoice, "Content-Disposition"));
}

TEST_F(TheVerifyPage, SaysOfAStatementOnlyThatItWasMade) {
    const auto customer = domain::parse_type_id(domain::customer_prefix, customer_).value();
    EXPECT_EQ(get(path_of(DocumentKind::statement, customer, 1)).status, 404) << "nobody drew one";
    record_copy(DocumentKind::statement, customer, 1, 7);
    const Response page = get(path_of(DocumentKind::statement, customer, 1));
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(says(page, "Statement")) << page.body;
    EXPECT_FALSE(says(page, "₦"));
}

}  // namespace
}  // namespace suoledger::http::test
