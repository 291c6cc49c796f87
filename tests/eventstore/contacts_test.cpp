// SPDX-License-Identifier: Apache-2.0
// Spellings of phones and e-mail addresses that people really type.
#include <gtest/gtest.h>

#include "eventstore/contacts.hpp"

using namespace suoledger::eventstore;

namespace {

TEST(NormalisePhone, GivesNigerianMobilesOneSpelling) {
    for (const std::string_view text :
         {"08012345678", "0801 234 5678", "0801-234-5678", "(0801) 234 5678", "0801.234.5678", "+2348012345678",
          "+234 801 234 5678", "2348012345678", "8012345678", "002348012345678", "00 234 801 234 5678",
          "+234 0801 234 5678", "+234 (0) 801 234 5678", " 08012345678\n", "0801\u00a0234\u20115678",
          "\u202a+2348012345678\u202c"}) {
        EXPECT_EQ(normalise_phone(text), "+2348012345678") << text;
    }
    EXPECT_EQ(normalise_phone("0902018 0595"), "+2349020180595");
    EXPECT_EQ(normalise_phone("0701 234 5678"), "+2347012345678");
}

TEST(NormalisePhone, ReadsFixedLines) {
    EXPECT_EQ(normalise_phone("01 234 5678"), "+23412345678");
    EXPECT_EQ(normalise_phone("0201 234 5678"), "+2342012345678");
}

TEST(NormalisePhone, ReadsOtherCountriesWithPlusOrZeroZero) {
    EXPECT_EQ(normalise_phone("+44 20 7946 0958"), "+442079460958");
    EXPECT_EQ(normalise_phone("+44 (0)20 7946 0958"), "+442079460958");
    EXPECT_EQ(normalise_phone("+1 (212) 555-0100"), "+12125550100");
    EXPECT_EQ(normalise_phone("00233 24 123 4567"), "+233241234567");
    EXPECT_EQ(normalise_phone("+254 712 345678"), "+254712345678");
    EXPECT_EQ(normalise_phone("+27 82 123 4567"), "+27821234567");
    EXPECT_EQ(normalise_phone("+971 50 123 4567"), "+971501234567");
    EXPECT_EQ(normalise_phone("+86 138 0013 8000"), "+8613800138000");
}

TEST(NormalisePhone, RefusesWhatIsNoPhone) {
    for (const std::string_view text : {"",
                                        " ",
                                        "+",
                                        "0",
                                        "12345",
                                        "0801234567",
                                        "080123456789",
                                        "+234801234567",
                                        "+23480123456789",
                                        "+0801234567",
                                        "0801234567a",
                                        "++2348012345678",
                                        "+1234567",
                                        "+1234567890123456",
                                        "not a phone",
                                        "234",
                                        "2340801234567",
                                        "7946095",
                                        "0801+2345678",
                                        "\xff"}) {
        EXPECT_FALSE(normalise_phone(text)) << text << " → " << normalise_phone(text).value_or("");
    }
}

TEST(NormaliseEmail, TrimsLowersAndComposes) {
    EXPECT_EQ(normalise_email(" Ada.Obi+Shop@Example.COM\n"), "ada.obi+shop@example.com");
    EXPECT_EQ(normalise_email("JOSE\u0301@example.com"), "jos\u00e9@example.com");
    EXPECT_EQ(normalise_email("JOS\u00c9@example.com"), "jos\u00e9@example.com");
}

TEST(NormaliseEmail, RefusesWhatIsNoAddress) {
    for (const std::string& text :
         {std::string(), std::string("ada"), std::string("@example.com"), std::string("ada@"),
          std::string("ada@example"), std::string("a b@example.com"), std::string("ada@@example.com"),
          std::string("ada@example..com"), std::string(".ada@example.com"), std::string("ada.@example.com"),
          std::string("a..b@example.com"), std::string("ada@-example.com"), std::string("ada@example.com."),
          std::string("ada@exa mple.com"), std::string("<ada@example.com>"), std::string("ada\xff@example.com"),
          std::string("a\0b@example.com", 15), std::string(65, 'a') + "@example.com",
          "a@" + std::string(250, 'b') + ".com"}) {
        EXPECT_FALSE(normalise_email(text)) << text;
    }
}

}  // namespace
