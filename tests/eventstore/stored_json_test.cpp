// SPDX-License-Identifier: Apache-2.0
// Stored payloads as they are parsed: whatever else the thread reads meanwhile, however large they are.
#include "eventstore/stored_json.hpp"

#include <string>

#include <gtest/gtest.h>

#include "eventstore/codec.hpp"

using namespace suoledger::eventstore;

namespace {

std::string text_in(const StoredJson& json, std::string_view name) {
    std::string_view text;
    EXPECT_EQ(json.object().at_key(name).get(text), simdjson::SUCCESS);
    return std::string(text);
}

std::string with_text(const std::string& text) { return R"({"text":")" + text + R"("})"; }

TEST(StoredJson, StaysWhileOthersAreRead) {
    const StoredJson first(with_text("first"));
    for (const std::string text : {"second", "third"}) {
        const StoredJson another(with_text(text));
        EXPECT_EQ(text_in(another, "text"), text);
        EXPECT_EQ(text_in(first, "text"), "first");
    }
    EXPECT_EQ(text_in(first, "text"), "first");
}

TEST(StoredJson, IsReadWhateverItsSize) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1} << 10, std::size_t{1} << 16, std::size_t{1} << 20}) {
        const std::string text(size, 'x');
        EXPECT_EQ(text_in(StoredJson(with_text(text)), "text"), text);
        EXPECT_EQ(text_in(StoredJson(with_text("small")), "text"), "small");
    }
}

TEST(StoredJson, IsRefusedUnlessItIsOneObject) {
    for (const char* text : {"", " ", "{", "[]", "1", "\"text\"", "{}{}", "{\"a\":1,}", "{\"a\":\"\xff\"}"}) {
        EXPECT_THROW(StoredJson{text}, CodecFault) << text;
        EXPECT_EQ(text_in(StoredJson(with_text("behind it")), "text"), "behind it");
    }
}

TEST(StoredJson, HoldsTextsWithoutEscapes) {
    EXPECT_EQ(text_in(StoredJson(R"({"a\u0062":"\u20a6 \"1\"\n\ud83d\ude00"})"), "ab"), "\u20a6 \"1\"\n\U0001F600");
}

}  // namespace
