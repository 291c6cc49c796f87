// SPDX-License-Identifier: Apache-2.0
// What a read costs before it reads anything: the server with its gate, key check, limits, log and metrics, and one
// route, whose answer is made of nothing. Prints its address and a key, serves until SIGTERM.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>

#include "adapters/telemetry/log.hpp"
#include "adapters/telemetry/prometheus_metrics.hpp"
#include "benchmarks/parts/sample_ledger.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/memory_store.hpp"
#include "http/reading.hpp"
#include "http/server.hpp"
#include "projections/rocks_read_models.hpp"

namespace suoledger::parts {
namespace {

/// The query says how long.
http::Handled get_fixed(const http::Services&, const http::Request& request) {
    http::QueryReader query(request);
    const auto bytes = query.integer("bytes", 0, 1'000'000).value_or(0);
    if (auto problem = query.problem()) return *problem;
    return http::json_answer(1, std::string(static_cast<std::size_t>(bytes), 'x'));
}

constexpr http::Route table[] = {
    {http::Method::get, "/v1/fixed", http::Listener::api, http::Access::business, domain::Scope::read, get_fixed}};

void reach(projections::RocksReadModels& read_models, std::int64_t position) {
    std::promise<bool> reached;
    read_models.notify_head(position);
    read_models.when_reached(position, [&reached](bool is_there) { reached.set_value(is_there); });
    reached.get_future().get();
}

http::ServerConfig config_of(const http::RateLimit& limit) {
    http::ServerConfig config;
    config.listen = config.admin_listen = "127.0.0.1:0";
    config.rate_limit_per_key = config.rate_limit_per_address = limit;
    return config;
}

int serve(const std::filesystem::path& directory, const http::RateLimit& limit) {
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);

    adapters::Log log(adapters::LogFormat::automatic, adapters::LogLevel::info);
    adapters::PrometheusMetrics metrics(table, "benchmark", "");
    eventstore::MemoryLog memory(eventstore::new_uuid_v7(eventstore::system_now()));
    eventstore::KeyVault vault(sample_ring(), memory);
    eventstore::MemoryStore store({}, memory, vault, metrics);
    const SampleLedger ledger = make_sample_ledger(store, vault, 1);
    projections::RocksReadModels read_models({directory}, store, metrics);
    read_models.start();
    reach(read_models, store.head().position);

    http::Server server(
        config_of(limit), table, {store, read_models, vault, eventstore::system_now, ""}, metrics,
        [] { return std::vector<std::string>{}; }, adapters::tell_in(log), adapters::together_in(log));
    server.start();
    fmt::print("{{\"http\":\"{}\",\"api_key\":\"{}\"}}\n", server.address(), ledger.api_key);
    std::fflush(stdout);
    int signal = 0;
    sigwait(&ending, &signal);
    server.drain();
    read_models.stop();
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace suoledger::parts

int main(int count, char** arguments) {
    if (count != 3) {
        fmt::print(stderr, "usage: fixed_body_server DIRECTORY RATE_LIMIT, such as 1000000/s:1000000\n");
        return EXIT_FAILURE;
    }
    const auto limit = suoledger::http::parse_rate_limit(arguments[2]);
    if (!limit) {
        fmt::print(stderr, "not a rate limit: {}\n", arguments[2]);
        return EXIT_FAILURE;
    }
    return suoledger::parts::serve(arguments[1], *limit);
}
