// SPDX-License-Identifier: Apache-2.0
// The store without HTTP: invoices submitted from one thread, so many at once, into PostgreSQL or memory. Prints JSON.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "benchmarks/parts/sample_ledger.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/memory_store.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "eventstore/postgres/postgres_store.hpp"

namespace suoledger::parts {
namespace {

struct Options {
    std::string database_url;  // empty: memory
    std::size_t at_once = 64, commands = 10'000, rounds = 5;
};

void measure(eventstore::EventStore& store, eventstore::KeyVault& vault, const eventstore::MemoryMetrics& metrics,
             const Options& options) {
    const SampleLedger ledger = make_sample_ledger(store, vault, 64);
    append_invoices(store, ledger, 64, 1, "first ");  // their states are cached from here on
    std::string rates;
    const double batches_before = metrics.value("append_batches_total");
    for (std::size_t round = 0; round < options.rounds; ++round) {
        const auto begun = std::chrono::steady_clock::now();
        append_invoices(store, ledger, options.commands, options.at_once, fmt::format("round {} ", round));
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        rates +=
            fmt::format("{}{:.1f}", rates.empty() ? "" : ",", static_cast<double>(options.commands) / took.count());
    }
    const double batches = metrics.value("append_batches_total") - batches_before;
    fmt::print("{{\"per_second\":[{}],\"batch\":{:.1f}}}\n", rates,
               static_cast<double>(options.commands * options.rounds) / batches);
}

void run(const Options& options) {
    eventstore::MemoryMetrics metrics;
    if (options.database_url.empty()) {
        eventstore::MemoryLog log(eventstore::new_uuid_v7(eventstore::system_now()));
        eventstore::KeyVault vault(sample_ring(), log);
        eventstore::MemoryStore store({}, log, vault, metrics);
        return measure(store, vault, metrics, options);
    }
    eventstore::migrate_up(options.database_url);
    eventstore::ReadPool pool(options.database_url);
    eventstore::PostgresKeys keys(pool);
    eventstore::KeyVault vault(sample_ring(), keys);
    eventstore::PostgresStore store({}, options.database_url, pool, vault, metrics);
    measure(store, vault, metrics, options);
}

}  // namespace
}  // namespace suoledger::parts

int main(int count, char** arguments) {
    suoledger::parts::Options options;
    CLI::App program{"Appends invoices through the store alone; prints one line of JSON"};
    program.add_option("--database-url", options.database_url, "An empty database; the log is in memory without it");
    program.add_option("--at-once", options.at_once, "Commands in flight");
    program.add_option("--commands", options.commands, "Of each round");
    program.add_option("--rounds", options.rounds, "How often it is measured");
    try {
        program.parse(count, arguments);
        suoledger::parts::run(options);
    } catch (const CLI::ParseError& error) {
        return program.exit(error);
    } catch (const std::exception& fault) {
        fmt::print(stderr, "store_alone: {}\n", fault.what());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
