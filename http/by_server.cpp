// SPDX-License-Identifier: Apache-2.0
// Answers to probes and to Prometheus.
#include "http/by_server.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "http/outcome_response.hpp"

namespace suoledger::http {

bool is_liveness(const Route& route) { return route.pattern == "/live"; }

Response live_response() {
    Response response;
    response.body = R"({"status":"live"})";
    return response;
}

Response not_ready_response(const Call& call, const std::vector<std::string>& reasons) {
    auto response = problem_response(unavailable("not_ready", "Requests cannot be served now."), call.request);
    auto body = boost::json::parse(response.body);
    body.as_object()["reasons"] = boost::json::array(reasons.begin(), reasons.end());
    response.body = boost::json::serialize(body);
    return response;
}

Response probe_response(const Call& call, const Readiness& readiness, bool draining, HttpMetrics& metrics) {
    Response response;
    if (call.route->pattern == "/metrics") {
        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        response.body = metrics.expose();
        return response;
    }
    auto reasons = readiness();
    if (draining) reasons.emplace_back("draining");
    if (!reasons.empty()) return not_ready_response(call, reasons);
    response.body = R"({"status":"ready"})";
    return response;
}

}  // namespace suoledger::http
