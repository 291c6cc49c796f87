// SPDX-License-Identifier: Apache-2.0
// How far a rebuild is, in words.
#include <gtest/gtest.h>

#include "adapters/cli/rebuild_progress.hpp"
#include "http/representations.hpp"

namespace suoledger::tests {
namespace {

using std::chrono::seconds;

std::string text_of(std::optional<projections::RebuildProgress> rebuild) {
    projections::ProjectionStatus status;
    status.name = "invoices";
    status.rebuild = rebuild;
    return adapters::rebuild_progress_text(http::projection_json(status));
}

TEST(RebuildProgress, IsAShareAndATime) {
    EXPECT_EQ(text_of(std::nullopt), "");
    EXPECT_EQ(text_of({{0, 1000, seconds(0), std::nullopt}}), "0 %");
    EXPECT_EQ(text_of({{437, 1000, seconds(9), seconds(12)}}), "43 %, 12 s left");
    EXPECT_EQ(text_of({{999, 1000, seconds(9), seconds(601)}}), "99 %, 11 min left");
    EXPECT_EQ(text_of({{1, 1000, seconds(9), seconds(7201)}}), "0 %, 3 h left");
    EXPECT_EQ(text_of({{0, 0, seconds(0), seconds(0)}}), "100 %, 0 s left") << "an empty log";
}

}  // namespace
}  // namespace suoledger::tests
