// SPDX-License-Identifier: Apache-2.0
// The port over RocksDB: queries go to pinned rows, everything that writes goes to the runner.
#include "projections/rocks_read_models.hpp"

#include <stdexcept>
#include <utility>

#include "eventstore/sha256.hpp"
#include "projections/past_states.hpp"
#include "projections/pinned_snapshot.hpp"
#include "projections/runner.hpp"

namespace suoledger::projections {

namespace {

const Projection& projection_named(std::string_view name) {
    const auto* projection = find_projection(name);
    if (projection == nullptr) throw std::invalid_argument("there is no projection of that name");
    return *projection;
}

DatabaseOptions database_options(const RocksReadModelsOptions& options) {
    DatabaseOptions database;
    database.directory = options.directory;
    database.log = options.log;
    database.on_full = options.on_rows_gathered;
    return database;
}

}  // namespace

struct RocksReadModels::Parts {
    Parts(const RocksReadModelsOptions& options, eventstore::EventStore& log, eventstore::Metrics& metrics)
        : database(database_options(options)),
          past(log),
          runner(database, log, metrics, options.log, options.limits, options.on_rebuilds_over) {}

    Database database;
    PastStates past;
    Runner runner;  // last: its thread uses the database
};

RocksReadModels::RocksReadModels(RocksReadModelsOptions options, eventstore::EventStore& log,
                                 eventstore::Metrics& metrics)
    : parts_(std::make_unique<Parts>(options, log, metrics)) {}

RocksReadModels::~RocksReadModels() = default;

void RocksReadModels::start() { parts_->runner.start(); }
void RocksReadModels::stop() { parts_->runner.stop(); }
void RocksReadModels::committed(std::shared_ptr<const std::vector<eventstore::RecordedEvent>> events) {
    parts_->runner.committed(std::move(events));
}
void RocksReadModels::notify_head(std::int64_t position) { parts_->runner.notify_head(position); }
bool RocksReadModels::caught_up() const { return parts_->runner.caught_up(); }
void RocksReadModels::when_reached(std::int64_t position, std::function<void(bool)> callback, Hurry hurry) {
    parts_->runner.when_reached(position, std::move(callback), hurry);
}
void RocksReadModels::start_rebuild(std::string_view projection) {
    parts_->runner.start_rebuild(projection_named(projection).id);
}
void RocksReadModels::rebuild(std::string_view projection) { parts_->runner.rebuild(projection_named(projection).id); }

std::unique_ptr<ReadSnapshot> RocksReadModels::snapshot() {
    // Asked first: what was promised by then is in every later pin, unless the rows were thrown away.
    const auto promised = parts_->runner.promised_position();
    auto rows = parts_->database.pin();
    if (rows->position().position < promised)
        throw DatabaseUnavailable("the read models are folded anew and have not come back to where they were");
    return snapshot_over(std::move(rows));
}

std::unique_ptr<ReadSnapshot> RocksReadModels::snapshot_at(const domain::Uuid& tenant, std::int64_t position) {
    return snapshot_over(parts_->past.at(tenant, position));
}

std::vector<ProjectionStatus> RocksReadModels::status() {
    const auto head = parts_->runner.known_head();
    const auto positions = parts_->database.positions();
    std::vector<ProjectionStatus> list;
    for (const auto& projection : all_projections()) {
        list.push_back({std::string(projection.name), projection.version,
                        positions[static_cast<std::size_t>(projection.id)], head,
                        parts_->runner.rebuild_progress(projection.id)});
    }
    return list;
}

std::pair<std::string, ProjectionPosition> RocksReadModels::digest(std::string_view projection) {
    const auto id = projection_named(projection).id;
    const auto rows = parts_->database.pin();
    eventstore::Sha256 digest;
    rows->scan(id, "", "", [&digest](std::string_view key, std::string_view value) {
        digest.update_length_prefixed(eventstore::bytes_of(key));
        digest.update_length_prefixed(eventstore::bytes_of(value));
        return true;
    });
    return {eventstore::hex(eventstore::Bytes(digest.finish())), rows->position_of(id)};
}

}  // namespace suoledger::projections
