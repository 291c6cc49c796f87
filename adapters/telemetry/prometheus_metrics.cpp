// SPDX-License-Identifier: Apache-2.0
// prometheus-cpp behind the two ports: one family per name, made when it is first reported.
#include "adapters/telemetry/prometheus_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <sstream>
#include <unordered_map>

#include "adapters/kafka/publishing.hpp"
#include "adapters/read_node/topic_follower.hpp"
#include "adapters/telemetry/overdrawn_payments.hpp"
#include "eventstore/inbox_writer.hpp"
#include "eventstore/outbox.hpp"
#include "http/document_desk.hpp"
#include "http/method.hpp"

namespace suoledger::adapters {
namespace {

namespace metric = eventstore::metric;
using prometheus::Histogram;

constexpr std::string_view http_requests = "http_requests_total", http_seconds = "http_request_seconds",
                           http_in_flight = "http_requests_in_flight", http_streams = "http_event_streams_open";

constexpr auto helps = std::to_array<std::pair<std::string_view, std::string_view>>({
    {metric::append_batches, "Batches taken from the queue of commands"},
    {metric::append_transactions, "Transactions tried, halves and retries among them"},
    {metric::append_flights, "Batches committed in one_flight or two_flights, and fallbacks from one to two"},
    {metric::append_batch_commands, "Commands in one batch"},
    {metric::append_batch_seconds, "From the begin of a batch's transaction to its commit"},
    {metric::append_commands, "Commands answered, by outcome"},
    {metric::append_redecisions, "Commands decided again under the log-head lock"},
    {metric::append_halvings, "Batches halved to find the one that fails"},
    {metric::append_retries, "Batches tried again while the database was away"},
    {metric::append_resolutions, "Commits whose outcome was unknown and was found out"},
    {metric::append_queue, "Commands that wait for a batch"},
    {metric::log_position, "Position of the last event that this process committed"},
    {metric::inbox_received, "Genuine webhooks, new ones and those known already"},
    {metric::inbox_refused, "Webhooks that were not taken, by reason"},
    {metric::inbox_settled, "Attempts to book a webhook that ended, by outcome"},
    {metric::inbox_waiting, "Webhooks that wait to be booked"},
    {metric::inbox_oldest, "Since when the oldest of them waits"},
    {metric::inbox_dead, "Webhooks that could not be booked and that nobody looked after yet"},
    {metric::outbox_settled, "Attempts to perform an effect that ended, by channel and outcome"},
    {metric::outbox_waiting, "Effects that wait to be performed, by channel"},
    {metric::outbox_oldest, "Since when the oldest of them waits, by channel"},
    {metric::outbox_dead, "Effects that could not be performed and that nobody looked after yet, by channel"},
    {metric::outbox_unread, "Events of the log that were not read yet for the effects they imply"},
    {payments_overdrawn, "Refunds and disputes beyond what had arrived: the provider owes it"},
    {metric::access_log_dropped, "Reads of personal data that found no room in the access log"},
    {metric::checkpoints_signed, "Checkpoints signed by this process"},
    {metric::checkpoint_size, "Events that the newest signed checkpoint covers"},
    {metric::checkpoint_lag, "Events that the newest checkpoint did not cover when it was signed"},
    {metric::checkpoint_signed_at, "When the newest checkpoint was signed, Unix time"},
    {metric::checkpoint_contradiction, "1 once the log did not fit what was signed: nothing is signed any more"},
    {metric::checkpoint_sink_size, "Events that the newest checkpoint covers which reached a sink"},
    {metric::checkpoint_sink_failures, "Tries to reach a sink that failed"},
    {http_requests, "Requests answered"},
    {http_seconds, "From the first byte of a request to the last of its answer"},
    {http_in_flight, "Requests being answered"},
    {http_streams, "Streams of events that are open, up to the head and live ones together"},
    {"projection_position", "Position that a read model reflects"},
    {"projection_lag_events", "Events of the log that a read model does not reflect yet"},
    {"projection_batches_total", "Batches of events written to the read models"},
    {"projection_events_total", "Events folded, those of rebuilds among them"},
    {"projection_log_reads_total", "Pages of the log read, rather than handed over by the appender"},
    {"projection_dropped_batches_total", "Batches that were not handed over because the queue was full"},
    {"projection_rebuilds_total", "Rebuilds begun, by read model"},
    {"projection_rebuild_progress", "From 0 to 1 while a read model is rebuilt"},
    {"projection_faults_total", "Faults of the projector, by kind"},
    {"provider_calls_total", "Calls of a payment provider's API, retries not counted, by outcome"},
    {"provider_circuit_open", "1 while a payment provider is left alone because it does not answer"},
    {http::metric::documents_made, "Documents handed out, by kind, drawn or kept from before"},
    {http::metric::document_seconds, "Drawing one document, without waiting"},
    {http::metric::documents_waiting, "Documents that wait to be drawn"},
    {http::metric::documents_refused, "Documents refused because too many waited"},
    {http::metric::documents_differing, "Documents drawn again to other bytes than the log has; not handed out"},
    {http::metric::document_store_faults, "Failures of the store of documents"},
    {"database_up", "1 while the database answers"},
    {kafka_metric::position, "Position of the last event that Kafka has for certain"},
    {kafka_metric::lag, "Events of the log that Kafka does not have yet"},
    {kafka_metric::published, "Records that arrived in Kafka, by topic"},
    {kafka_metric::producers, "Producers made: one at the start, one more after each fault"},
    {kafka_metric::reachable, "1 while a broker takes records"},
    {kafka_metric::contradiction, "1 while nothing is published because the topic holds what the log does not"},
    {kafka_metric::waiting, "Records under way to the brokers, every 15 s"},
    {kafka_metric::waiting_bytes, "Their bytes"},
    {kafka_metric::round_trip, "Within which the slowest broker answers 99 of 100 requests"},
    {read_node_metric::position, "Position of the last event that this read node keeps"},
    {read_node_metric::epoch, "Epoch of the log that this read node keeps"},
    {read_node_metric::reads_topic, "1 while the log's topic can be followed"},
    {read_node_metric::bad_record, "1 while the log's topic holds a record that the log cannot have written"},
    {read_node_metric::starts_over, "Later epochs of the log that were begun"},
    {kafka_metric::keyed_offset, "Offset in suoledger.log up to which the keyed topics are derived"},
});

std::string help_of(std::string_view name) {
    const auto* const found = std::ranges::find(helps, name, [](const auto& help) { return help.first; });
    return std::string{found == helps.end() ? name : found->second};
}

/// Durations from half a millisecond to ten seconds, else counts in powers of two.
Histogram::BucketBoundaries buckets_of(std::string_view name) {
    if (name.ends_with("_seconds")) {
        return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    }
    return {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
}

prometheus::Labels labels_of(eventstore::Labels labels) {
    prometheus::Labels result;
    for (const auto& [name, value] : labels) {
        result.emplace(name, value);
    }
    return result;
}

template <class Metric, class Build>
prometheus::Family<Metric>& family_of(std::map<std::string, prometheus::Family<Metric>*, std::less<>>& known,
                                      std::string_view name, prometheus::Registry& registry, Build build) {
    auto found = known.find(name);
    if (found == known.end()) {
        const std::string full_name = "suoledger_" + std::string{name};
        found = known.emplace(name, &build().Name(full_name).Help(help_of(name)).Register(registry)).first;
    }
    return *found->second;
}

}  // namespace

struct PrometheusMetrics::Families {
    /// Series by name and label values. To ask a family for one costs as much as to make it, with all its buckets.
    template <class Metric>
    using SeriesMap = std::unordered_map<std::string, Metric*>;

    std::mutex mutex;  // guards the maps; families and series have locks of their own
    prometheus::Registry registry;
    std::map<std::string, prometheus::Family<prometheus::Counter>*, std::less<>> counters;
    std::map<std::string, prometheus::Family<prometheus::Gauge>*, std::less<>> gauges;
    std::map<std::string, prometheus::Family<Histogram>*, std::less<>> histograms;
    SeriesMap<prometheus::Counter> counter_series;
    SeriesMap<prometheus::Gauge> gauge_series;
    SeriesMap<Histogram> histogram_series;

    template <class Metric, class Make>
    Metric& find_or_make(SeriesMap<Metric>& known, std::string_view name, eventstore::Labels labels, Make make) {
        thread_local std::string key;
        key = name;
        for (const auto& [label, value] : labels) key.append(1, '\0').append(value);
        const std::scoped_lock lock{mutex};
        const auto found = known.find(key);
        if (found != known.end()) return *found->second;
        return *known.emplace(key, &make(labels_of(labels))).first->second;
    }
    prometheus::Counter& counter(std::string_view name, eventstore::Labels labels) {
        return find_or_make(counter_series, name, labels, [&](const prometheus::Labels& made) -> prometheus::Counter& {
            return family_of(counters, name, registry, &prometheus::BuildCounter).Add(made);
        });
    }
    prometheus::Gauge& gauge(std::string_view name, eventstore::Labels labels) {
        return find_or_make(gauge_series, name, labels, [&](const prometheus::Labels& made) -> prometheus::Gauge& {
            return family_of(gauges, name, registry, &prometheus::BuildGauge).Add(made);
        });
    }
    Histogram& histogram(std::string_view name, eventstore::Labels labels) {
        return find_or_make(histogram_series, name, labels, [&](const prometheus::Labels& made) -> Histogram& {
            return family_of(histograms, name, registry, &prometheus::BuildHistogram).Add(made, buckets_of(name));
        });
    }
};

PrometheusMetrics::PrometheusMetrics(std::span<const http::Route> routes, std::string_view version,
                                     std::string_view commit)
    : families_(std::make_unique<Families>()) {
    for (const http::Route& route : routes) {
        routes_.emplace(route.pattern);
    }
    families_->gauge("build_info", {{"version", version}, {"commit", commit}}).Set(1);
    families_->gauge(http_in_flight, {}).Set(0);
    families_->gauge(http_streams, {}).Set(0);
}

PrometheusMetrics::~PrometheusMetrics() = default;

void PrometheusMetrics::add(std::string_view counter, double by, eventstore::Labels labels) {
    families_->counter(counter, labels).Increment(by);
}
void PrometheusMetrics::set(std::string_view gauge, double value, eventstore::Labels labels) {
    families_->gauge(gauge, labels).Set(value);
}
void PrometheusMetrics::observe(std::string_view histogram, double value, eventstore::Labels labels) {
    families_->histogram(histogram, labels).Observe(value);
}

void PrometheusMetrics::request_started() { families_->gauge(http_in_flight, {}).Increment(); }

void PrometheusMetrics::request_finished(http::Method method, std::string_view route, int status,
                                         std::chrono::nanoseconds took) {
    const std::string_view known_route = routes_.contains(route) ? route : "other";
    const std::string_view name = http::to_string(method);
    families_->gauge(http_in_flight, {}).Decrement();
    families_->counter(http_requests, {{"method", name}, {"route", known_route}, {"status", std::to_string(status)}})
        .Increment();
    families_->histogram(http_seconds, {{"method", name}, {"route", known_route}})
        .Observe(std::chrono::duration<double>(took).count());
}

void PrometheusMetrics::stream_started() { families_->gauge(http_streams, {}).Increment(); }
void PrometheusMetrics::stream_ended() { families_->gauge(http_streams, {}).Decrement(); }

std::string PrometheusMetrics::expose() {
    std::ostringstream text;
    prometheus::TextSerializer{}.Serialize(text, families_->registry.Collect());
    return text.str();
}

}  // namespace suoledger::adapters
