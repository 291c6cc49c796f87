// SPDX-License-Identifier: Apache-2.0
// A node that only reads: which routes it leaves to the primary, and how it says so.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "http/read_only_node.hpp"

namespace suoledger::http::test {
namespace {

TEST(ReadOnlyNode, LeavesEveryCommandAndWhatIsRecordedToThePrimary) {
    for (const Route& route : routes()) {
        const bool is_rebuild = route.pattern == "/v1/projections/{name}/rebuild";
        if (route.method == Method::get && route.effect != Effect::record) continue;
        EXPECT_EQ(needs_primary(route), !is_rebuild) << route.pattern;
    }
}

TEST(ReadOnlyNode, AnswersAllOtherReadsButThoseOfTablesTreesAndPayers) {
    std::set<std::string_view> left;
    for (const Route& route : routes())
        if (route.method == Method::get && route.effect != Effect::record && needs_primary(route))
            left.insert(route.pattern);
    EXPECT_EQ(left, (std::set<std::string_view>{
                        "/checkpoint", "/pay/{token}", "/pay/{token}/return", "/tile/entries/{+path}", "/tile/{+path}",
                        "/v1/audit/access_log", "/v1/audit/checkpoint", "/v1/audit/proofs/consistency",
                        "/v1/audit/proofs/inclusion", "/v1/audit/public_key", "/v1/audit/tenant_head",
                        "/v1/dead_letters", "/v1/invoices/{id}/proof", "/v1/public/invoices/{token}",
                        "/v1/reconciliation/differences", "/verify/{token}/proof"}));
}

TEST(ReadOnlyNode, NamesThePrimary) {
    const Problem problem = read_only_node("https://ledger.example");
    EXPECT_EQ(problem.status, 503);
    EXPECT_EQ(problem.code, "read_only_node");
    EXPECT_NE(problem.detail.find("https://ledger.example"), std::string::npos);
}

TEST(ReadOnlyNode, LeavesExportsOpenedEventsAndWhatHandlersLeaveToThePrimary) {
    EventStream lines, live;
    lines.form = EventForm::lines;
    live.form = EventForm::server_sent;
    EXPECT_TRUE(is_left(Handled{lines}));
    EXPECT_TRUE(is_left(Handled{RecordedRead{}}));
    EXPECT_TRUE(is_left(Handled{LeftToPrimary{}}));
    EXPECT_FALSE(is_left(Handled{live}));
    EXPECT_FALSE(is_left(Handled{Response{}}));
}

}  // namespace
}  // namespace suoledger::http::test
