// SPDX-License-Identifier: Apache-2.0
// One batch: events change rows in memory, which are seen with the positions when all of them are folded.
#include <utility>

#include "eventstore/codec.hpp"
#include "projections/database_parts.hpp"

namespace suoledger::projections {

class Database::Batch : public Folding {
public:
    Batch(Database& database, std::shared_ptr<Opened> opened, RowLayers known, const ProjectionPositions& positions,
          std::int64_t epoch)
        : database_(database),
          opened_(std::move(opened)),
          known_(std::move(known)),
          epoch_(epoch),
          changed_(std::make_shared<RowLayer>()) {
        changed_->positions = positions;
    }

    void fold(const eventstore::RecordedEvent& event) override {
        const auto decoded = eventstore::decode(event.event_type, event.schema_version, event.payload,
                                                event.stream.tenant, event.event_id, nullptr);
        for (const auto& projection : all_projections()) {
            auto& position = changed_->positions[index_of(projection.id)];
            if (position.position >= event.position) continue;
            if (position.position + 1 != event.position) {
                throw FoldFault("an event was skipped on the way to " + std::string(projection.name));
            }
            PendingRows rows(*this, projection);
            projection.fold(Fact{event, decoded}, rows);
            position = {epoch_, event.position, event.leaf_hash, event.recorded_at};
        }
        ++changed_->events;
    }

    void commit() override { database_.show(opened_, std::move(changed_)); }

private:
    class PendingRows : public Rows {
    public:
        PendingRows(Batch& batch, const Projection& projection)
            : Rows(projection.looked_up),
              opened_(*batch.opened_),
              known_(batch.known_),
              projection_(projection.id),
              changed_(batch.changed_->of(projection.id)) {}
        void put(std::string_view key, std::string_view value) override { changed_.put(key, value); }
        void erase(std::string_view key) override { changed_.erase(key); }

    private:
        std::optional<std::string_view> find(std::string_view key) override {
            const auto hash = RowOverlay::hash_of(key);
            if (const auto* row = changed_.find_to_change(key, hash)) return row->value();
            if (const auto* row = find_row(known_, projection_, key, hash)) return row->value();
            stored_.Reset();
            const auto status =
                opened_.db->Get({}, opened_.serving[index_of(projection_)].get(), {key.data(), key.size()}, &stored_);
            opened_.check(status);
            const auto found = status.IsNotFound() ? std::nullopt : std::optional(stored_.ToStringView());
            changed_.remember(key, found);
            return found;
        }

        Opened& opened_;
        const RowLayers& known_;
        const ProjectionId projection_;
        RowOverlay& changed_;
        rocksdb::PinnableSlice stored_;
    };

    Database& database_;
    std::shared_ptr<Opened> opened_;  // shared: see Database::opened_
    const RowLayers known_;
    const std::int64_t epoch_;
    std::shared_ptr<RowLayer> changed_;
};

std::unique_ptr<Folding> Database::begin(std::int64_t epoch) {
    count_nothing_on_this_thread();
    const std::lock_guard lock(mutex_);
    const auto& opened = opened_or_throw();
    if (write_fault_) throw DatabaseUnavailable(*write_fault_);
    return std::make_unique<Batch>(*this, opened, opened->live.known(), positions_, epoch);
}

/// Waits while the files do not keep up.
void Database::show(const std::shared_ptr<Opened>& opened, std::shared_ptr<const RowLayer> layer) {
    std::shared_ptr<const Pin> old;  // goes after the lock
    std::unique_lock lock(mutex_);
    for (const auto& projection : all_projections())
        if (is_remembered(projection.id) && !layer->changes(projection.id).empty()) opened->forget(projection.id);
    positions_ = layer->positions;
    opened->live.push(std::move(layer), std::chrono::steady_clock::now());
    old.swap(newest_pin_);
    if (const auto small = opened->live.too_small(); !small.empty()) {
        lock.unlock();
        auto joined = merged(small);
        lock.lock();
        opened->live.replace(small, std::move(joined));
    }
    if (opened->live.is_full()) must_write_.notify_one();
    written_.wait(lock, [&] { return stopping_ || write_fault_ || !opened->live.is_too_full(); });
}

}  // namespace suoledger::projections
