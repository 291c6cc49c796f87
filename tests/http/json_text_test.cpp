// SPDX-License-Identifier: Apache-2.0
// JSON written without a tree is the text that a tree would be serialized to.
#include "eventstore/json_text.hpp"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <limits>

#include "http/representations.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;
using domain::PersonalText;
using eventstore::JsonText;

std::vector<std::string> awkward_texts() {
    std::vector<std::string> texts{"", "plain", "Ọṣun ₦ 😀", "</script>", "\\\\", "\"\""};
    for (int c = 0; c < 128; ++c) texts.push_back(std::string("a") + static_cast<char>(c) + "b");
    return texts;
}

TEST(JsonText, WritesWhatATreeWouldBeSerializedTo) {
    JsonText out(16);
    json::object tree;
    int number = 0;
    out.begin_object();
    for (const auto& text : awkward_texts()) {
        const std::string name = text + std::to_string(++number);
        out.member(name, text);
        tree.emplace(name, text);
    }
    using Limits = std::numeric_limits<std::int64_t>;
    for (const auto each : {std::int64_t{0}, std::int64_t{-1}, Limits::min(), Limits::max()}) {
        out.member(std::to_string(each), each);
        tree.emplace(std::to_string(each), each);
    }
    out.member("flag", true);
    tree.emplace("flag", true);
    out.member("nothing", nullptr);
    tree.emplace("nothing", nullptr);
    out.name("empty").begin_array();
    out.end_array();
    tree.emplace("empty", json::array{});
    out.name("list").begin_array();
    json::array list;
    for (const auto& text :
         {PersonalText(), PersonalText("Ada \"A\""), PersonalText::erased(), PersonalText::closed()}) {
        out.begin_object();
        out.member("text", text);
        out.end_object();
        list.push_back(json::object{{"text", personal_json(text)}});
    }
    out.end_array();
    tree.emplace("list", std::move(list));
    out.end_object();
    EXPECT_EQ(out.take(), json::serialize(tree));
}

InvoiceView awkward_invoice(bool draft) {
    InvoiceView invoice;
    invoice.number = 17;
    invoice.figures.draft = draft;
    invoice.figures.total = 5'000;
    invoice.pay_url = "https://pay.example/pay/x";
    for (const auto& text : awkward_texts()) {
        invoice.document.metadata.emplace_back("k" + text, PersonalText(text));
        domain::InvoiceLine line;
        line.description = PersonalText(text);
        line.quantity_thousandths = 1'500;
        invoice.document.lines.push_back(line);
    }
    invoice.document.notes = PersonalText::erased();
    return invoice;
}

TEST(InvoiceText, IsWhatItsTreeWouldBeSerializedTo) {
    for (const bool draft : {false, true}) {
        InvoiceView invoice = awkward_invoice(draft);
        EXPECT_EQ(invoice_text(invoice), json::serialize(invoice_json(invoice)));
        EXPECT_EQ(invoice_json(invoice).at("pay_url").is_null(), draft);
        invoice.document.due_on = domain::Date{20'000};
        invoice.expanded_customer = json::object{{"name", "Ada \"A\""}};
        EXPECT_EQ(invoice_text(invoice), json::serialize(invoice_json(invoice)));
        EXPECT_EQ(invoice_json(invoice).at("customer"), *invoice.expanded_customer);
        EXPECT_EQ(invoice_json(invoice).size(), 28U);
    }
}

}  // namespace
}  // namespace suoledger::http::test
