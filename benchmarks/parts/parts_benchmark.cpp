// SPDX-License-Identifier: Apache-2.0
// What the steps of one command cost, each alone: decide, encode and seal, decode and open, commit to the bytes, fold.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <future>
#include <stdexcept>

#include "benchmarks/parts/sample_ledger.hpp"
#include "eventstore/clock.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/memory_store.hpp"
#include "eventstore/prepare.hpp"
#include "projections/rocks_read_models.hpp"

namespace suoledger::parts {
namespace {

/// States as the store would find them, folded once and kept.
class FoldedStates final : public eventstore::StateSource {
public:
    FoldedStates(eventstore::EventStore& store, eventstore::KeyVault& vault) : store_(store), vault_(vault) {}
    std::shared_ptr<const domain::State> load(const domain::StreamId& stream) override {
        return eventstore::fold(stream, nullptr, store_.read_stream({stream}), vault_);
    }
    std::optional<domain::Uuid> owner_of(const domain::ReservationKey& key) override { return store_.owner_of(key); }
    std::shared_ptr<const eventstore::SecretKey> key_of(const domain::Uuid& tenant, const domain::Uuid& id) override {
        return vault_.find(tenant, id);
    }

private:
    eventstore::EventStore& store_;
    eventstore::KeyVault& vault_;
};

/// One invoice about to be issued, and all that is needed to take its steps one by one.
struct Bench {
    eventstore::NullMetrics metrics;
    eventstore::MemoryLog log{eventstore::new_uuid_v7(eventstore::system_now())};
    eventstore::KeyVault vault{sample_ring(), log};
    eventstore::MemoryStore store{{}, log, vault, metrics};
    SampleLedger ledger = make_sample_ledger(store, vault, 64);
    FoldedStates states{store, vault};
    eventstore::Preparer preparer{vault, "0.1.0+measured"};
    eventstore::Submission submission = submission_of(ledger.tenant, invoice_for(ledger.customers[0]), "measured");
    eventstore::Prepared prepared = preparer.prepare(submission, states);
    eventstore::FindKey find_key = eventstore::find_key_in(vault, ledger.tenant);

    [[nodiscard]] const domain::NewEvent& event() const { return prepared.decision->events.front(); }
    [[nodiscard]] const eventstore::RecordedEvent& row() const { return prepared.events.front().row; }

    static Bench& shared() {
        static Bench bench;
        return bench;
    }
};

void decide(benchmark::State& state) {
    const Bench& bench = Bench::shared();
    for (auto _ : state)
        benchmark::DoNotOptimize(
            domain::decide(bench.submission.context, bench.prepared.view, bench.submission.command));
}
BENCHMARK(decide);

void encode_and_seal(benchmark::State& state) {
    const Bench& bench = Bench::shared();
    for (auto _ : state)
        benchmark::DoNotOptimize(eventstore::encode(bench.event(), bench.row().event_id, bench.find_key));
}
BENCHMARK(encode_and_seal);

void decode_and_open(benchmark::State& state) {
    const Bench& bench = Bench::shared();
    const auto& row = bench.row();
    for (auto _ : state)
        benchmark::DoNotOptimize(eventstore::decode(row.event_type, row.schema_version, row.payload,
                                                    bench.ledger.tenant, row.event_id, &bench.find_key));
}
BENCHMARK(decode_and_open);

void decode_closed(benchmark::State& state) {
    const Bench& bench = Bench::shared();
    const auto& row = bench.row();
    for (auto _ : state)
        benchmark::DoNotOptimize(eventstore::decode(row.event_type, row.schema_version, row.payload,
                                                    bench.ledger.tenant, row.event_id, nullptr));
}
BENCHMARK(decode_closed);

/// The kept reply of a command.
void seal_reply(benchmark::State& state) {
    const std::string reply(800, 'x');
    const domain::Uuid id = eventstore::new_uuid_v7(eventstore::system_now());
    for (auto _ : state) benchmark::DoNotOptimize(eventstore::seal_blob(eventstore::SecretKey{7}, id, id, id, reply));
}
BENCHMARK(seal_reply);

/// What one event costs under the lock.
void leaf(benchmark::State& state) {
    const auto& prepared = Bench::shared().prepared.events.front();
    for (auto _ : state)
        benchmark::DoNotOptimize(eventstore::leaf_hash(
            eventstore::leaf_data(prepared.row, prepared.metadata_commitment, prepared.payload_commitment)));
}
BENCHMARK(leaf);

/// What a verifier computes for one event.
void leaf_from_row(benchmark::State& state) {
    const auto& row = Bench::shared().row();
    for (auto _ : state) benchmark::DoNotOptimize(eventstore::leaf_hash_of(row));
}
BENCHMARK(leaf_from_row);

/// All that happens to a command before its batch; states are folded from one event each here.
void prepare(benchmark::State& state) {
    Bench& bench = Bench::shared();
    for (auto _ : state) benchmark::DoNotOptimize(bench.preparer.prepare(bench.submission, bench.states));
}
BENCHMARK(prepare);

/// The runner folds the whole log into all read models, as it does event by event behind the head.
void project(benchmark::State& state) {
    Bench& bench = Bench::shared();
    constexpr std::size_t invoices = 20'000;
    static const bool filled = (append_invoices(bench.store, bench.ledger, invoices, 256, "projected "), true);
    benchmark::DoNotOptimize(filled);
    const auto directory = std::filesystem::temp_directory_path() / ("suoledger-project-" + std::to_string(getpid()));
    const std::int64_t head = bench.store.head().position;
    for (auto _ : state) {
        state.PauseTiming();
        std::filesystem::remove_all(directory);
        projections::RocksReadModels read_models({directory}, bench.store, bench.metrics);
        std::promise<bool> reached;
        state.ResumeTiming();
        read_models.start();
        read_models.notify_head(head);
        read_models.when_reached(head, [&reached](bool is_there) { reached.set_value(is_there); });
        if (!reached.get_future().get()) throw std::runtime_error("the read models did not get there");
        state.PauseTiming();
        read_models.stop();
        state.ResumeTiming();
    }
    std::filesystem::remove_all(directory);
    state.SetItemsProcessed(state.iterations() * head);
}
BENCHMARK(project)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

}  // namespace
}  // namespace suoledger::parts

BENCHMARK_MAIN();
