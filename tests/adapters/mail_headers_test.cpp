// SPDX-License-Identifier: Apache-2.0
// Whatever people are called, a header stays the header that it is.
#include "adapters/mail/mail_headers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/seed.hpp"

namespace suoledger::tests {
namespace {

using namespace adapters;

/// As a strict reader unfolds it (RFC 5322 §2.2.3): a line break is a fold only in front of a blank.
std::vector<std::string> headers_in(const std::string& block) {
    std::vector<std::string> headers{""};
    for (std::size_t i = 0; i < block.size(); ++i) {
        const bool is_break = block[i] == '\r' || block[i] == '\n';
        if (!is_break) {
            headers.back() += block[i];
        } else if (block.compare(i, 3, "\r\n ") == 0) {
            ++i;
        } else {
            headers.emplace_back();
        }
    }
    return headers;
}

bool is_printable(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

void expect_one_header(const std::string& value) {
    const auto headers = headers_in("Subject: " + value);
    ASSERT_EQ(headers.size(), 1U) << testing::PrintToString(value);
    EXPECT_TRUE(is_printable(headers.front())) << testing::PrintToString(value);
    for (std::size_t begin = 0; begin <= value.size();) {
        const std::size_t end = std::min(value.find("\r\n", begin), value.size());
        EXPECT_LE(end - begin, 78U) << testing::PrintToString(value);
        begin = end + 2;
    }
}

TEST(MailHeaders, LeavesPlainTextAsItIs) {
    EXPECT_EQ(header_text("Invoice INV-000001 from Ada Stores"), "Invoice INV-000001 from Ada Stores");
    EXPECT_EQ(header_text(""), "");
    EXPECT_EQ(mailbox("Ada Stores", "bills@example.com"), "Ada Stores\r\n <bills@example.com>");
    EXPECT_EQ(mailbox("", "bills@example.com"), "<bills@example.com>");
}

TEST(MailHeaders, EncodesWhatIsMore) {
    EXPECT_EQ(header_text("Bọla"), "=?UTF-8?B?QuG7jWxh?=");
    EXPECT_EQ(mailbox("Bọla, \"the\" <x@y.z>", "bola@example.com").find("<x@y.z>"), std::string::npos);
    EXPECT_EQ(header_text("=?UTF-8?B?QQ==?="), "=?UTF-8?B?PT9VVEYtOD9CP1FRPT0/PQ==?=")
        << "nobody writes encoded words but us";
}

TEST(MailHeaders, NeverLetsATextEndItsLine) {
    for (const std::string text : {"Ada\r\nBcc: a@b.example", "Ada\nBcc: a@b.example", "Ada\rBcc: a@b.example",
                                   "\r\n\r\nbody", "Ada\r\n Bcc: a@b.example", "a\x0b\x0c\x1b\x7f"})
        for (const std::string& value : {header_text(text), mailbox(text, "a@example.com")}) expect_one_header(value);
    EXPECT_EQ(header_text("Ada\r\nBcc: x"), "Ada  Bcc: x");
    expect_one_header(header_text(std::string("a\0b", 3)));
}

TEST(MailHeaders, KeepsCharactersWholeAndLinesShort) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "₦";
    const std::string value = header_text(text);
    expect_one_header(value);
    EXPECT_EQ(value.find("gg=="), std::string::npos);
    std::size_t words = 0;
    for (std::size_t at = value.find("=?UTF-8?B?"); at != std::string::npos; at = value.find("=?UTF-8?B?", at + 1)) {
        ++words;
        const std::size_t begin = at + 10;
        EXPECT_EQ((value.find("?=", begin) - begin) % 4, 0U);
        EXPECT_EQ(value.compare(begin, 4, "4oKm"), 0) << "each word begins with a whole character";
    }
    EXPECT_EQ(words, 7U);
}

TEST(MailHeaders, StandWhateverBytesComeIn) {
    std::mt19937_64 random(seed());
    for (int round = 0; round < 2000; ++round) {
        std::string text(random() % 200, ' ');
        for (char& c : text) c = static_cast<char>(random() % 4 == 0 ? "\r\n =?"[random() % 5] : random() % 256);
        expect_one_header(header_text(text));
        expect_one_header(mailbox(text, "a@example.com"));
    }
}

TEST(MailAddress, IsPlainOrNone) {
    for (const char* good : {"a@b", "bola.ade+bills@mail.example.com", "o'neil@example.com", "a_b@x-y.example"})
        EXPECT_TRUE(is_mail_address(good)) << good;
    for (const std::string bad : {"",
                                  "@",
                                  "a@",
                                  "@b",
                                  "a",
                                  "a b@example.com",
                                  "a@exa mple.com",
                                  "a@b>",
                                  "<a@b>",
                                  "a@b\r\nRCPT TO:<c@d>",
                                  "a@b\n",
                                  "a\"b@c",
                                  "\"a\"@b",
                                  "a@b@c",
                                  ".a@b",
                                  "a.@b",
                                  "a..b@c",
                                  "a@b..c",
                                  "a@-b",
                                  "a@b.",
                                  "a@[127.0.0.1]",
                                  "a@b SIZE=1",
                                  "bọla@example.com",
                                  "a@ọ.example"})
        EXPECT_FALSE(is_mail_address(bad)) << bad;
    EXPECT_FALSE(is_mail_address(std::string(65, 'a') + "@b.example"));
    EXPECT_FALSE(is_mail_address("a@" + std::string(253, 'b')));
    EXPECT_FALSE(is_mail_address(std::string_view("a\0@b", 4)));
}

TEST(MailDate, IsThatOfRfc5322) {
    EXPECT_EQ(mail_date({0}), "Thu, 01 Jan 1970 00:00:00 +0000");
    EXPECT_EQ(mail_date({1'790'000'000'999'999}), "Mon, 21 Sep 2026 14:13:20 +0000");
}

TEST(MessageId, IsThatOfItsEntryForEver) {
    const auto entry = domain::parse_uuid("0190a3b4-0000-7000-8000-000000000001").value();
    const std::string id = message_id_of(entry, "ledger.example.com");
    EXPECT_EQ(id, "obx_01j2hv8000e008000000000001@ledger.example.com");
    EXPECT_EQ(outbox_entry_of(id), entry);
    EXPECT_EQ(outbox_entry_of("<" + id + ">"), entry);
    for (const char* other : {"", "<>", "obx_01j2hv8000e008000000000001", "evt_01j2hv8000e008000000000001@x", "x@y"})
        EXPECT_FALSE(outbox_entry_of(other)) << other;
}

}  // namespace
}  // namespace suoledger::tests
