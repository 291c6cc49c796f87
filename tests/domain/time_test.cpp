// SPDX-License-Identifier: Apache-2.0
// Dates, instants and the business' zone.
#include <gtest/gtest.h>

#include "domain/time.hpp"

using namespace suoledger::domain;

namespace {

TEST(Time, ReadsAndPrintsDates) {
    EXPECT_EQ(parse_date("1970-01-01"), Date{0});
    EXPECT_EQ(parse_date("2000-02-29"), Date{11016});
    EXPECT_EQ(parse_date("9999-12-31"), Date{2932896});
    for (const std::string_view text : {"1970-01-01", "2024-02-29", "2026-11-23", "9999-12-31"})
        EXPECT_EQ(to_string(parse_date(text).value()), text);
}

TEST(Time, RefusesWhatIsNoCalendarDay) {
    for (const std::string_view text :
         {"", "2026-1-1", "2026-13-01", "2026-00-10", "2026-02-29", "2026-04-31", "2026-11-00", "1969-12-31",
          "2026/11/23", "2026-11-23 ", "+026-11-23", "20261-1-23"})
        EXPECT_FALSE(parse_date(text)) << text;
}

TEST(Time, ReadsInstantsWithOffsetsAndFractions) {
    EXPECT_EQ(parse_timestamp("2026-11-23T08:00:00Z"), Timestamp{1'795'420'800'000'000});
    EXPECT_EQ(parse_timestamp("2026-11-23T09:00:00+01:00"), parse_timestamp("2026-11-23T08:00:00Z"));
    EXPECT_EQ(parse_timestamp("2026-11-22T23:30:00-08:30"), parse_timestamp("2026-11-23T08:00:00.000000Z"));
    EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00.5Z"), Timestamp{500'000});
    EXPECT_EQ(parse_timestamp("1970-01-01t00:00:00.000001z"), Timestamp{1});
}

TEST(Time, RefusesWhatIsNoInstant) {
    for (const std::string_view text :
         {"", "2026-11-23", "2026-11-23T08:00:00", "2026-11-23 08:00:00Z", "2026-11-23T24:00:00Z",
          "2026-11-23T08:60:00Z", "2026-11-23T08:00:60Z", "2026-11-23T08:00:00.Z", "2026-11-23T08:00:00.1234567Z",
          "2026-11-23T08:00:00+1:00", "2026-11-23T08:00:00+24:00", "2026-11-23T08:00:00+01:60", "2026-11-23T08:00:00Z ",
          "2026-11-23T08:00Z", "1970-01-01T00:30:00+01:00", "9999-12-31T23:30:00-01:00", "2026-02-30T08:00:00Z"})
        EXPECT_FALSE(parse_timestamp(text)) << text;
}

TEST(Time, PrintsInstantsWithSixDecimals) {
    EXPECT_EQ(to_string(Timestamp{1'795'420'800'000'000}), "2026-11-23T08:00:00.000000Z");
    EXPECT_EQ(to_string(Timestamp{61'000'007}), "1970-01-01T00:01:01.000007Z");
    EXPECT_EQ(to_string(Timestamp{-1}), "1969-12-31T23:59:59.999999Z");
}

TEST(Time, ADayBeginsAtMidnightInTheZone) {
    const Zone lagos = find_zone("Africa/Lagos").value();
    const Date day = parse_date("2026-11-23").value();
    EXPECT_EQ(to_string(start_of(lagos, day)), "2026-11-22T23:00:00.000000Z");
    EXPECT_EQ(date_in(lagos, start_of(lagos, day)), day);
    EXPECT_EQ(date_in(lagos, Timestamp{start_of(lagos, day).microseconds - 1}), Date{day.days - 1});
    EXPECT_EQ(date_in(find_zone("UTC").value(), start_of(lagos, day)), Date{day.days - 1});
    EXPECT_EQ(date_in(find_zone("UTC").value(), Timestamp{-1}), Date{-1});
}

TEST(Time, KnowsOnlyZonesWithoutDaylightSaving) { EXPECT_FALSE(find_zone("Europe/London")); }

}  // namespace
