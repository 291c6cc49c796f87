// SPDX-License-Identifier: Apache-2.0
// The contract, its documentation, and a page for every problem type.
#include "http/documents.hpp"
#include "http/handlers.hpp"
#include "http/query.hpp"

namespace suoledger::http {
namespace {

Handled document(const Request& request, std::string_view content_type, std::string_view body) {
    if (auto problem = refuse_query(request)) return *problem;
    Response response;
    response.content_type = content_type;
    response.body = body;
    // The pages run nothing; this makes it so even if somebody's text were ever shown in them.
    response.headers.emplace_back("Content-Security-Policy", content_security_policy());
    return response;
}

}  // namespace

Handled get_openapi_json(const Services&, const Request& request) {
    return document(request, "application/json", openapi_json());
}

Handled get_openapi_yaml(const Services&, const Request& request) {
    return document(request, "application/yaml", openapi_yaml());
}

Handled get_docs(const Services&, const Request& request) {
    return document(request, "text/html; charset=utf-8", docs_page());
}

Handled get_problem_page(const Services&, const Request& request) {
    if (const auto page = problem_page(request.path_parameters.front()))
        return document(request, "text/html; charset=utf-8", *page);
    Problem problem;
    problem.status = 404;
    problem.code = "not_found";
    problem.detail = "There is no such problem type.";
    return problem;
}

}  // namespace suoledger::http
