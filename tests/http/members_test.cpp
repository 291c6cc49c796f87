// SPDX-License-Identifier: Apache-2.0
// Members over HTTP: one login each, no scope that the key lacks, a login that is free again.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

using Pointers = std::set<std::string>;

class Members : public ::testing::Test {
protected:
    Answer add(const std::string& login, const std::string& scopes = R"(["read"])") {
        return service_.post("/v1/members",
                             R"({"name":"Ngozi Bello","login":")" + login + R"(","scopes":)" + scopes + "}");
    }
    SmallService service_;
};

TEST_F(Members, AreListedWithTheirLoginInOneSpelling) {
    const Answer by_email = add("Ngozi@Example.COM", R"(["read","write"])");
    ASSERT_EQ(by_email.status, 201) << by_email.code;
    EXPECT_EQ(by_email.text("login"), "ngozi@example.com");
    const Answer by_phone = add("0801 234 5678");
    ASSERT_EQ(by_phone.status, 201) << by_phone.code;
    EXPECT_EQ(by_phone.text("login"), "+2348012345678");
    const auto listed = service_.get("/v1/members").json().at("data").as_array();
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0], by_phone.json());
    EXPECT_EQ(listed[1], by_email.json());
}

TEST_F(Members, HaveALoginThatNobodyElseHas) {
    const std::string first = add("ngozi@example.com").text("id");
    EXPECT_EQ(add("NGOZI@example.com").code, "member_login_taken");
    const Answer removed = service_.del("/v1/members/" + first);
    ASSERT_EQ(removed.status, 200) << removed.code;
    EXPECT_FALSE(removed.text("removed_at").empty());
    EXPECT_EQ(service_.get("/v1/members").body, R"({"data":[],"next_cursor":null})");
    EXPECT_EQ(service_.del("/v1/members/" + first).code, "member_not_found");
    EXPECT_EQ(add("ngozi@example.com").status, 201) << "free again";
}

TEST_F(Members, AreNotThoseOfAnotherBusinessOrACustomer) {
    EXPECT_EQ(service_.del("/v1/members/mem_01kb2q4v5ve1tbq0n6w6m3kz77").code, "member_not_found");
    EXPECT_EQ(service_.del("/v1/members/x").code, "member_not_found");
    EXPECT_EQ(service_.post("/v1/customers", R"({"name":"Ngozi","email":"ngozi@example.com"})").status, 201);
    EXPECT_EQ(add("ngozi@example.com").status, 201) << "a customer's contact is no login";
}

TEST_F(Members, NeverGetAScopeThatTheKeyLacks) {
    service_.principal.scopes = {};
    service_.principal.scopes.add(domain::Scope::manage);
    EXPECT_EQ(add("ngozi@example.com", R"(["read"])").code, "scope_not_held");
    EXPECT_EQ(add("ngozi@example.com", R"(["manage"])").status, 201);
}

TEST_F(Members, NameEveryWrongField) {
    EXPECT_EQ(service_.post("/v1/members", R"({"name":"","login":"ngozi","scopes":["operate"],"age":7})").pointers(),
              (Pointers{"/name", "/login", "/scopes/0", "/age"}));
    EXPECT_EQ(service_.post("/v1/members", "{}").pointers(), (Pointers{"/name", "/login", "/scopes"}));
    EXPECT_EQ(add("ngozi@", "[]").pointers(), (Pointers{"/login", "/scopes"}));
}

}  // namespace
}  // namespace suoledger::http::test
