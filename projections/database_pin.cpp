// SPDX-License-Identifier: Apache-2.0
// Reading from one RocksDB snapshot.
#include <algorithm>
#include <utility>

#include "projections/database_parts.hpp"

namespace suoledger::projections {

class Database::Pin : public PinnedRows {
public:
    /// Under the database's lock.
    explicit Pin(std::shared_ptr<Opened> opened)
        : opened_(std::move(opened)), families_(opened_->serving), snapshot_(opened_->db->GetSnapshot()) {
        options_.snapshot = snapshot_;
        try {
            std::string bytes;
            opened_->check(opened_->db->Get(options_, positions_key, &bytes));
            positions_ = decode_positions(bytes);
        } catch (...) {
            opened_->db->ReleaseSnapshot(snapshot_);
            throw;
        }
    }
    ~Pin() override { opened_->db->ReleaseSnapshot(snapshot_); }
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;

    std::optional<std::string> get(ProjectionId projection, const std::string& key) const override {
        std::string value;
        const auto status = opened_->db->Get(options_, family(projection), key, &value);
        opened_->check(status);
        if (status.IsNotFound()) return std::nullopt;
        return value;
    }

    void scan(ProjectionId projection, const std::string& from, const std::string& until,
              const Visit& visit) const override {
        const std::unique_ptr<rocksdb::Iterator> row(opened_->db->NewIterator(options_, family(projection)));
        for (row->Seek(from); row->Valid(); row->Next()) {
            if (!until.empty() && row->key().compare(until) >= 0) break;
            if (!visit(row->key().ToStringView(), row->value().ToStringView())) break;
        }
        opened_->check(row->status());
    }

    void scan_down(ProjectionId projection, const std::string& from, const std::string& until,
                   const Visit& visit) const override {
        const std::unique_ptr<rocksdb::Iterator> row(opened_->db->NewIterator(options_, family(projection)));
        if (until.empty()) {
            row->SeekToLast();
        } else {
            row->SeekForPrev(until);
            if (row->Valid() && row->key().compare(until) == 0) row->Prev();
        }
        for (; row->Valid() && row->key().compare(from) >= 0; row->Prev()) {
            if (!visit(row->key().ToStringView(), row->value().ToStringView())) break;
        }
        opened_->check(row->status());
    }

    const ProjectionPosition& position_of(ProjectionId projection) const override {
        return positions_[index_of(projection)];
    }

    ProjectionPosition position() const override {
        return *std::ranges::min_element(positions_, {}, &ProjectionPosition::position);
    }

private:
    rocksdb::ColumnFamilyHandle* family(ProjectionId projection) const { return families_[index_of(projection)].get(); }

    // Declared first so that it goes last: handles and the snapshot belong to its database.
    std::shared_ptr<Opened> opened_;
    Families families_;
    const rocksdb::Snapshot* snapshot_;
    rocksdb::ReadOptions options_;
    ProjectionPositions positions_{};
};

std::unique_ptr<PinnedRows> Database::pin() {
    count_nothing_on_this_thread();
    const std::lock_guard lock(mutex_);
    if (!opened_) throw DatabaseUnavailable("the read models are being replaced");
    return std::make_unique<Pin>(opened_);
}

}  // namespace suoledger::projections
