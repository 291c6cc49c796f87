// SPDX-License-Identifier: Apache-2.0
// A log line is one line, whatever is in it.
#include "adapters/telemetry/log.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace suoledger::tests {
namespace {

TEST(LogLine, IsOneJsonObjectWhateverTheValuesHold) {
    const std::string line = adapters::json_log_line("2026-11-24T10:00:00.000000Z", "info", "said \"so\"",
                                                     {{"path", "/v1/\n\"x\""}, {"status", "200"}});
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const boost::json::object parsed = boost::json::parse(line).as_object();
    EXPECT_EQ(parsed.at("msg").as_string(), "said \"so\"");
    EXPECT_EQ(parsed.at("path").as_string(), "/v1/\n\"x\"");
    EXPECT_EQ(parsed.at("level").as_string(), "info");
}

TEST(LogLine, QuotesWhatWouldLookLikeAnotherField) {
    EXPECT_EQ(adapters::text_log_line("2026-11-24T10:00:00.123456Z", "warning", "slow", {{"a", "x y=z"}, {"b", "1"}}),
              "10:00:00.123 warning slow a=\"x y=z\" b=1");
}

}  // namespace
}  // namespace suoledger::tests
