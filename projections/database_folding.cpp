// SPDX-License-Identifier: Apache-2.0
// One batch: events change rows in memory, each changed key is written once, with the positions, in one WriteBatch.
#include <algorithm>
#include <unordered_map>
#include <vector>

#include <rocksdb/write_batch.h>

#include "eventstore/codec.hpp"
#include "projections/database_parts.hpp"

namespace suoledger::projections {

namespace {

/// What the batch changed so far; nullopt is an erased row. Simpler than an indexed write batch and a hot row (an
/// account's sum) is written once per batch, not once per event.
using Changes = std::unordered_map<std::string, std::optional<std::string>>;

/// RocksDB finds the place of a row sooner next to the one before it.
std::vector<const Changes::value_type*> sorted(const Changes& changes) {
    std::vector<const Changes::value_type*> list;
    list.reserve(changes.size());
    for (const auto& change : changes) list.push_back(&change);
    std::ranges::sort(list, {}, [](const auto* change) -> const std::string& { return change->first; });
    return list;
}

}  // namespace

class Database::Batch : public Folding {
public:
    Batch(Database& database, std::shared_ptr<Opened> opened, std::int64_t epoch)
        : database_(database), opened_(std::move(opened)), epoch_(epoch), positions_(database.positions()) {}

    void fold(const eventstore::RecordedEvent& event) override {
        const auto decoded = eventstore::decode(event.event_type, event.schema_version, event.payload,
                                                event.stream.tenant, event.event_id, nullptr);
        for (const auto& projection : all_projections()) {
            auto& position = positions_[index_of(projection.id)];
            if (position.position >= event.position) continue;
            if (position.position + 1 != event.position) {
                throw FoldFault("an event was skipped on the way to " + std::string(projection.name));
            }
            PendingRows rows(*this, projection.id);
            projection.fold(Fact{event, decoded}, rows);
            position = {epoch_, event.position, event.leaf_hash, event.recorded_at};
        }
    }

    void commit() override {
        rocksdb::WriteBatch writes;
        for (std::size_t i = 0; i < projection_count; ++i) {
            for (const auto* change : sorted(changes_[i])) {
                const auto& [key, value] = *change;
                opened_->check(value ? writes.Put(opened_->serving[i].get(), key, *value)
                                     : writes.Delete(opened_->serving[i].get(), key));
            }
        }
        opened_->check(writes.Put(positions_key, encode_positions(positions_, opened_->serving)));
        std::shared_ptr<const Pin> old;  // goes after the lock
        std::unique_lock lock(database_.mutex_, std::defer_lock);
        if (changes_what_is_remembered()) lock.lock();  // before the write: see Opened::forget
        write(writes);
        if (!lock.owns_lock()) lock.lock();
        database_.positions_ = positions_;
        old.swap(database_.newest_pin_);
    }

private:
    void forget_what_changed() {
        for (const auto& projection : all_projections()) {
            if (!changes_[index_of(projection.id)].empty()) opened_->forget(projection.id);
        }
    }
    [[nodiscard]] bool changes_what_is_remembered() const {
        return std::ranges::any_of(all_projections(), [this](const Projection& projection) {
            return is_remembered(projection.id) && !changes_[index_of(projection.id)].empty();
        });
    }
    void write(rocksdb::WriteBatch& writes) {
        auto& known = opened_->known;
        try {
            opened_->check(opened_->db->Write({}, &writes));
        } catch (...) {
            for (auto& rows : known) rows.clear();  // it may be there all the same
            forget_what_changed();
            throw;
        }
        for (std::size_t i = 0; i < projection_count; ++i) {
            for (const auto& [key, value] : changes_[i]) known[i].written(key, value);
        }
        forget_what_changed();
    }

    class PendingRows : public Rows {
    public:
        PendingRows(Batch& batch, ProjectionId projection)
            : opened_(*batch.opened_),
              family_(batch.opened_->serving[index_of(projection)].get()),
              changes_(batch.changes_[index_of(projection)]),
              known_(batch.opened_->known[index_of(projection)]) {}

        std::optional<std::string_view> get(std::string_view key) override {
            const std::string name(key);
            const auto changed = changes_.find(name);
            if (changed != changes_.end()) return changed->second;
            if (const auto* known = known_.find(name)) return *known;
            std::string value;
            const auto status = opened_.db->Get({}, family_, name, &value);
            opened_.check(status);
            found_ = status.IsNotFound() ? std::nullopt : std::optional(std::move(value));
            known_.learn(name, found_);
            return found_;
        }
        void put(std::string_view key, std::string_view value) override { changes_[std::string(key)].emplace(value); }
        void erase(std::string_view key) override { changes_[std::string(key)].reset(); }

    private:
        Opened& opened_;
        rocksdb::ColumnFamilyHandle* family_;
        Changes& changes_;
        RowCache& known_;
        RowCache::Row found_;
    };

    Database& database_;
    std::shared_ptr<Opened> opened_;  // shared: see Database::opened_
    const std::int64_t epoch_;
    ProjectionPositions positions_;
    std::array<Changes, projection_count> changes_;
};

std::unique_ptr<Folding> Database::begin(std::int64_t epoch) {
    count_nothing_on_this_thread();
    return std::make_unique<Batch>(*this, current(), epoch);
}

}  // namespace suoledger::projections
