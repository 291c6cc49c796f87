// SPDX-License-Identifier: Apache-2.0
// Requests of people and breaches over the handlers: every step, its clock, and whom a breach concerns.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "http/request_views.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;

constexpr std::int64_t hour_us = 3'600'000'000LL, day_us = 24 * hour_us;

class RequestsTest : public ::testing::Test {
protected:
    std::string made(const std::string& target, const std::string& body) {
        const Answer answer = service_.post(target, body);
        EXPECT_EQ(answer.status, 201) << target << " " << answer.code;
        return answer.text("id");
    }
    std::string customer(const std::string& name, const std::string& more = {}) {
        return made("/v1/customers", R"({"name":")" + name + "\"" + more + "}");
    }
    std::string request_of(const std::string& kind, const std::string& whose) {
        return made("/v1/requests", R"({"kind":")" + kind + R"(","channel":"email","customer":")" + whose + "\"}");
    }
    Answer step(const std::string& request, const std::string& verb, const std::string& body) {
        return service_.post("/v1/requests/" + request + "/" + verb, body);
    }
    json::value read(const std::string& request) { return service_.get("/v1/requests/" + request).json(); }

    SmallService service_;
};

TEST_F(RequestsTest, GoFromReceiptToEvidenceAndReplyWhatAReadShows) {
    const auto whose = customer("Ngozi Eze");
    const auto id = request_of("access", whose);
    for (const auto& [verb, body] : std::vector<std::pair<std::string, std::string>>{
             {"identify", R"({"method":"document"})"},
             {"decide", R"({"outcome":"granted","basis":"right_of_access"})"},
             {"complete", R"({"evidence_position":3})"}}) {
        const Answer answer = step(id, verb, body);
        ASSERT_EQ(answer.status, 200) << verb << " " << answer.code;
        EXPECT_EQ(answer.json(), read(id)) << verb;
    }
    const auto shown = read(id);
    EXPECT_EQ(shown.at("customer"), json::value(whose));
    EXPECT_EQ(shown.at("identified_by"), "document");
    EXPECT_EQ(shown.at("decision").at("outcome"), "granted");
    EXPECT_EQ(shown.at("evidence").at("position"), 3);
    for (const char* time : {"received_at", "identified_at", "decided_at", "completed_at"})
        EXPECT_TRUE(shown.at(time).is_string()) << time;
    EXPECT_EQ(step(id, "complete", "{}").code, "request_already_completed");
}

TEST_F(RequestsTest, AreNotGrantedBeforeItIsKnownWhoAsks) {
    const auto id = request_of("export", customer("Ngozi Eze"));
    EXPECT_EQ(step(id, "decide", R"({"outcome":"granted","basis":"x"})").code, "requester_not_identified");
    EXPECT_EQ(step(id, "complete", "{}").code, "request_not_decided");
    EXPECT_EQ(step(id, "assess", R"({"risk":"low","circumstances":"x"})").code, "request_does_not_match");
    EXPECT_EQ(step(id, "identify", R"({"method":"passport"})").pointers(), std::set<std::string>{"/method"});
}

TEST_F(RequestsTest, AreListedByKindCustomerAndWhetherTheyAreOpen) {
    const auto ada = customer("Ada Obi"), bola = customer("Bola Ade");
    const auto access = request_of("access", ada), erasure = request_of("erasure", bola);
    ASSERT_EQ(step(access, "decide", R"({"outcome":"refused","basis":"x","reason":"y"})").status, 200);
    ASSERT_EQ(step(access, "complete", "{}").status, 200);
    const auto ids = [&](const std::string& query) {
        std::vector<std::string> found;
        const auto page = service_.get("/v1/requests" + query).json();
        for (const auto& one : page.at("data").as_array()) found.emplace_back(one.at("id").as_string());
        return found;
    };
    using Ids = std::vector<std::string>;
    EXPECT_EQ(ids(""), (Ids{erasure, access}));
    EXPECT_EQ(ids("?open=true"), Ids{erasure});
    EXPECT_EQ(ids("?open=false"), Ids{access});
    EXPECT_EQ(ids("?kind=access"), Ids{access});
    EXPECT_EQ(ids("?customer=" + bola), Ids{erasure});
    EXPECT_EQ(ids("?limit=1"), Ids{erasure});
}

TEST(RequestClock, RunsFromReceiptToCompletion) {
    RequestView request;
    request.received.received_at = {100 * day_us};
    PrivacySettings settings;
    settings.request_target_days = 30;
    settings.request_alarm_days = 20;
    const auto clock = clock_of(request, settings);
    EXPECT_EQ(clock.due_at, domain::Timestamp{130 * day_us});
    EXPECT_FALSE(clock.is_urgent({120 * day_us - 1}));
    EXPECT_TRUE(clock.is_urgent({120 * day_us}));
    EXPECT_FALSE(clock.is_late({130 * day_us}));
    EXPECT_TRUE(clock.is_late({130 * day_us + 1}));
    request.completed_at = domain::Timestamp{125 * day_us};
    EXPECT_FALSE(clock_of(request, settings).is_late({200 * day_us})) << "it was done in time";
    EXPECT_FALSE(clock_of(request, settings).is_urgent({200 * day_us}));
    settings.request_target_days = 10;
    EXPECT_TRUE(clock_of(request, settings).is_late({200 * day_us}));
}

TEST(RequestClock, OfABreachIsSeventyTwoHoursFromWhenItWasKnown) {
    RequestView breach;
    breach.received.kind = domain::RequestKind::breach;
    breach.received.received_at = {200 * hour_us};
    EXPECT_EQ(clock_of(breach, {}).due_at, domain::Timestamp{272 * hour_us}) << "until it is assessed";
    domain::BreachAssessed assessed;
    assessed.aware_at = {100 * hour_us};
    assessed.risk = domain::BreachRisk::likely;
    breach.assessed = assessed;
    const auto clock = clock_of(breach, {});
    EXPECT_EQ(clock.due_at, domain::Timestamp{172 * hour_us});
    EXPECT_EQ(clock.alarms, (std::vector<domain::Timestamp>{{148 * hour_us}, {160 * hour_us}}));
    EXPECT_FALSE(clock.is_urgent({148 * hour_us - 1}));
    EXPECT_TRUE(clock.is_urgent({148 * hour_us}));
    EXPECT_TRUE(clock.is_late({172 * hour_us + 1}));
    domain::AuthorityNotified told;
    told.notified_at = {171 * hour_us};
    breach.authority = told;
    EXPECT_FALSE(clock_of(breach, {}).is_late({400 * hour_us}));
    breach.authority.reset();
    breach.assessed->risk = domain::BreachRisk::low;
    EXPECT_EQ(clock_of(breach, {}).due_at, std::nullopt) << "nobody need be told";
}

class BreachTest : public RequestsTest {
protected:
    std::string breach() { return made("/v1/requests", R"({"kind":"breach","channel":"in_person"})"); }
    std::string now() { return domain::to_string(service_.services.now()); }
    std::vector<std::pair<std::string, std::string>> affected(const std::string& id) {
        std::vector<std::pair<std::string, std::string>> people;
        const Answer answer = service_.get("/v1/requests/" + id + "/affected");
        EXPECT_EQ(answer.status, 200) << answer.code;
        const auto page = answer.json();
        for (const auto& one : page.at("data").as_array()) {
            std::string held;
            for (const auto& kind : one.at("held").as_array()) held += std::string(kind.as_string()) + " ";
            people.emplace_back(one.at("customer").as_string(), held);
        }
        return people;
    }
    void assess(const std::string& id, const std::string& from, const std::string& to, const char* risk = "high") {
        const Answer answer = step(id, "assess",
                                   R"({"risk":")" + std::string(risk) + R"(","circumstances":"Lost","from":")" + from +
                                       R"(","to":")" + to + "\"}");
        ASSERT_EQ(answer.status, 200) << answer.code;
    }
};

TEST_F(BreachTest, IsClosedWhenAllWhoMustBeToldWereTold) {
    const auto id = breach();
    EXPECT_EQ(step(id, "complete", "{}").code, "breach_not_assessed");
    const auto moment = now();
    assess(id, moment, moment);
    EXPECT_EQ(step(id, "complete", "{}").code, "breach_authority_not_notified");
    ASSERT_EQ(step(id, "notify_authority", R"({"reference":"NDPC-1"})").status, 200);
    EXPECT_EQ(step(id, "complete", "{}").code, "breach_subjects_not_notified");
    ASSERT_EQ(step(id, "notify_subjects", R"({"channel":"email","count":2})").status, 200);
    const Answer closed = step(id, "complete", "{}");
    ASSERT_EQ(closed.status, 200) << closed.code;
    EXPECT_EQ(closed.json(), read(id));
    EXPECT_EQ(read(id).at("authority").at("reference"), "NDPC-1");
    EXPECT_EQ(read(id).at("subjects").at("count"), 2);
}

TEST_F(BreachTest, ConcernsThoseWhoseDataWasHeldThenAndSaysWhich) {
    const auto before = customer("Ada Obi", R"(,"phone":"08031234567")");
    const auto from = now();
    const auto during = customer("Bola Ade", R"(,"email":"bola@example.com")");
    ASSERT_EQ(service_.patch("/v1/customers/" + before, R"({"phone":null,"address":"4 Marina Road"})").status, 200);
    ASSERT_EQ(service_
                  .post("/v1/invoices",
                        R"({"customer":")" + during + R"(","lines":[{"description":"Soap","unit_price":1000}]})")
                  .status,
              201);
    const auto to = now();
    customer("Chidi Eze");
    const auto id = breach();
    assess(id, from, to);
    using People = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(affected(id), (People{{during, "name email documents "}, {before, "name phone address "}}));
    // What was replaced before it began was not open to anybody.
    assess(id, to, to);
    EXPECT_EQ(affected(id), (People{{during, "name email documents "}, {before, "name address "}}));
    EXPECT_EQ(service_.get("/v1/requests/" + request_of("access", before) + "/affected").code,
              "request_does_not_match");
}

}  // namespace
}  // namespace suoledger::http::test
