// SPDX-License-Identifier: Apache-2.0
// The contract against the routes table, in both directions; and what every operation and schema must say.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <set>

#include "domain/rejection.hpp"
#include "http/documents.hpp"
#include "http/dry_run.hpp"
#include "http/method.hpp"
#include "http/route.hpp"
#include "tests/http/route_samples.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;

const json::object& contract() {
    static const json::value document = json::parse(json::string_view(openapi_json().data(), openapi_json().size()));
    return document.as_object();
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

std::string name_of(const Route& route) { return lower(to_string(route.method)) + " " + std::string(route.pattern); }

std::map<std::string, json::object> operations() {
    std::map<std::string, json::object> found;
    for (const auto& path : contract().at("paths").as_object())
        for (const auto& method : path.value().as_object())
            found.emplace(std::string(method.key()) + " " + std::string(path.key()), method.value().as_object());
    return found;
}

const json::object& resolved(const json::object& node) {
    // Every node lies in the contract, which outlives the test.
    // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter)
    if (!node.contains("$ref")) return node;
    const std::string pointer(node.at("$ref").as_string());
    constexpr std::size_t components_prefix = 12;  // "#/components"
    return contract().at("components").at_pointer(pointer.substr(components_prefix)).as_object();
}

TEST(OpenApi, HasExactlyTheRoutesOfTheTable) {
    std::set<std::string> in_table, in_document;
    for (const Route& route : routes()) EXPECT_TRUE(in_table.insert(name_of(route)).second) << name_of(route);
    for (const auto& [name, operation] : operations()) in_document.insert(name);
    EXPECT_EQ(in_table, in_document);
}

TEST(OpenApi, NamesTheListenerAccessAndScopeOfEveryRoute) {
    const auto documented = operations();
    for (const Route& route : routes()) {
        const json::object& operation = documented.at(name_of(route));
        const char* listener = route.listener == Listener::both    ? "both"
                               : route.listener == Listener::admin ? "admin"
                                                                   : "api";
        EXPECT_EQ(operation.at("x-listener"), json::value(listener)) << name_of(route);
        const json::array& security = operation.at("security").as_array();
        if (route.access == Access::open) {
            EXPECT_TRUE(security.empty()) << name_of(route);
            continue;
        }
        std::vector<const char*> schemes;
        if (route.access != Access::operator_only) schemes.push_back("business_key");
        if (route.access != Access::business) schemes.push_back("operator_key");
        ASSERT_EQ(security.size(), schemes.size()) << name_of(route);
        for (std::size_t i = 0; i < schemes.size(); ++i)
            EXPECT_TRUE(security[i].as_object().contains(schemes[i])) << name_of(route);
        EXPECT_EQ(operation.at("x-scope"), json::value(domain::to_string(route.scope))) << name_of(route);
    }
}

TEST(OpenApi, DocumentsTheProblemsOfEveryOperation) {
    for (const auto& [name, operation] : operations()) {
        std::set<std::string> expected{"400", "default"};
        if (!operation.at("security").as_array().empty()) expected.insert({"401", "403", "429", "503"});
        // What is wrong with a browser's form is shown in the page.
        if (operation.contains("requestBody")) expected.insert({"413", "415"});
        if (operation.contains("requestBody") && !name.starts_with("post /pay/")) expected.insert("422");
        for (const std::string& status : expected) {
            ASSERT_TRUE(operation.at("responses").as_object().contains(status)) << name << " lacks " << status;
            const auto& response = resolved(operation.at("responses").at(status).as_object());
            EXPECT_TRUE(response.at("content").as_object().contains("application/problem+json"))
                << name << " " << status;
        }
    }
}

/// Objects that name their members must refuse others; `metadata` lets any name through but types its values.
void expect_closed(const json::object& given, const std::string& where, std::set<std::string>& seen) {
    const json::object& schema = resolved(given);
    if (given.contains("$ref") && !seen.insert(std::string(given.at("$ref").as_string())).second) return;
    if (schema.contains("properties")) {
        ASSERT_TRUE(schema.contains("additionalProperties")) << where;
        EXPECT_EQ(schema.at("additionalProperties"), false) << where;
        for (const auto& member : schema.at("properties").as_object())
            expect_closed(member.value().as_object(), where + "/" + std::string(member.key()), seen);
    }
    if (schema.contains("items")) expect_closed(schema.at("items").as_object(), where + "/items", seen);
    if (schema.contains("oneOf"))
        for (const auto& one : schema.at("oneOf").as_array()) expect_closed(one.as_object(), where + "/oneOf", seen);
}

TEST(OpenApi, RefusesUnknownMembersInEveryRequest) {
    int bodies = 0;
    for (const auto& [name, operation] : operations()) {
        if (!operation.contains("requestBody")) continue;
        // A picture has no members; a browser's form may have what an extension adds.
        if (!operation.at("requestBody").at("content").as_object().contains("application/json")) continue;
        ++bodies;
        std::set<std::string> seen;
        expect_closed(operation.at("requestBody").at("content").at("application/json").at("schema").as_object(), name,
                      seen);
        EXPECT_TRUE(operation.at("requestBody").at("content").at("application/json").as_object().contains("examples"))
            << name;
    }
    EXPECT_GE(bodies, 10);
}

TEST(OpenApi, AsksForAnIdempotencyKeyOnEveryPostUnderV1) {
    for (const auto& [name, operation] : operations()) {
        if (name.rfind("post /v1/", 0) != 0) continue;
        const bool has_key = !operation.at("security").as_array().empty();  // payers may leave it out
        bool found = false;
        for (const auto& parameter : operation.at("parameters").as_array()) {
            const json::object& documented = resolved(parameter.as_object());
            if (documented.at("name") != "Idempotency-Key") continue;
            found = true;
            EXPECT_EQ(documented.contains("required"), has_key) << name;
        }
        EXPECT_TRUE(found) << name;
    }
}

TEST(OpenApi, OffersADryRunOnExactlyTheCommandRoutes) {
    const auto documented = operations();
    int commands = 0;
    for (const Route& route : routes()) {
        const json::object& operation = documented.at(name_of(route));
        bool has_parameter = false;
        if (operation.contains("parameters"))
            for (const auto& parameter : operation.at("parameters").as_array())
                has_parameter = has_parameter || resolved(parameter.as_object()).at("name") == "dry_run";
        EXPECT_EQ(has_parameter, takes_dry_run(route)) << name_of(route);
        if (!takes_dry_run(route)) continue;
        ++commands;
        const auto& response = resolved(operation.at("responses").at("200").as_object());
        const auto& schema = response.at("content").at("application/json").at("schema");
        EXPECT_NE(json::serialize(schema).find("#/components/schemas/DryRun"), std::string::npos) << name_of(route);
    }
    EXPECT_GE(commands, 12);
}

TEST(OpenApi, HasAPageForEveryRejection) {
    for (int code = 0; code <= static_cast<int>(domain::RejectionCode::version_conflict); ++code) {
        const auto text = domain::to_string(static_cast<domain::RejectionCode>(code));
        EXPECT_TRUE(problem_page(text)) << text;
    }
    EXPECT_FALSE(problem_page("no_such_problem"));
    EXPECT_EQ(docs_page().find("<script"), std::string_view::npos);
}

TEST(OpenApi, HasAPageForEveryProblemOfTheServerItself) {
    for (const char* code : {"malformed_request",
                             "request_timeout",
                             "payload_too_large",
                             "uri_too_long",
                             "headers_too_large",
                             "expectation_failed",
                             "http_version_not_supported",
                             "not_found",
                             "method_not_allowed",
                             "rate_limited",
                             "authentication_required",
                             "api_key_invalid",
                             "api_key_expired",
                             "api_key_revoked",
                             "scope_missing",
                             "operator_key_required",
                             "business_key_required",
                             "idempotency_key_missing",
                             "idempotency_key_malformed",
                             "idempotency_key_reused",
                             "if_match_malformed",
                             "min_position_malformed",
                             "projection_behind",
                             "position_not_in_log",
                             "too_many_streams",
                             "overloaded",
                             "draining",
                             "not_ready",
                             "read_only_node",
                             "primary_unavailable",
                             "outcome_unknown",
                             "store_unavailable",
                             "read_models_unavailable",
                             "internal_error",
                             "database_unavailable",
                             "clock_skew",
                             "shutting_down"})
        EXPECT_TRUE(problem_page(code)) << code;
}

TEST(RouteSamples, FitTheirRoutes) {
    for (const Route& route : routes()) {
        const Listener listener = route.listener == Listener::admin ? Listener::admin : Listener::api;
        const auto match = find_route(routes(), listener, route.method, sample_path(route));
        ASSERT_TRUE(match) << name_of(route);
        EXPECT_EQ(match->route, &route) << name_of(route);
        EXPECT_NO_THROW(sample_body(route)) << name_of(route);
    }
}

TEST(RouteSamples, AreNotFoundInABusinessThatDoesNotOwnThem) {
    SmallService service;
    for (const Route& route : routes()) {
        if (!names_a_resource(route)) continue;
        const Answer answer = service.call(route.method, sample_path(route), sample_body(route));
        EXPECT_EQ(answer.status, 404) << name_of(route) << " " << answer.code;
    }
}

}  // namespace
}  // namespace suoledger::http::test
