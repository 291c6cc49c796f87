// SPDX-License-Identifier: Apache-2.0
// The contract's examples against the handlers, in document order: every request is taken, every reply has the members
// of its example. An id in an example stands for the id that was given where the example stood in a reply.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "http/documents.hpp"
#include "tests/http/small_service.hpp"

namespace suoledger::http::test {
namespace {

namespace json = boost::json;

class Examples : public ::testing::Test {
protected:
    /// Documented ids inside any text become those of the service.
    std::string translated(std::string text) const {
        for (const auto& [documented, real] : ids_)
            for (auto at = text.find(documented); at != std::string::npos; at = text.find(documented, at + real.size()))
                text.replace(at, documented.size(), real);
        return text;
    }

    void compare(const json::value& example, const json::value& reply, const std::string& where) {
        if (const json::object* members = example.if_object(); members != nullptr && reply.is_object()) {
            // What is stored differs from event to event.
            if (where.ends_with("/payload") || where.ends_with("/metadata")) return;
            for (const auto& member : reply.get_object())
                EXPECT_TRUE(members->contains(member.key())) << where << ": not in the example: " << member.key();
            for (const auto& member : *members) {
                const json::value* actual = reply.get_object().if_contains(member.key());
                ASSERT_NE(actual, nullptr) << where << ": not in the reply: " << member.key();
                compare(member.value(), *actual, where + "/" + std::string(member.key()));
            }
        } else if (const json::array* elements = example.if_array(); elements != nullptr && reply.is_array()) {
            for (std::size_t i = 0; i < elements->size() && i < reply.get_array().size(); ++i)
                compare((*elements)[i], reply.get_array()[i], where + "/" + std::to_string(i));
        } else if (example.is_string() && reply.is_string()) {
            learn(std::string(example.get_string()), std::string(reply.get_string()), where);
        }
    }

    void run(const std::string& path, Method method, const json::object& operation) {
        const auto& responses = operation.at("responses").as_object();
        const std::string status(responses.begin()->key());
        const json::value* replies = media(responses.begin()->value());
        const json::value* bodies = operation.contains("requestBody") ? media(operation.at("requestBody")) : nullptr;
        if (bodies == nullptr) {
            const json::value* example = replies == nullptr ? nullptr : replies->as_object().if_contains("example");
            expect(method, target(path, operation), "", status, example);
            return;
        }
        for (const auto& named : bodies->at("examples").as_object()) {
            const std::string body = translated(json::serialize(named.value().at("value")));
            expect(method, target(path, operation), body, status, reply_to(replies, named.key()));
        }
    }

    SmallService service_;

private:
    /// The last part of a link, by which it is asked for; empty when there is none.
    static std::string token_of(const std::string& link) {
        const std::string token = link.substr(link.rfind('/') + 1);
        return link.starts_with("http") && token.size() >= 40 ? token : std::string{};
    }
    void learn(const std::string& documented, const std::string& real, const std::string& where) {
        if (const auto token = token_of(documented); !token.empty() && !token_of(real).empty())
            ids_.emplace(token, token_of(real));
        if (documented.size() != 30 || documented[3] != '_' || documented.find(' ') != std::string::npos) return;
        const auto [known, is_new] = ids_.emplace(documented, real);
        EXPECT_EQ(known->second, real) << where << ": " << documented << " stands for another";
    }
    /// The example of the reply with the request's name; the only one has none.
    static const json::value* reply_to(const json::value* replies, json::string_view name) {
        if (replies == nullptr) return nullptr;
        const json::object& shown = replies->as_object();
        return shown.contains("examples") ? &shown.at("examples").at(name).at("value") : shown.if_contains("example");
    }
    static const json::value* media(const json::value& part) {
        const json::value* content = part.as_object().if_contains("content");
        return content == nullptr ? nullptr : content->as_object().if_contains("application/json");
    }
    std::string target(std::string path, const json::object& operation) const {
        std::string query;
        if (!operation.contains("parameters")) return path;
        for (const auto& parameter : operation.at("parameters").as_array()) {
            const json::object& fields = parameter.as_object();
            if (!fields.contains("example")) continue;
            const std::string name(fields.at("name").as_string());
            const json::value& shown = fields.at("example");
            const std::string value =
                translated(shown.is_string() ? std::string(shown.get_string()) : json::serialize(shown));
            if (fields.at("in") == "path")
                path.replace(path.find("{" + name + "}"), name.size() + 2, value);
            else if (fields.at("in") == "query")
                query += (query.empty() ? "?" : "&") + name + "=" + value;
        }
        return path + query;
    }
    void expect(Method method, const std::string& path, const std::string& body, const std::string& status,
                const json::value* example) {
        const Answer answer = service_.call(method, path, body);
        ASSERT_EQ(std::to_string(answer.status), status) << path << " " << body << " " << answer.code;
        if (example != nullptr) compare(*example, answer.json(), path);
    }

    std::map<std::string, std::string> ids_;
};

TEST_F(Examples, OfTheContractAreTrueInDocumentOrder) {
    const json::value contract = json::parse(json::string_view(openapi_json().data(), openapi_json().size()));
    Principal own = service_.principal;
    Principal operators;
    operators.is_operator = true;
    service_.accept = "application/json";  // of documents: what is known of them
    int count = 0;
    for (const auto& path : contract.at("paths").as_object()) {
        for (const auto& operation : path.value().as_object()) {
            const std::map<std::string, Method, std::less<>> methods{{"get", Method::get},
                                                                     {"put", Method::put},
                                                                     {"post", Method::post},
                                                                     {"patch", Method::patch},
                                                                     {"delete", Method::del}};
            const std::string pattern(path.key());
            // Answered by the server, which is not here; or nothing that an example can show.
            if (pattern == "/live" || pattern == "/ready" || pattern == "/metrics") continue;
            if (operation.value().as_object().contains("x-example-reason")) continue;
            service_.principal = operation.value().at("x-listener") == "admin" ? operators : own;
            run(pattern, methods.find(std::string_view(operation.key()))->second, operation.value().as_object());
            ++count;
            if (pattern == "/v1/businesses")  // the others are examples of the business that this one registered
                own.tenant = domain::parse_type_id("biz", translated("biz_01kb2q4v5ve1tbq0n6w6m3kz5a")).value();
        }
    }
    EXPECT_GE(count, 32);
}

}  // namespace
}  // namespace suoledger::http::test
