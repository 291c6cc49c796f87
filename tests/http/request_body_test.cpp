// SPDX-License-Identifier: Apache-2.0
// Strict bodies: what is refused, where it is pointed at, and that all of it is named at once.
#include "http/request_body.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>

namespace suoledger::http {
namespace {

Request request_with(std::string body, std::string type = "application/json") {
    Request request;
    request.body = std::move(body);
    request.headers = {{"content-type", std::move(type)}};
    return request;
}

std::vector<std::string> pointers_of(const std::vector<domain::FieldError>& errors) {
    std::vector<std::string> pointers;
    for (const auto& error : errors) pointers.push_back(error.pointer);
    std::sort(pointers.begin(), pointers.end());
    return pointers;
}

struct Reading {
    boost::json::object object;
    std::vector<domain::FieldError> errors;
    ObjectReader reader{object, "", errors};
    explicit Reading(std::string_view text) : object(parse_body(request_with(std::string(text))).value()) {}
};

TEST(RequestBody, NamesEveryWrongFieldAtOnce) {
    Reading body(R"({"name":"","amount":"1","when":"2026-02-30","id":"inv_x","surprise":1,"a/b~c":2})");
    body.reader.text("name", {1, 10}, Presence::required);
    body.reader.integer("amount", {}, Presence::required);
    body.reader.date("when");
    body.reader.id("id", "inv", Presence::optional);
    body.reader.text("missing", {1, 10}, Presence::required);
    body.reader.refuse_unknown();
    EXPECT_EQ(pointers_of(body.errors),
              (std::vector<std::string>{"/amount", "/a~1b~0c", "/id", "/missing", "/name", "/surprise", "/when"}));
}

TEST(RequestBody, TakesOnlyIntegersForIntegers) {
    for (const char* wrong :
         {"1.0", "1e2", "9223372036854775808", "-9223372036854775809", "1e400", "\"1\"", "true", "[1]"}) {
        Reading body(std::string(R"({"amount":)") + wrong + "}");
        EXPECT_EQ(body.reader.integer("amount", {}, Presence::required), std::nullopt) << wrong;
        EXPECT_EQ(pointers_of(body.errors), std::vector<std::string>{"/amount"}) << wrong;
    }
    Reading body(R"({"amount":9223372036854775807})");
    EXPECT_EQ(body.reader.integer("amount", {}, Presence::required), std::numeric_limits<std::int64_t>::max());
    EXPECT_TRUE(body.errors.empty());
}

TEST(RequestBody, TakesQuantitiesAsIntegersOrDecimalStrings) {
    const std::vector<std::pair<std::string, std::optional<std::int64_t>>> cases{{"2", 2000},
                                                                                 {"\"0.5\"", 500},
                                                                                 {"\"2.125\"", 2125},
                                                                                 {"\"1000000000\"", 1'000'000'000'000},
                                                                                 {"0", {}},
                                                                                 {"-1", {}},
                                                                                 {"1.5", {}},
                                                                                 {"\"0\"", {}},
                                                                                 {"\"1.2345\"", {}},
                                                                                 {"\".5\"", {}},
                                                                                 {"\"1.\"", {}},
                                                                                 {"\"1e3\"", {}},
                                                                                 {"\"-1\"", {}},
                                                                                 {"\"1000000001\"", {}},
                                                                                 {"\"99999999999999999999\"", {}}};
    for (const auto& [text, expected] : cases) {
        Reading body(R"({"quantity":)" + text + "}");
        EXPECT_EQ(body.reader.quantity("quantity"), expected) << text;
        EXPECT_EQ(body.errors.empty(), expected.has_value()) << text;
    }
}

TEST(RequestBody, CountsCharactersNotBytes) {
    Reading body(R"({"name":"ẹ̀kọ́₦"})");
    EXPECT_TRUE(body.reader.text("name", {1, 6}, Presence::required).has_value());
    EXPECT_EQ(count_characters("₦₦"), 2U);
}

TEST(RequestBody, TellsClearingFromLeavingAlone) {
    Reading body(R"({"address":null,"tax_id":"1"})");
    EXPECT_TRUE(body.reader.text_change("address", {1, 10}).given);
    EXPECT_EQ(body.reader.text_change("address", {1, 10}).value, std::nullopt);
    EXPECT_EQ(body.reader.text_change("tax_id", {1, 10}).value, "1");
    EXPECT_FALSE(body.reader.text_change("phone", {1, 10}).given);
}

TEST(RequestBody, GivesEveryMalformedBodyItsCode) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "not_json"},
        {"{", "not_json"},
        {"{} {}", "not_json"},
        {R"({"a":1,"a":2})", "duplicate_key"},
        {R"({"a":"\u0000"})", "nul_character"},
        {"{\"a\":\"\xff\"}", "bad_utf8"},
        {R"({"a":"\ud800"})", "lone_surrogate"},
        {R"({"a":)" + std::string(40, '[') + std::string(40, ']') + "}", "too_deep"}};
    for (const auto& [body, code] : cases) {
        const auto parsed = parse_body(request_with(body));
        ASSERT_FALSE(parsed) << body;
        EXPECT_EQ(parsed.error().status, 400) << body;
        EXPECT_EQ(parsed.error().code, code) << body;
    }
}

TEST(RequestBody, RefusesOtherMediaTypesAndOtherValuesThanObjects) {
    EXPECT_EQ(parse_body(request_with("{}", "text/plain")).error().status, 415);
    EXPECT_EQ(parse_body(request_with("{}", "")).error().status, 415);
    EXPECT_TRUE(parse_body(request_with("{}", "Application/JSON; charset=utf-8")));
    for (const char* body : {"[]", "1", "null", "\"{}\""})
        EXPECT_EQ(parse_body(request_with(body)).error().code, "invalid_fields") << body;
}

TEST(RequestBody, MayBeLeftOutWhereAllIsOptional) {
    EXPECT_TRUE(parse_optional_body(Request{}).value().empty());
    EXPECT_TRUE(refuse_body(request_with("{}")).has_value());
    EXPECT_FALSE(refuse_body(Request{}).has_value());
}

}  // namespace
}  // namespace suoledger::http
