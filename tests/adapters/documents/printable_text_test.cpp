// SPDX-License-Identifier: Apache-2.0
#include "adapters/pdf/printable_text.hpp"

#include <gtest/gtest.h>

namespace suoledger::adapters {
namespace {

TEST(PrintableText, KeepsWhatTheFontsHave) {
    for (const char* text : {"Aṣọ òkè ₦5,000", "Ɗan ƙasa, ƴanci", "Ụmụ, ṅ, ọ̀ṣọ́", "Łódź – “Škoda” … €", "two\nlines"}) {
        EXPECT_EQ(printable(text), text);
    }
}

TEST(PrintableText, ComposesLettersAndMarks) {
    EXPECT_EQ(printable("o\u0323\u0301"), "ọ\u0301");
    EXPECT_EQ(printable("e\u0301"), "é");
}

TEST(PrintableText, DropsWhatNobodySees) {
    EXPECT_EQ(printable("a\u202Eb\u200Bc\x01\x7f\r\u2066d"), "abcd");
    EXPECT_EQ(printable(std::string_view("nul\0l", 5)), "null");
    EXPECT_EQ(printable("tab\there\u00A0and"), "tab here and");
}

TEST(PrintableText, ShowsABoxForWhatTheFontsLack) {
    EXPECT_EQ(printable("中文 😀"), "□□ □");
    EXPECT_EQ(printable("\xff\xfe!"), "□□!");
    EXPECT_EQ(printable("\xc3("), "□(");
    EXPECT_EQ(printable("\xed\xa0\x80"), "□□□");  // half of a surrogate pair
}

TEST(PrintableText, StacksNoMoreThanTwoMarks) {
    std::string text = "o";
    for (int i = 0; i < 500; ++i) text += "\u0304";
    EXPECT_EQ(printable(text), "ō\u0304\u0304");  // the first is part of the letter
    EXPECT_EQ(printable("\u0301\u0301alone"), "alone");
}

TEST(PrintableText, EndsLongTextWithAnEllipsis) {
    const auto shown = printable(std::string(10'000, 'a'));
    EXPECT_EQ(shown.size(), 4'096 + std::string_view("…").size());
    EXPECT_TRUE(shown.ends_with("a…"));
}

TEST(WidthOf, CountsEveryCharacterOnce) {
    EXPECT_DOUBLE_EQ(width_of("₦₦", Face::bold, 10), 2 * width_of("₦", Face::bold, 10));
    EXPECT_DOUBLE_EQ(width_of("0", Face::regular, 10), width_of("9", Face::regular, 10));  // figures stand in columns
    EXPECT_GT(width_of("W", Face::regular, 10), width_of("i", Face::regular, 10));
    EXPECT_EQ(width_of("\u0301", Face::regular, 10), 0);
}

TEST(Wrapping, BreaksAtSpacesAndNeverBeyondTheWidth) {
    const std::string text = "the quick brown fox jumps over the lazy dog and Donaudampfschifffahrtselektrizitätswerk";
    const auto lines = wrap(text, Face::regular, 9, 60, 50);
    std::string joined;
    for (const auto& line : lines) {
        EXPECT_LE(width_of(line, Face::regular, 9), 60) << line;
        joined += line;
    }
    EXPECT_TRUE(lines.front().starts_with("the quick"));
    EXPECT_GT(lines.size(), 5U);
    auto expected = text;
    std::erase(expected, ' ');
    std::erase(joined, ' ');
    EXPECT_EQ(joined, expected);
}

TEST(Wrapping, KeepsMarksOnTheirLetters) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "ọ\u0301";
    for (const auto& line : wrap(text, Face::regular, 9, 30, 50)) EXPECT_FALSE(line.starts_with("\u0301"));
}

TEST(Wrapping, KeepsLineEndsAndLeavesOutEmptyOnesAtBothEnds) {
    const std::vector<std::string> expected{"one", "", "two"};
    EXPECT_EQ(wrap("\n\n one \n\n two\n\n", Face::regular, 9, 100, 10), expected);
    EXPECT_TRUE(wrap(" \n \n", Face::regular, 9, 100, 10).empty());
}

TEST(Wrapping, EndsWithAnEllipsisWhenThereAreTooManyLines) {
    const auto lines = wrap("one\ntwo\nthree", Face::regular, 9, 100, 2);
    const std::vector<std::string> expected{"one", "two…"};
    EXPECT_EQ(lines, expected);
    EXPECT_EQ(wrap("one\ntwo\n \n", Face::regular, 9, 100, 2).back(), "two");
    EXPECT_EQ(wrap("one\n\n\ntwo", Face::regular, 9, 100, 2).back(), "one…");
}

TEST(Wrapping, GivesEveryLineALetterHoweverNarrowItIs) { EXPECT_EQ(wrap("WWW", Face::regular, 9, 1, 10).size(), 3U); }

}  // namespace
}  // namespace suoledger::adapters
