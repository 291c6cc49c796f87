// SPDX-License-Identifier: Apache-2.0
// What is refused as JSON, and which numbers stay distinguishable.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>

#include "eventstore/strict_json.hpp"

using namespace suoledger::eventstore;

namespace {

std::string outcome_of(std::string_view text) {
    const auto parsed = parse_strictly(text);
    return parsed ? "parsed" : std::string(to_string(parsed.error().code));
}

boost::json::value parsed(std::string_view text) { return parse_strictly(text).value(); }

TEST(StrictJson, ReadsWhatIsJson) {
    EXPECT_EQ(parsed(R"( {"a":[1,-2,"₦\u20a6\ud83d\ude00\n",true,null,{}],"b":{"a":1}} )"),
              boost::json::parse(R"({"a":[1,-2,"₦₦😀\n",true,null,{}],"b":{"a":1}})"));
    EXPECT_EQ(parsed("9223372036854775807"), INT64_MAX);
    EXPECT_EQ(parsed("-9223372036854775808"), INT64_MIN);
}

TEST(StrictJson, KeepsLongAndEscapedKeysAndTextsWhole) {
    const std::string longest(100'000, 'k');
    const auto tree = parsed("{\"" + longest + "\\n\":\"" + longest + "\\t\"}");
    EXPECT_EQ(tree.at(longest + "\n").as_string(), longest + "\t");
}

TEST(StrictJson, RefusesWhatIsNotJson) {
    for (const std::string_view text :
         {"", " ", "{", "[1,]", "{\"a\":1,}", "nul", "01", "+1", ".5", "1.", "'a'", "{} {}", "\"a\nb\"", "// c\n1",
          "NaN", "\xef\xbb\xbf{}", "\"\\x\"", "{\"a\" 1}"}) {
        EXPECT_EQ(outcome_of(text), "not_json") << text;
    }
    EXPECT_EQ(outcome_of(std::string_view("1\0", 2)), "not_json");
    EXPECT_EQ(outcome_of(std::string_view("\"\0\"", 3)), "not_json");
}

TEST(StrictJson, RefusesAMemberGivenTwice) {
    for (const std::string_view text :
         {R"({"a":1,"a":1})", R"([{"b":{"a":1,"c":2,"a":3}}])", R"({"a":1,"\u0061":2})", R"({"":1,"":2})"}) {
        EXPECT_EQ(outcome_of(text), "duplicate_key") << text;
    }
    EXPECT_EQ(outcome_of(R"({"a":{"a":1},"b":{"a":1}})"), "parsed");
}

/// Members "k0" to the one before `count`, each an object with the member "k0", and one more.
std::string object_of(int count, const std::string& last) {
    std::string text = "{";
    for (int i = 0; i < count; ++i) text += "\"k" + std::to_string(i) + R"(":{"k0":1},)";
    return text + '"' + last + "\":1}";
}

TEST(StrictJson, RefusesAMemberGivenTwiceHoweverManyThereAre) {
    for (const int count : {1, 2, 15, 16, 17, 33, 300}) {
        EXPECT_EQ(outcome_of(object_of(count, "k" + std::to_string(count))), "parsed") << count;
        EXPECT_EQ(parsed(object_of(count, "last")).as_object().size(), static_cast<std::size_t>(count) + 1);
        for (const int again : {0, count / 2, count - 1})
            EXPECT_EQ(outcome_of(object_of(count, "k" + std::to_string(again))), "duplicate_key") << count;
    }
}

TEST(StrictJson, PutsTheTreeWhereItIsTold) {
    auto memory = boost::json::make_shared_resource<boost::json::monotonic_resource>();
    const auto tree = parse_strictly(R"({"a":["text that is longer than what fits into a value"]})", {}, memory);
    ASSERT_TRUE(tree.has_value());
    EXPECT_EQ(tree->storage(), memory);
    EXPECT_EQ(tree->at("a").at(0).storage(), memory);
}

TEST(StrictJson, RefusesNulInTextsAndKeys) {
    for (const std::string_view text : {R"("\u0000")", R"({"a\u0000":1})", R"(["abc\u0000def"])"}) {
        EXPECT_EQ(outcome_of(text), "nul_character") << text;
    }
    EXPECT_EQ(outcome_of(R"("\\u0000")"), "parsed");
}

TEST(StrictJson, RefusesBadUtf8AndSaysWhere) {
    for (const std::string_view text :
         {"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf5\x80\x80\x80\"", "\"\xe2\x82\"", "\x80"}) {
        EXPECT_EQ(outcome_of(text), "bad_utf8");
    }
    EXPECT_EQ(parse_strictly("[1,\"\xff\"]").error().offset, 4U);
    for (std::size_t before = 0; before < 40; ++before) {  // beside pieces that are looked at as a whole
        const std::string text = '"' + std::string(before, 'a') + "\xe2\x82\xa6\xff" + std::string(20, 'a') + '"';
        EXPECT_EQ(parse_strictly(text).error().offset, before + 4) << before;
    }
}

TEST(StrictJson, RefusesHalfASurrogatePair) {
    for (const std::string_view text : {R"("\ud800")", R"("\udc00")", R"("\ud800x")", R"("\ud800\n")",
                                        R"("\ud800\u0041")", R"("\ud800\ud800")", R"({"\udfff":1})"}) {
        EXPECT_EQ(outcome_of(text), "lone_surrogate") << text;
    }
}

TEST(StrictJson, DoesNotTakeOtherErrorsForHalfAPair) {
    for (const std::string_view text : {R"("\ud83d\ude00\x")", R"("\\ud800\x")", R"("\ud8")", R"([1 "\ud800"])"}) {
        EXPECT_EQ(outcome_of(text), "not_json") << text;
    }
}

TEST(StrictJson, RefusesWhatNestsTooDeep) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_EQ(outcome_of(nested(32)), "parsed");
    EXPECT_EQ(outcome_of(nested(33)), "too_deep");
    EXPECT_EQ(outcome_of(std::string(1'000'000, '[')), "too_deep");
    EXPECT_FALSE(parse_strictly(nested(3), {2}));
}

TEST(StrictJson, KeepsNumbersThatAreNoInt64AsDoubles) {
    for (const std::string_view text :
         {"1.0", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "1e400", "-1e400", "1e2",
          "1e99999999999", "1E+2147483648", "1e-99999999999", "0.5"}) {
        EXPECT_EQ(outcome_of(text), "parsed") << text;
        EXPECT_TRUE(parsed(text).is_double()) << text;
    }
}

TEST(StrictJson, LeavesTextsAloneBesideHugeExponents) {
    const auto tree = parsed(R"({"1e99999999999":"\"1e99999999999","b":1e99999999999,"c":1.5e-3})");
    EXPECT_EQ(tree.at("1e99999999999"), "\"1e99999999999");
    EXPECT_TRUE(std::isinf(tree.at("b").as_double()));
    EXPECT_DOUBLE_EQ(tree.at("c").as_double(), 0.0015);
}

}  // namespace
