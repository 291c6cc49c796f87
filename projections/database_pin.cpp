// SPDX-License-Identifier: Apache-2.0
// Reading from one RocksDB snapshot, and from what lies over it in memory.
#include <algorithm>
#include <utility>

#include "projections/database_parts.hpp"
#include "projections/merged_cursor_parts.hpp"

namespace suoledger::projections {

class Database::Pin : public PinnedRows {
    class Cursor : public RowCursor {
    public:
        Cursor(Opened& opened, MergedCursor rows) : opened_(opened), rows_(std::move(rows)) {}
        void scan(const std::string& from, const std::string& until, const Visit& visit) override {
            rows_.scan(from, until, visit);
            opened_.check(rows_.status());
        }

    private:
        Opened& opened_;
        MergedCursor rows_;
    };

public:
    /// Under the database's lock.
    Pin(std::shared_ptr<Opened> opened, const ProjectionPositions& positions)
        : opened_(std::move(opened)),
          families_(opened_->serving),
          memos_(opened_->memos),
          layers_(opened_->live.unwritten()),
          snapshot_(opened_->db->GetSnapshot()),
          positions_(positions) {
        options_.snapshot = snapshot_;
    }
    ~Pin() override { opened_->db->ReleaseSnapshot(snapshot_); }
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;

    std::optional<std::string> get(ProjectionId projection, const std::string& key) const override {
        RowMemo* memo = memos_[index_of(projection)].get();
        if (memo != nullptr)
            if (auto row = memo->find(key)) return row;
        auto value = find(projection, key);
        if (memo != nullptr && value) memo->keep(key, *value);
        return value;
    }

    std::vector<std::optional<std::string>> get_many(ProjectionId projection,
                                                     const std::vector<std::string>& keys) const override {
        std::vector<std::optional<std::string>> found(keys.size());
        std::vector<std::size_t> in_files;
        std::vector<rocksdb::Slice> slices;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (const auto* row = find_row(layers_, projection, keys[i])) {
                found[i] = row->value();
            } else {
                in_files.push_back(i);
                slices.emplace_back(keys[i]);
            }
        }
        std::vector<rocksdb::PinnableSlice> values(slices.size());
        std::vector<rocksdb::Status> statuses(slices.size());
        opened_->db->MultiGet(options_, family(projection), slices.size(), slices.data(), values.data(),
                              statuses.data());
        for (std::size_t i = 0; i < slices.size(); ++i) {
            opened_->check(statuses[i]);
            if (!statuses[i].IsNotFound()) found[in_files[i]] = values[i].ToString();
        }
        return found;
    }

    std::unique_ptr<RowCursor> cursor(ProjectionId projection) const override {
        return std::make_unique<Cursor>(*opened_, merged_cursor(projection));
    }

    void scan_down(ProjectionId projection, const std::string& from, const std::string& until,
                   const Visit& visit) const override {
        auto rows = merged_cursor(projection);
        rows.scan_down(from, until, visit);
        opened_->check(rows.status());
    }

    const ProjectionPosition& position_of(ProjectionId projection) const override {
        return positions_[index_of(projection)];
    }

    ProjectionPosition position() const override {
        return *std::ranges::min_element(positions_, {}, &ProjectionPosition::position);
    }

private:
    std::optional<std::string> find(ProjectionId projection, const std::string& key) const {
        if (const auto* row = find_row(layers_, projection, key)) {
            const auto value = row->value();
            return value ? std::optional<std::string>(*value) : std::nullopt;
        }
        std::string value;
        const auto status = opened_->db->Get(options_, family(projection), key, &value);
        opened_->check(status);
        return status.IsNotFound() ? std::nullopt : std::optional(std::move(value));
    }
    MergedCursor merged_cursor(ProjectionId projection) const {
        return {std::unique_ptr<rocksdb::Iterator>(opened_->db->NewIterator(options_, family(projection))), layers_,
                projection};
    }
    rocksdb::ColumnFamilyHandle* family(ProjectionId projection) const { return families_[index_of(projection)].get(); }

    // Declared first so that it goes last: handles and the snapshot belong to its database.
    std::shared_ptr<Opened> opened_;
    Families families_;
    Memos memos_;
    RowLayers layers_;
    const rocksdb::Snapshot* snapshot_;
    rocksdb::ReadOptions options_;
    const ProjectionPositions positions_;
};

std::shared_ptr<const PinnedRows> Database::pin() {
    count_nothing_on_this_thread();
    const std::lock_guard lock(mutex_);
    const auto& opened = opened_or_throw();
    if (!newest_pin_) newest_pin_ = std::make_shared<const Pin>(opened, positions_);
    return newest_pin_;
}

}  // namespace suoledger::projections
