// SPDX-License-Identifier: Apache-2.0
// An overlay of changed rows over a column family that grows by ingested files.
#include "projections/bulk_rows.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <rocksdb/write_batch.h>

#include "eventstore/failpoints.hpp"
#include "projections/database_parts.hpp"
#include "projections/row_overlay.hpp"

namespace suoledger::projections {

namespace {

/// In the family itself. Shorter than any row's key (they begin with a business' 16 bytes), and before all of them.
/// Readers never meet it: it goes with the write that makes the rows serve.
const std::string position_key(1, '\0');

/// Before RocksDB slows all writers down because files of one family are not merged yet; it begins to merge well
/// before.
constexpr int files_to_spare = 4;

/// Of rows that go to a file in the order in which they come: so few that a processor keeps them at hand.
constexpr std::size_t bytes_at_hand = std::size_t{512} << 10;

}  // namespace

class Database::NextRows final : public BulkRows {
public:
    NextRows(Database& database, const std::shared_ptr<Opened>& opened, const Family& family, ProjectionId projection,
             std::int64_t epoch, std::size_t limit_bytes)
        : database_(database),
          opened_(opened),
          family_(family),
          projection_(all_projections()[index_of(projection)]),
          epoch_(epoch),
          limit_bytes_(limit_bytes),
          most_in_memory_(projection_.is_appended ? std::min(limit_bytes / 4, bytes_at_hand) : limit_bytes) {
        std::string bytes;
        const auto found = opened->db->Get({}, family.get(), position_key, &bytes);
        opened->check(found);
        if (found.ok()) position_ = written_ = decode_row<ProjectionPosition>(bytes);
    }

    const ProjectionPosition& position() const override { return position_; }
    std::int64_t written_position() const override { return written_.position; }
    std::size_t bytes() const override { return overlay_.bytes(); }

    using BulkRows::fold;
    void fold(std::span<const Fact> facts) override {
        count_nothing_on_this_thread();
        const auto held = hold();
        Seen rows(*this, held);
        for (const auto& fact : facts) {
            if (position_.position + 1 != fact.recorded.position) {
                throw FoldFault("an event was skipped on the way to " + std::string(projection_.name));
            }
            projection_.fold(fact, rows);
            position_ = {epoch_, fact.recorded.position, fact.recorded.leaf_hash, fact.recorded.recorded_at};
            if (overlay_.bytes() >= most_in_memory_) write(held);
        }
    }

    void flush() override {
        if (written_ != position_) ingest(hold());
    }

    bool is_congested() const override {
        const auto held = hold();
        std::string text;
        int files = 0;
        if (held.opened->db->GetProperty(held.family.get(), rocksdb::DB::Properties::kNumFilesAtLevelPrefix + "0",
                                         &text)) {
            std::from_chars(text.data(), text.data() + text.size(), files);
        }
        return files + files_to_spare >= held.opened->options_of(held.family->GetName()).level0_slowdown_writes_trigger;
    }

    bool serve() override {
        auto* const self = this;
        return database_.serve(std::span(&self, 1));
    }

private:
    friend class Database;

    /// Only for the length of a call: a damaged database is replaced once nobody holds it.
    struct Held {
        std::shared_ptr<Opened> opened;  // first, so that it goes last
        Family family;
    };

    class Seen : public Rows {
    public:
        Seen(NextRows& rows, const Held& held)
            : Rows(rows.projection_.looked_up), rows_(rows), overlay_(rows.overlay_), held_(held) {}
        void put(std::string_view key, std::string_view value) override {
            if (is_looked_up(key))
                overlay_.put(key, value);
            else
                overlay_.append(key, value);
        }
        void erase(std::string_view key) override {
            if (is_looked_up(key))
                overlay_.erase(key);
            else
                overlay_.append(key, std::nullopt);
        }

    private:
        std::optional<std::string_view> find(std::string_view key) override {
            if (const auto* row = overlay_.find_to_change(key)) return row->value();
            if (rows_.written_.position == 0) return std::nullopt;  // there is no file yet
            stored_.Reset();
            const auto status = held_.opened->db->Get({}, held_.family.get(), {key.data(), key.size()}, &stored_);
            held_.opened->check(status);
            if (status.IsNotFound()) return std::nullopt;
            overlay_.remember(key, stored_.ToStringView());
            return stored_.ToStringView();
        }

        NextRows& rows_;
        RowOverlay& overlay_;
        const Held& held_;
        rocksdb::PinnableSlice stored_;
    };

    [[nodiscard]] Held hold() const {
        Held held{opened_.lock(), family_.lock()};
        const std::lock_guard lock(database_.mutex_);
        if (!held.opened || held.opened != database_.opened_ || !held.family ||
            held.opened->next[index_of(projection_.id)] != held.family) {
            throw DatabaseUnavailable("what was rebuilt of " + std::string(projection_.name) + " was given up");
        }
        return held;
    }
    /// As much as is in memory.
    void write(const Held& held);
    void add_to_file(const Held& held);
    void ingest(const Held& held);
    [[nodiscard]] std::filesystem::path path_of(const Held& held) const {
        return bulk_directory(database_.options_) / held.family->GetName();
    }
    void write_rest(const Held& held, rocksdb::WriteBatch& writes) const;

    Database& database_;
    // Weak: neither a damaged database nor a family that was given up waits for this.
    std::weak_ptr<Opened> opened_;
    std::weak_ptr<rocksdb::ColumnFamilyHandle> family_;
    const Projection& projection_;
    const std::int64_t epoch_;
    const std::size_t limit_bytes_, most_in_memory_;
    ProjectionPosition position_, written_;
    RowOverlay overlay_;
    std::unique_ptr<rocksdb::SstFileWriter> file_;  // of rows that come in the order of their keys; not in the family
    std::size_t bytes_in_file_ = 0;                 // as they were in memory
};

void Database::NextRows::write(const Held& held) {
    if (!projection_.is_appended) return ingest(held);
    add_to_file(held);
    if (bytes_in_file_ >= limit_bytes_) ingest(held);
}

void Database::NextRows::add_to_file(const Held& held) {
    if (!file_) file_ = held.opened->begin_file(path_of(held), held.family.get());
    held.opened->add(*file_, overlay_.changes());
    bytes_in_file_ += overlay_.bytes();
    overlay_.clear();
}

void Database::NextRows::ingest(const Held& held) {
    count_nothing_on_this_thread();
    database_.flush();  // so that what serves is never behind them, whatever is killed
    auto& opened = *held.opened;
    auto* const family = held.family.get();
    const auto path = path_of(held);
    const FileRow position{position_key, encode_row(position_)};
    if (file_) add_to_file(held);
    const auto file =
        file_ ? opened.finish(*file_, path, family) : opened.write_file(path, family, position, overlay_.changes());
    eventstore::failpoint("projections.rebuild_before_ingestion");
    opened.check(opened.db->IngestExternalFiles({file}));
    overlay_.clear();
    eventstore::failpoint("projections.rebuild_ingested");
    // The file began before its end was known. If this is lost, its rows come again as they are.
    if (file_) opened.check(opened.db->Put({}, family, position.key, position.value));
    file_.reset();
    bytes_in_file_ = 0;
    written_ = position_;
}

/// What is not in files, and the end of being a rebuild.
void Database::NextRows::write_rest(const Held& held, rocksdb::WriteBatch& writes) const {
    auto& opened = *held.opened;
    opened.put(writes, held.family.get(), overlay_.changes());
    opened.check(writes.Delete(held.family.get(), position_key));
}

bool Database::serve(const RebuiltRows& rows) {
    std::vector<NextRows*> own;
    for (const auto& [projection, each] : rows)
        own.push_back(static_cast<NextRows*>(each.get()));  // there is no other kind
    return serve(std::span<NextRows* const>(own));
}

bool Database::serve(std::span<NextRows* const> rows) {
    for (auto* const each : rows)
        if (each->file_) each->flush();
    const auto opened = current();
    const std::lock_guard writing(writing_);
    write_live_rows(*opened);  // to the families that it is of
    const auto positions = this->positions();
    auto serving = opened->serving;
    rocksdb::WriteBatch writes;
    for (const auto* each : rows) {
        const auto held = each->hold();
        const auto index = index_of(each->projection_.id);
        if (positions[index] != each->position_) return false;
        serving[index] = held.family;
        each->write_rest(held, writes);
    }
    opened->check(writes.Put(positions_key, encode_positions(positions, serving)));
    rocksdb::WriteOptions options;
    options.sync = true;  // what is dropped below is dropped durably
    opened->check(opened->db->Write(options, &writes));
    {
        // A pin taken since the write still shows the old rows, which are those of the same position.
        std::shared_ptr<const Pin> old;  // goes after the lock
        const std::lock_guard lock(mutex_);
        std::swap(opened->serving, serving);
        old.swap(newest_pin_);
        opened->live.forget_written();  // the rows may have been replaced because they were wrong
        for (const auto* each : rows) {
            const auto projection = each->projection_.id;
            opened->forget(projection);
            opened->rebuilt.push_back(std::move(opened->next[index_of(projection)]));
            opened->replaced.push_back(std::move(serving[index_of(projection)]));
        }
    }
    eventstore::failpoint("projections.rebuild_switched");
    return true;
}

void Database::drop_replaced() {
    std::shared_ptr<Opened> opened;
    std::vector<Family> rebuilt, replaced;  // go before what they are of; the latter take their files with them
    {
        const std::lock_guard lock(mutex_);
        if (!opened_ || opened_->replaced.empty()) return;
        opened = opened_;
        rebuilt.swap(opened->rebuilt);
        replaced.swap(opened->replaced);
    }
    opened->merge_as_usual(rebuilt);
    eventstore::failpoint("projections.rebuild_before_drop");
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    for (const auto& family : replaced) handles.push_back(family.get());
    const auto status = opened->db->DropColumnFamilies(handles);
    (void)status;  // refused, they stay until the next start, which drops what is neither serving nor the next
}

std::string Database::next_name(const Opened& opened, ProjectionId projection) const {
    const std::lock_guard lock(mutex_);
    const auto serving = opened.serving[index_of(projection)]->GetName();
    return family_name(projection, generation_of(projection, serving).value() + 1);
}

void Database::make_next_families(std::span<const ProjectionId> projections) {
    const auto opened = current();
    const auto families = [&] {
        const std::lock_guard lock(mutex_);
        return opened->next;
    }();
    std::vector<ProjectionId> missing;
    std::vector<std::string> names;
    for (const auto projection : projections) {
        if (families[index_of(projection)]) continue;
        missing.push_back(projection);
        names.push_back(next_name(*opened, projection));
    }
    if (missing.empty()) return;
    // Not under the lock: readers would wait for the disk, and for a thread of low priority.
    const auto made = opened->create_next(names);
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < missing.size(); ++i) opened->next[index_of(missing[i])] = made[i];
}

std::unique_ptr<BulkRows> Database::next_rows(ProjectionId projection, std::int64_t epoch, std::size_t limit_bytes) {
    make_next_families(std::span(&projection, 1));
    const auto opened = current();
    const auto next = [&] {
        const std::lock_guard lock(mutex_);
        return opened->next[index_of(projection)];
    }();
    if (!next) throw DatabaseUnavailable("what was rebuilt was given up");
    return std::make_unique<NextRows>(*this, opened, next, projection, epoch, limit_bytes);
}

std::vector<ProjectionId> Database::unfinished_rebuilds() const {
    const auto opened = current();
    const std::lock_guard lock(mutex_);
    std::vector<ProjectionId> unfinished;
    for (const auto& projection : all_projections()) {
        if (opened->next[index_of(projection.id)]) unfinished.push_back(projection.id);
    }
    return unfinished;
}

void Database::give_up_rebuild(ProjectionId projection) {
    const std::lock_guard lock(mutex_);
    if (!opened_) return;
    auto& next = opened_->next[index_of(projection)];
    if (!next) return;
    opened_->check(opened_->db->DropColumnFamily(next.get()));
    next.reset();
}

}  // namespace suoledger::projections
