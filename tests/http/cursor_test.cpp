// SPDX-License-Identifier: Apache-2.0
// Cursors and pay tokens: whatever was changed in them or around them is found.
#include "http/cursor.hpp"

#include <gtest/gtest.h>

#include "http/pay_link.hpp"
#include "http/query.hpp"

namespace suoledger::http {
namespace {

const eventstore::SecretKey key{1, 2, 3};

CursorScope scope() { return {domain::Uuid{{1}}, 1, "/v1/invoices newest", {{"status", "open"}, {"currency", "NGN"}}}; }

TEST(Cursor, CarriesItsPosition) {
    for (const std::int64_t before : {std::int64_t{1}, std::int64_t{300}, std::numeric_limits<std::int64_t>::max()})
        EXPECT_EQ(read_cursor(key, scope(), make_cursor(key, scope(), before)), before);
}

TEST(Cursor, DoesNotCareForTheOrderOfFilters) {
    auto other = scope();
    std::swap(other.filter[0], other.filter[1]);
    EXPECT_EQ(read_cursor(key, other, make_cursor(key, scope(), 7)), 7);
}

TEST(Cursor, IsRefusedForAnotherListFilterBusinessOrEpoch) {
    const std::string cursor = make_cursor(key, scope(), 7);
    std::vector<CursorScope> others(5, scope());
    others[0].tenant = domain::Uuid{{2}};
    others[1].epoch = 2;
    others[2].list = "/v1/payments newest";
    others[3].filter[0].second = "paid";
    others[4].filter.clear();
    for (const auto& other : others) EXPECT_EQ(read_cursor(key, other, cursor).error(), CursorError::mismatch);
    EXPECT_EQ(cursor_problem(CursorError::mismatch).code, "cursor_mismatch");
}

TEST(Cursor, IsRefusedWhenAnyCharacterWasChanged) {
    const std::string cursor = make_cursor(key, scope(), 7);
    for (std::size_t i = 0; i < cursor.size(); ++i) {
        std::string changed = cursor;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(read_cursor(key, scope(), changed)) << i;
    }
    for (const char* text : {"", "AAAA", "not base64!"})
        EXPECT_EQ(read_cursor(key, scope(), text).error(), CursorError::invalid) << text;
    EXPECT_EQ(read_cursor(eventstore::SecretKey{9}, scope(), cursor).error(), CursorError::invalid);
}

TEST(PayLink, ComesBackAndIsRefusedWhenChanged) {
    const PayLink link{domain::Uuid{{1, 2, 3}}, 258};
    const std::string token = pay_token(key, link);
    EXPECT_EQ(token.size(), 46U);  // 34 bytes
    EXPECT_EQ(read_pay_token(key, token), link);
    EXPECT_EQ(pay_url("https://pay.example", key, link), "https://pay.example/pay/" + token);
    EXPECT_NE(token, pay_token(key, {link.invoice, 259}));
    EXPECT_FALSE(read_pay_token(eventstore::SecretKey{9}, token));
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(read_pay_token(key, changed)) << i;
    }
}

TEST(PayLink, HasTheBytesThatWereAgreed) {
    // Recomputed with Python's hmac: base64url(id ‖ 0000 ‖ HMAC-SHA-256(32 × 0x2a, id ‖ 0000)[:16]).
    eventstore::SecretKey frozen;
    frozen.fill(0x2a);
    const auto id = domain::parse_uuid("0190a3b4-0000-7000-8000-0000000000a1").value();
    EXPECT_EQ(pay_token(frozen, {id, 0}), "AZCjtAAAcACAAAAAAAAAoQAAMPkIyyauZHd1NNUJkc6AGg");
}

TEST(QueryReader, RefusesWhatIsUnknownRepeatedOrWrong) {
    const auto problem_of_query = [](std::vector<std::pair<std::string, std::string>> query) {
        Request request;
        request.query = std::move(query);
        QueryReader reader(request);
        reader.limit();
        reader.boolean("overdue");
        return reader.problem();
    };
    EXPECT_FALSE(problem_of_query({{"limit", "200"}, {"overdue", "true"}, {"min_position", "4"}}));
    EXPECT_EQ(problem_of_query({{"dry_run", "true"}})->code, "unknown_parameter");
    EXPECT_NE(problem_of_query({{"dry_run", "true"}})->detail.find("dry_run"), std::string::npos);
    for (const char* limit : {"0", "201", "", "1.0", "+1", " 1", "x"})
        EXPECT_EQ(problem_of_query({{"limit", limit}})->code, "invalid_parameter") << limit;
    EXPECT_EQ(problem_of_query({{"limit", "1"}, {"limit", "1"}})->code, "invalid_parameter");
    EXPECT_EQ(problem_of_query({{"overdue", "TRUE"}})->code, "invalid_parameter");
}

}  // namespace
}  // namespace suoledger::http
