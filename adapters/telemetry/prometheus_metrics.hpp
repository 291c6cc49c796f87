// SPDX-License-Identifier: Apache-2.0
// Counts of every ring as Prometheus text, prefix `suoledger_`; label values come from closed sets.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "eventstore/metrics.hpp"
#include "http/route.hpp"
#include "http/server.hpp"

namespace suoledger::adapters {

/// Thread-safe. A series is made when it is first reported.
class PrometheusMetrics final : public eventstore::Metrics, public http::HttpMetrics {
public:
    /// A route that is not in the table is counted as "other": paths of clients never become labels.
    PrometheusMetrics(std::span<const http::Route> routes, std::string_view version, std::string_view commit);
    ~PrometheusMetrics() override;

    void add(std::string_view counter, double by, eventstore::Labels labels) override;
    void set(std::string_view gauge, double value, eventstore::Labels labels) override;
    void observe(std::string_view histogram, double value, eventstore::Labels labels) override;

    void request_started() override;
    void request_finished(http::Method method, std::string_view route, int status,
                          std::chrono::nanoseconds took) override;
    void stream_started() override;
    void stream_ended() override;
    std::string expose() override;

private:
    struct Families;
    std::set<std::string, std::less<>> routes_;
    std::unique_ptr<Families> families_;
};

}  // namespace suoledger::adapters
