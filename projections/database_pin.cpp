// SPDX-License-Identifier: Apache-2.0
// Reading from one RocksDB snapshot.
#include <algorithm>
#include <utility>

#include "projections/database_parts.hpp"

namespace suoledger::projections {

class Database::Pin : public PinnedRows {
    class Cursor : public RowCursor {
    public:
        Cursor(Opened& opened, rocksdb::Iterator* row) : opened_(opened), row_(row) {}
        void scan(const std::string& from, const std::string& until, const Visit& visit) override {
            for (row_->Seek(from); row_->Valid(); row_->Next()) {
                if (!until.empty() && row_->key().compare(until) >= 0) break;
                if (!visit(row_->key().ToStringView(), row_->value().ToStringView())) break;
            }
            opened_.check(row_->status());
        }

    private:
        Opened& opened_;
        const std::unique_ptr<rocksdb::Iterator> row_;
    };

public:
    /// Under the database's lock.
    explicit Pin(std::shared_ptr<Opened> opened)
        : opened_(std::move(opened)),
          families_(opened_->serving),
          memos_(opened_->memos),
          snapshot_(opened_->db->GetSnapshot()) {
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
        RowMemo* memo = memos_[index_of(projection)].get();
        if (memo != nullptr)
            if (auto row = memo->find(key)) return row;
        std::string value;
        const auto status = opened_->db->Get(options_, family(projection), key, &value);
        opened_->check(status);
        if (status.IsNotFound()) return std::nullopt;
        if (memo != nullptr) memo->keep(key, value);
        return value;
    }

    std::vector<std::optional<std::string>> get_many(ProjectionId projection,
                                                     const std::vector<std::string>& keys) const override {
        const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
        std::vector<rocksdb::PinnableSlice> values(keys.size());
        std::vector<rocksdb::Status> statuses(keys.size());
        opened_->db->MultiGet(options_, family(projection), keys.size(), slices.data(), values.data(), statuses.data());
        std::vector<std::optional<std::string>> found(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            opened_->check(statuses[i]);
            if (!statuses[i].IsNotFound()) found[i] = values[i].ToString();
        }
        return found;
    }

    std::unique_ptr<RowCursor> cursor(ProjectionId projection) const override {
        return std::make_unique<Cursor>(*opened_, opened_->db->NewIterator(options_, family(projection)));
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

    /// Nothing was written since, so that a new pin would show the same.
    bool is_newest() const { return snapshot_->GetSequenceNumber() == opened_->db->GetLatestSequenceNumber(); }

    ProjectionPosition position() const override {
        return *std::ranges::min_element(positions_, {}, &ProjectionPosition::position);
    }

private:
    rocksdb::ColumnFamilyHandle* family(ProjectionId projection) const { return families_[index_of(projection)].get(); }

    // Declared first so that it goes last: handles and the snapshot belong to its database.
    std::shared_ptr<Opened> opened_;
    Families families_;
    Memos memos_;
    const rocksdb::Snapshot* snapshot_;
    rocksdb::ReadOptions options_;
    ProjectionPositions positions_{};
};

std::shared_ptr<const PinnedRows> Database::pin() {
    count_nothing_on_this_thread();
    std::shared_ptr<const Pin> replaced;  // goes after the lock
    const std::lock_guard lock(mutex_);
    if (!opened_) throw DatabaseUnavailable("the read models are being replaced");
    if (newest_pin_ && newest_pin_->is_newest()) return newest_pin_;
    replaced = std::exchange(newest_pin_, std::make_shared<const Pin>(opened_));
    return newest_pin_;
}

}  // namespace suoledger::projections
