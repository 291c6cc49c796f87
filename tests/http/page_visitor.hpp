// SPDX-License-Identifier: Apache-2.0
// Somebody with a browser: asks for pages without a key and is shown problems as pages, as by the session.
#pragma once

#include <string>
#include <string_view>

#include "tests/http/small_service.hpp"

namespace suoledger::http::test {

class PageVisitor {
public:
    explicit PageVisitor(SmallService& service) : service_(service) {}

    Response get(const std::string& target) { return answer(request_of(Method::get, target, "")); }
    Response post(const std::string& target, const std::string& form) {
        return answer(request_of(Method::post, target, form));
    }
    /// Of a form, when there is a body.
    Request request_of(Method method, const std::string& target, const std::string& body);
    Response answer(Request request);

private:
    SmallService& service_;
    int asked_ = 0;
};

inline bool says(const Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
}
std::string header_of(const Response& response, std::string_view name);
inline std::string location(const Response& response) { return header_of(response, "Location"); }

}  // namespace suoledger::http::test
