// SPDX-License-Identifier: Apache-2.0
// What a rebuild writes: little as long as there is room, then what gathered most; nothing is unwritten for long.
#include "projections/due_rows.hpp"

#include <gtest/gtest.h>

using namespace suoledger::projections;

namespace {

using enum ProjectionId;

RunnerLimits limits() {
    RunnerLimits limits;
    limits.rebuild_bytes = 100;
    limits.rebuild_unwritten_events = 1000;
    return limits;
}

TEST(DueRows, AreNoneWhileThereIsRoom) {
    EXPECT_EQ(due_to_be_written({{invoices, 60, 999}, {journal, 39, 999}}, limits(), 2), std::set<ProjectionId>{});
    EXPECT_EQ(due_to_be_written({}, limits(), 2), std::set<ProjectionId>{});
}

TEST(DueRows, AreThoseThatGatheredMostAsManyAsAreWrittenAtOnce) {
    const std::vector<GatheredRows> gathered{
        {businesses, 1, 10}, {invoices, 30, 10}, {figures, 60, 10}, {journal, 9, 10}};
    EXPECT_EQ(due_to_be_written(gathered, limits(), 1), std::set{figures});
    EXPECT_EQ(due_to_be_written(gathered, limits(), 2), (std::set{figures, invoices}));
    EXPECT_EQ(due_to_be_written(gathered, limits(), 8), (std::set{businesses, invoices, figures, journal}));
}

TEST(DueRows, AreThoseThatWereNotWrittenForLongHoweverSmall) {
    EXPECT_EQ(due_to_be_written({{businesses, 0, 1000}, {invoices, 50, 999}}, limits(), 2), std::set{businesses});
    EXPECT_EQ(due_to_be_written({{businesses, 0, 1000}, {invoices, 100, 1}}, limits(), 1),
              (std::set{businesses, invoices}));
}

}  // namespace
