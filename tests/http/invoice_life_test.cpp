// SPDX-License-Identifier: Apache-2.0
// Drafts, revisions, write-offs and withholdings as clients meet them: replies equal the read, refusals name why.
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <set>

#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

const std::string soap = R"("lines":[{"description":"Soap","unit_price":1000}])";
const std::string draft_of_soap = R"({"draft":true,"customer":{"name":"Bisi Ade","phone":"08031234567"},)" + soap + "}";

class InvoiceLife : public ::testing::Test {
protected:
    std::string create(const std::string& body) {
        const Answer answer = service_.post("/v1/invoices", body);
        EXPECT_EQ(answer.status, 201) << answer.code;
        return answer.text("id");
    }
    std::string draft() { return create(draft_of_soap); }
    std::string invoice() { return create(R"({"customer":{"name":"Bisi Ade"},)" + soap + "}"); }
    Answer command(const std::string& id, const std::string& name, const std::string& body = "{}") {
        return service_.post("/v1/invoices/" + id + "/" + name, body);
    }
    Answer read(const std::string& id) { return service_.get("/v1/invoices/" + id); }
    void expect_as_read(const Answer& reply, const std::string& id) {
        ASSERT_LT(reply.status, 300) << reply.code;
        const auto object = reply.json().as_object();
        const auto& shown = object.contains("invoice") ? object.at("invoice").as_object() : object;
        EXPECT_EQ(shown, read(id).json().as_object());
    }
    std::size_t listed(const std::string& query) {
        return service_.get("/v1/invoices" + query).json().at("data").as_array().size();
    }
    static std::set<std::string> pointers_of(const Answer& answer) {
        std::set<std::string> pointers;
        for (const auto& error : answer.errors) pointers.insert(error.pointer);
        return pointers;
    }
    SmallService service_;
};

TEST_F(InvoiceLife, BeginsWithADraftThatHasNoNumberDateOrPayLink) {
    const Answer reply = service_.post("/v1/invoices", draft_of_soap);
    ASSERT_EQ(reply.status, 201) << reply.code;
    const std::string id = reply.text("id");
    expect_as_read(reply, id);
    const auto object = reply.json().as_object();
    EXPECT_EQ(object.at("status"), "draft");
    for (const char* name : {"number", "issued_on", "pay_url"}) EXPECT_TRUE(object.at(name).is_null()) << name;
    EXPECT_EQ(object.at("total").as_int64(), 1000);
    EXPECT_EQ(object.at("amount_due").as_int64(), 0);
    EXPECT_EQ(object.at("lines").at(0).at("description"), "Soap");
    EXPECT_EQ(pointers_of(service_.post("/v1/invoices",
                                        R"({"draft":true,"issued_on":"2026-01-01","customer":"x",)" + soap + "}")),
              (std::set<std::string>{"/customer", "/issued_on"}));
}

TEST_F(InvoiceLife, ListsDraftsOnlyWhenAskedForThem) {
    const std::string id = draft();
    EXPECT_EQ(listed(""), 0U);
    EXPECT_EQ(listed("?customer=" + read(id).text("customer")), 0U);
    EXPECT_EQ(listed("?status=draft"), 1U);
    EXPECT_EQ(listed("?status=draft&customer=" + read(id).text("customer")), 1U);
    EXPECT_EQ(listed("?status=draft&currency=USD"), 0U);
    ASSERT_EQ(command(id, "issue").status, 200);
    EXPECT_EQ(listed(""), 1U);
    EXPECT_EQ(listed("?status=draft"), 0U);
    EXPECT_EQ(listed("?number=INV-000001"), 1U);
}

TEST_F(InvoiceLife, ChangesADraftInWhatIsGivenAndClearsWhatIsNull) {
    const std::string id = draft();
    const std::string path = "/v1/invoices/" + id;
    const Answer changed = service_.call(
        Method::patch, path, R"({"notes":"Call first","due_on":"2099-01-31","metadata":{"order":"7"},"discount":100})");
    expect_as_read(changed, id);
    EXPECT_EQ(changed.json().at("total").as_int64(), 900);
    EXPECT_EQ(changed.json().at("lines").at(0).at("description"), "Soap");
    EXPECT_EQ(changed.text("due_on"), "2099-01-31");
    const Answer cleared = service_.call(Method::patch, path, R"({"notes":null,"due_on":null})");
    expect_as_read(cleared, id);
    EXPECT_TRUE(cleared.json().at("notes").is_null());
    EXPECT_TRUE(cleared.json().at("due_on").is_null());
    EXPECT_EQ(cleared.json().at("metadata").at("order"), "7");
    const Answer other =
        service_.call(Method::patch, path,
                      R"({"customer":{"name":"Ola Musa"},"currency":"USD","prices_include_vat":false,)"
                      R"("lines":[{"description":"Oil","unit_price":200,"quantity":2}],"discount":0})");
    expect_as_read(other, id);
    EXPECT_EQ(other.json().at("total").as_int64(), 430);
    EXPECT_EQ(service_.get(path + "?expand=customer").json().at("customer").at("name"), "Ola Musa");
}

TEST_F(InvoiceLife, NamesWhatIsWrongWithAChangeOfADraft) {
    const std::string path = "/v1/invoices/" + draft();
    const auto change = [&](const std::string& body) { return service_.call(Method::patch, path, body); };
    EXPECT_EQ(pointers_of(change(R"({"lines":null,"customer":null,"currency":null,"discount":null,"metadata":null,)"
                                 R"("prices_include_vat":null,"issued_on":"2026-01-01","draft":false})")),
              (std::set<std::string>{"/lines", "/customer", "/currency", "/discount", "/metadata",
                                     "/prices_include_vat", "/issued_on", "/draft"}));
    EXPECT_EQ(pointers_of(change(R"({"lines":[{"description":"","unit_price":-1}],"due_on":"soon"})")),
              (std::set<std::string>{"/lines/0/description", "/lines/0/unit_price", "/due_on"}));
    EXPECT_EQ(pointers_of(change("{}")), std::set<std::string>{""});
    EXPECT_EQ(change(R"({"discount":1000})").code, "total_is_zero");
    EXPECT_EQ(change(R"({"customer":"cus_01kb2q4v5ve1tbq0n6w6m3kz5d"})").code, "customer_not_found");
}

TEST_F(InvoiceLife, IssuesADraftUnderTheNextNumber) {
    const std::string id = draft();
    invoice();
    const Answer issued = command(id, "issue");
    expect_as_read(issued, id);
    EXPECT_EQ(issued.text("number"), "INV-000002");
    EXPECT_EQ(issued.text("status"), "open");
    EXPECT_EQ(issued.json().at("amount_due").as_int64(), 1000);
    EXPECT_EQ(issued.json().at("revision").as_int64(), 1);
    EXPECT_EQ(command(id, "issue").code, "invoice_not_draft");
    EXPECT_EQ(service_.call(Method::patch, "/v1/invoices/" + id, R"({"discount":1})").code, "invoice_not_draft");
    EXPECT_EQ(service_.call(Method::del, "/v1/invoices/" + id).code, "invoice_not_draft");
    expect_as_read(command(id, "cancel"), id);
}

TEST_F(InvoiceLife, IssuesADraftOnTheDayThatIsGiven) {
    const std::string id = draft();
    ASSERT_EQ(service_.call(Method::patch, "/v1/invoices/" + id, R"({"due_on":"2026-01-31"})").status, 200);
    EXPECT_EQ(pointers_of(command(id, "issue")), std::set<std::string>{"/issued_on"});
    EXPECT_EQ(pointers_of(command(id, "issue", R"({"issued_on":"2999-01-01"})")).count("/issued_on"), 1U);
    const Answer issued = command(id, "issue", R"({"issued_on":"2026-01-02"})");
    expect_as_read(issued, id);
    EXPECT_EQ(issued.text("issued_on"), "2026-01-02");
    EXPECT_TRUE(issued.json().at("overdue").as_bool());
    EXPECT_EQ(listed("?overdue=true"), 1U);
}

TEST_F(InvoiceLife, EndsWithADiscardedDraft) {
    const std::string id = draft();
    const std::string path = "/v1/invoices/" + id;
    const Answer discarded = service_.call(Method::del, path);
    ASSERT_EQ(discarded.status, 200) << discarded.code;
    EXPECT_TRUE(discarded.json().at("discarded").as_bool());
    EXPECT_EQ(read(id).code, "invoice_not_found");
    EXPECT_EQ(listed("?status=draft"), 0U);
    EXPECT_EQ(command(id, "issue").code, "invoice_not_found");
    EXPECT_EQ(service_.call(Method::patch, path, R"({"discount":1})").code, "invoice_not_found");
    EXPECT_EQ(service_.call(Method::del, path).code, "invoice_not_found");
    EXPECT_EQ(service_.call(Method::del, path, "{}").code, "body_not_expected");
}

TEST_F(InvoiceLife, KeepsADraftOutOfWhatOnlyInvoicesTake) {
    const std::string id = draft();
    for (const auto& [name, body] : std::vector<std::pair<std::string, std::string>>{
             {"cancel", "{}"},
             {"revise", "{" + soap + "}"},
             {"write_off", "{}"},
             {"credit_notes", "{}"},
             {"withholding_tax", R"({"amount":1})"},
             {"vat_withheld", R"({"amount":1})"},
             {"withholding_reversals", R"({"withholding":"wht_01kb2q4v5ve1tbq0n6w6m3kz5w"})"}})
        EXPECT_EQ(command(id, name, body).code, "invoice_not_open") << name;
}

TEST_F(InvoiceLife, ReplacesTheWholeDocumentByARevision) {
    const std::string id = draft();
    const auto number = command(id, "issue").text("number");
    const Answer revised = command(
        id, "revise", R"({"lines":[{"description":"Rice","unit_price":3000}],"due_on":"2099-02-01","notes":"Sorry"})");
    expect_as_read(revised, id);
    EXPECT_EQ(revised.json().at("revision").as_int64(), 2);
    EXPECT_EQ(revised.text("number"), number);
    EXPECT_EQ(revised.json().at("total").as_int64(), 3000);
    EXPECT_EQ(revised.json().at("lines").at(0).at("description"), "Rice");
    EXPECT_EQ(listed("?due_from=2099-02-01&due_to=2099-02-01&status=open"), 1U);
    // Replies of later commands show the revision as well.
    expect_as_read(command(id, "revise", "{" + soap + "}"), id);
    EXPECT_EQ(listed("?due_from=2099-02-01&due_to=2099-02-01&status=open"), 0U);
    expect_as_read(command(id, "credit_notes", R"({"lines":[{"line":0,"amount":400}]})"), id);
    EXPECT_EQ(command(id, "revise", "{" + soap + "}").code, "invoice_has_movements");
    EXPECT_EQ(pointers_of(command(id, "revise", R"({"customer":{"name":"X"},"currency":"NGN","due_on":"x"})")),
              (std::set<std::string>{"/customer", "/currency", "/due_on", "/lines"}));
}

TEST_F(InvoiceLife, WritesOffAllThatIsDueAndOpensAgainWithACreditNote) {
    const std::string id = invoice();
    const Answer written_off = command(id, "write_off", R"({"reason":"Moved away"})");
    expect_as_read(written_off, id);
    EXPECT_EQ(written_off.text("status"), "written_off");
    EXPECT_EQ(written_off.json().at("amount_written_off").as_int64(), 1000);
    EXPECT_EQ(command(id, "write_off").code, "invoice_not_open");
    const Answer credited = command(id, "credit_notes", R"({"lines":[{"line":0,"amount":400}]})");
    expect_as_read(credited, id);
    EXPECT_EQ(credited.json().at("invoice").at("amount_due").as_int64(), 600);
    EXPECT_EQ(pointers_of(command(id, "write_off", R"({"written_off_on":"2999-01-01","x":1})")),
              std::set<std::string>{"/x"});
    EXPECT_EQ(pointers_of(command(id, "write_off", R"({"written_off_on":"2999-01-01"})")),
              std::set<std::string>{"/written_off_on"});
    ASSERT_EQ(command(id, "credit_notes").status, 201);
    EXPECT_EQ(command(id, "write_off").code, "nothing_to_write_off");
}

TEST_F(InvoiceLife, TakesTaxThatThePayerKeptBack) {
    const std::string id = invoice();
    const Answer withheld = command(id, "withholding_tax", R"({"amount":50,"certificate":"WHT/26/17"})");
    ASSERT_EQ(withheld.status, 201) << withheld.code;
    expect_as_read(withheld, id);
    EXPECT_EQ(withheld.json().at("withholding").at("certificate"), "WHT/26/17");
    EXPECT_EQ(withheld.json().at("invoice").at("amount_withheld").as_int64(), 50);
    const Answer vat = command(id, "vat_withheld", R"({"amount":70})");
    ASSERT_EQ(vat.status, 201) << vat.code;
    EXPECT_EQ(vat.json().at("withholding").at("kind"), "vat");
    EXPECT_EQ(command(id, "vat_withheld", R"({"amount":1})").code, "amount_exceeds_vat");
    EXPECT_EQ(command(id, "withholding_tax", R"({"amount":881})").code, "amount_exceeds_balance");
    EXPECT_EQ(pointers_of(command(id, "withholding_tax", R"({"amount":0,"withheld_on":"x","reason":"y"})")),
              (std::set<std::string>{"/amount", "/withheld_on", "/reason"}));
    EXPECT_EQ(pointers_of(command(id, "vat_withheld", R"({"amount":1,"withheld_on":"2999-01-01"})")),
              std::set<std::string>{"/withheld_on"});
    const auto list = service_.get("/v1/invoices/" + id + "/withholdings").json().at("data").as_array();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0], vat.json().at("withholding"));
    EXPECT_EQ(list[1], withheld.json().at("withholding"));
}

TEST_F(InvoiceLife, ReversesAWithholdingOnce) {
    const std::string id = invoice();
    const auto withholding =
        std::string(command(id, "withholding_tax", R"({"amount":50})").json().at("withholding").at("id").as_string());
    const std::string body = R"({"withholding":")" + withholding + R"(","reason":"Never paid over"})";
    const Answer reversed = command(id, "withholding_reversals", body);
    ASSERT_EQ(reversed.status, 200) << reversed.code;
    expect_as_read(reversed, id);
    EXPECT_EQ(reversed.json().at("amount_due").as_int64(), 1000);
    const auto list = service_.get("/v1/invoices/" + id + "/withholdings").json().at("data");
    EXPECT_TRUE(list.at(0).at("reversed_at").is_string());
    EXPECT_EQ(command(id, "withholding_reversals", body).code, "withholding_already_reversed");
    EXPECT_EQ(command(invoice(), "withholding_reversals", body).code, "withholding_not_found");
    EXPECT_EQ(pointers_of(command(id, "withholding_reversals", R"({"withholding":"inv_x"})")),
              std::set<std::string>{"/withholding"});
}

TEST_F(InvoiceLife, DatesACreditNoteAsItIsTold) {
    const std::string id = create(R"({"customer":{"name":"Bisi"},"issued_on":"2026-01-02",)" + soap + "}");
    const Answer note = command(id, "credit_notes", R"({"issued_on":"2026-01-05"})");
    ASSERT_EQ(note.status, 201) << note.code;
    EXPECT_EQ(note.json().at("credit_note").at("issued_on"), "2026-01-05");
    EXPECT_EQ(pointers_of(command(id, "credit_notes", R"({"issued_on":"2026-01-01"})")),
              std::set<std::string>{"/issued_on"});
}

TEST_F(InvoiceLife, NeverShowsADocumentThatWasReplacedMeanwhile) {
    const std::string id = invoice();
    const auto credit = [&] {
        return std::get<CommandRequest>(service_.handle(Method::post, "/v1/invoices/" + id + "/credit_notes",
                                                        R"({"lines":[{"line":0,"amount":1}]})"));
    };
    const CommandRequest overtaken = credit();
    ASSERT_EQ(command(id, "revise", R"({"lines":[{"description":"Rice","unit_price":3000}]})").status, 200);
    const auto before = read(id).body;
    const Answer refused = service_.submit(overtaken);
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.code, "overtaken");
    EXPECT_EQ(read(id).body, before) << "nothing is written";
    expect_as_read(service_.submit(credit()), id);
}

TEST_F(InvoiceLife, ShowsWhatHappenedBetweenReadAndAppend) {
    const std::string id = draft();
    const auto handled = service_.handle(Method::post, "/v1/invoices/" + id + "/issue", "{}");
    ASSERT_EQ(service_.call(Method::patch, "/v1/invoices/" + id, R"({"notes":"Late"})").status, 200);
    const Answer issued = service_.submit(std::get<CommandRequest>(handled));
    expect_as_read(issued, id);
    EXPECT_EQ(issued.text("notes"), "Late");
}

}  // namespace
}  // namespace suoledger::http::test
