// SPDX-License-Identifier: Apache-2.0
// Rows of a COPY in binary format, and bytes that are none.
#include "eventstore/postgres/copied_rows.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "eventstore/event_store.hpp"

using namespace suoledger::eventstore;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

const std::string header = "PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0"s;
const std::string two_fields = "\0\2\0\0\0\3abc\0\0\0\0"s;

std::vector<std::string_view> fields_of(CopiedRows& rows, std::string_view message) {
    const auto fields = rows.next(message);
    return {fields.begin(), fields.end()};
}

TEST(CopiedRows, AreTakenApartWhetherTheHeaderComesAloneOrWithTheFirst) {
    const std::vector expected{"abc"sv, ""sv};
    CopiedRows together;
    EXPECT_EQ(fields_of(together, header + two_fields), expected);
    EXPECT_EQ(fields_of(together, two_fields), expected);
    EXPECT_TRUE(fields_of(together, "\xff\xff").empty()) << "the end";
    CopiedRows alone;
    EXPECT_TRUE(fields_of(alone, header).empty());
    EXPECT_EQ(fields_of(alone, two_fields), expected);
    CopiedRows none;
    EXPECT_TRUE(fields_of(none, header + "\xff\xff").empty());
}

TEST(CopiedRows, ComeBehindAnExtensionOfTheHeader) {
    std::string extended = header;
    extended.back() = '\4';
    CopiedRows rows;
    EXPECT_EQ(rows.next(extended + "what" + two_fields).size(), 2U);
}

TEST(CopiedRows, AreRefusedInAnotherFormat) {
    for (const auto& message : {"PGCOPY\n\xff\r\r\0\0\0\0\0\0\0\0\0"s + two_fields, header + "\0\1\xff\xff\xff\xff"s,
                                header + two_fields + "\0"s, "abc\tdef\n"s}) {
        CopiedRows rows;
        EXPECT_THROW(static_cast<void>(rows.next(message)), StoreUnavailable) << testing::PrintToString(message);
    }
    for (std::size_t size = 0; size < header.size() + two_fields.size(); ++size) {
        if (size == header.size()) continue;
        CopiedRows rows;
        EXPECT_THROW(static_cast<void>(rows.next((header + two_fields).substr(0, size))), StoreUnavailable) << size;
    }
}

}  // namespace
