// SPDX-License-Identifier: Apache-2.0
// What /metrics says after things were reported, and that clients cannot make it grow.
#include "adapters/telemetry/prometheus_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace suoledger::tests {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

constexpr std::array table{http::Route{http::Method::get, "/v1/invoices/{id}", http::Listener::api,
                                       http::Access::business, domain::Scope::read, nullptr}};

class PrometheusMetrics : public testing::Test {
protected:
    adapters::PrometheusMetrics metrics_{table, "1.2.3", "abc"};
    eventstore::Metrics& counts_ = metrics_;
};

TEST_F(PrometheusMetrics, AddsUpCountersBySeries) {
    counts_.add(eventstore::metric::append_commands, 2, {{"outcome", "appended"}});
    counts_.add(eventstore::metric::append_commands, 3, {{"outcome", "appended"}});
    counts_.add(eventstore::metric::append_commands, 1, {{"outcome", "refused"}});
    const std::string page = metrics_.expose();
    EXPECT_THAT(page, HasSubstr("suoledger_append_commands_total{outcome=\"appended\"} 5"));
    EXPECT_THAT(page, HasSubstr("suoledger_append_commands_total{outcome=\"refused\"} 1"));
    EXPECT_THAT(page, HasSubstr("# TYPE suoledger_append_commands_total counter"));
}

TEST_F(PrometheusMetrics, KeepsTheLastValueOfAGauge) {
    counts_.set(eventstore::metric::log_position, 41);
    counts_.set(eventstore::metric::log_position, 42);
    EXPECT_THAT(metrics_.expose(), HasSubstr("suoledger_log_position 42"));
}

TEST_F(PrometheusMetrics, PutsSecondsAndCountsIntoBucketsOfTheirOwn) {
    counts_.observe(eventstore::metric::append_batch_seconds, 0.003);
    counts_.observe(eventstore::metric::append_batch_commands, 64);
    const std::string page = metrics_.expose();
    EXPECT_THAT(page, HasSubstr("suoledger_append_batch_seconds_bucket{le=\"0.0025\"} 0"));
    EXPECT_THAT(page, HasSubstr("suoledger_append_batch_seconds_bucket{le=\"0.005\"} 1"));
    EXPECT_THAT(page, HasSubstr("suoledger_append_batch_commands_bucket{le=\"32\"} 0"));
    EXPECT_THAT(page, HasSubstr("suoledger_append_batch_commands_bucket{le=\"64\"} 1"));
}

TEST_F(PrometheusMetrics, CountsRequestsByRouteAndStatus) {
    metrics_.request_started();
    metrics_.request_started();
    metrics_.request_finished(http::Method::get, "/v1/invoices/{id}", 404, milliseconds{7});
    const std::string page = metrics_.expose();
    EXPECT_THAT(page, HasSubstr("suoledger_http_requests_total{method=\"GET\",route=\"/v1/invoices/{id}\","
                                "status=\"404\"} 1"));
    EXPECT_THAT(page, HasSubstr("suoledger_http_requests_in_flight 1"));
    EXPECT_THAT(page, HasSubstr("suoledger_http_request_seconds_count{method=\"GET\",route=\"/v1/invoices/{id}\"} 1"));
}

TEST_F(PrometheusMetrics, ShowsHowManyStreamsAreOpen) {
    EXPECT_THAT(metrics_.expose(), HasSubstr("suoledger_http_event_streams_open 0"));
    metrics_.stream_started();
    metrics_.stream_started();
    metrics_.stream_ended();
    const std::string page = metrics_.expose();
    EXPECT_THAT(page, HasSubstr("suoledger_http_event_streams_open 1"));
    EXPECT_THAT(page, HasSubstr("# TYPE suoledger_http_event_streams_open gauge"));
}

TEST_F(PrometheusMetrics, PathsOfClientsNeverBecomeLabels) {
    for (const char* path : {"/v1/invoices/inv_1", "/wp-login.php", ""}) {
        metrics_.request_started();
        metrics_.request_finished(http::Method::get, path, 404, milliseconds{1});
    }
    const std::string page = metrics_.expose();
    EXPECT_THAT(page, HasSubstr("suoledger_http_requests_total{method=\"GET\",route=\"other\",status=\"404\"} 3"));
    EXPECT_THAT(page, Not(HasSubstr("wp-login")));
    EXPECT_THAT(page, Not(HasSubstr("inv_1")));
}

TEST_F(PrometheusMetrics, SaysWhatItIsAndNothingWithoutThePrefix) {
    std::string page = metrics_.expose();
    EXPECT_THAT(page, HasSubstr("suoledger_build_info{commit=\"abc\",version=\"1.2.3\"} 1"));
    for (std::size_t begin = 0; begin < page.size(); begin = page.find('\n', begin) + 1) {
        const std::string line = page.substr(begin, page.find('\n', begin) - begin);
        EXPECT_TRUE(line.starts_with("suoledger_") || line.starts_with("# ")) << line;
    }
}

}  // namespace
}  // namespace suoledger::tests
