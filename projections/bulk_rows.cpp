// SPDX-License-Identifier: Apache-2.0
// An overlay of changed rows over a column family that grows by ingested files.
#include "projections/bulk_rows.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <utility>
#include <vector>

#include <rocksdb/sst_file_writer.h>
#include <rocksdb/write_batch.h>

#include "eventstore/failpoints.hpp"
#include "projections/database_parts.hpp"

namespace suoledger::projections {

namespace {

/// In the family itself. Shorter than any row's key (they begin with a business' 16 bytes), and before all of them.
/// Readers never meet it: it goes with the write that makes the rows serve.
const std::string position_key(1, '\0');

/// RocksDB slows all writers down at 20 files of one family that are not merged yet.
constexpr int most_unmerged_files = 12;

/// What is not written yet, by key; nullopt is an erased row. Sorted when it is written: looking up is more frequent.
class Overlay {
public:
    using Changes = std::unordered_map<std::string, std::optional<std::string>>;

    [[nodiscard]] const std::optional<std::string>* find(const std::string& key) const {
        const auto found = changes_.find(key);
        return found == changes_.end() ? nullptr : &found->second;
    }
    void set(const std::string& key, std::optional<std::string> value) {
        const auto [entry, is_new] = changes_.try_emplace(key);
        if (is_new) bytes_ += per_entry + entry->first.capacity();
        bytes_ += capacity_of(value);
        bytes_ -= capacity_of(entry->second);
        entry->second = std::move(value);
    }
    [[nodiscard]] std::vector<const Changes::value_type*> sorted() const {
        std::vector<const Changes::value_type*> entries;
        entries.reserve(changes_.size());
        for (const auto& entry : changes_) entries.push_back(&entry);
        std::ranges::sort(entries, {}, [](const auto* entry) -> const std::string& { return entry->first; });
        return entries;
    }
    void clear() {
        changes_.clear();
        bytes_ = 0;
    }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    /// The entry, what the table of buckets and the sorted list need for it, and what the allocator adds three times.
    static constexpr std::size_t per_entry = sizeof(Changes::value_type) + 6 * sizeof(void*) + 3 * 16;

    static std::size_t capacity_of(const std::optional<std::string>& value) { return value ? value->capacity() : 0; }

    Changes changes_;
    std::size_t bytes_ = 0;
};

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
          limit_bytes_(limit_bytes) {
        std::string bytes;
        const auto found = opened->db->Get({}, family.get(), position_key, &bytes);
        opened->check(found);
        if (found.ok()) position_ = written_ = decode_row<ProjectionPosition>(bytes);
    }

    const ProjectionPosition& position() const override { return position_; }
    std::size_t bytes() const override { return overlay_.bytes(); }

    void fold(const Fact& fact) override {
        if (position_.position + 1 != fact.recorded.position) {
            throw FoldFault("an event was skipped on the way to " + std::string(projection_.name));
        }
        const auto held = hold();
        Seen rows(*this, held);
        projection_.fold(fact, rows);
        position_ = {epoch_, fact.recorded.position, fact.recorded.leaf_hash, fact.recorded.recorded_at};
        if (overlay_.bytes() >= limit_bytes_) ingest(held);
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
        return files >= most_unmerged_files;
    }

    bool serve() override;

private:
    /// Only for the length of a call: a damaged database is replaced once nobody holds it.
    struct Held {
        std::shared_ptr<Opened> opened;  // first, so that it goes last
        Family family;
    };

    class Seen : public Rows {
    public:
        Seen(NextRows& rows, const Held& held) : overlay_(rows.overlay_), held_(held) {}
        std::optional<std::string> get(const std::string& key) override {
            if (const auto* changed = overlay_.find(key)) return *changed;
            std::string value;
            const auto status = held_.opened->db->Get({}, held_.family.get(), key, &value);
            held_.opened->check(status);
            if (status.IsNotFound()) return std::nullopt;
            return value;
        }
        void put(const std::string& key, std::string value) override { overlay_.set(key, std::move(value)); }
        void erase(const std::string& key) override { overlay_.set(key, std::nullopt); }

    private:
        Overlay& overlay_;
        const Held& held_;
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
    void ingest(const Held& held);

    Database& database_;
    // Weak: neither a damaged database nor a family that was given up waits for this.
    std::weak_ptr<Opened> opened_;
    std::weak_ptr<rocksdb::ColumnFamilyHandle> family_;
    const Projection& projection_;
    const std::int64_t epoch_;
    const std::size_t limit_bytes_;
    ProjectionPosition position_, written_;
    Overlay overlay_;
};

void Database::NextRows::ingest(const Held& held) {
    auto& opened = *held.opened;
    const auto directory = bulk_directory(database_.options_);
    std::filesystem::create_directories(directory);
    const auto path = (directory / held.family->GetName()).string();
    constexpr bool drop_from_page_cache = false;  // it is read again soon
    rocksdb::SstFileWriter file(rocksdb::EnvOptions(), rocksdb::Options(rocksdb::DBOptions(), opened.family_options),
                                held.family.get(), drop_from_page_cache);
    opened.check(file.Open(path));
    opened.check(file.Put(position_key, encode_row(position_)));
    for (const auto* entry : overlay_.sorted()) {
        opened.check(entry->second ? file.Put(entry->first, *entry->second) : file.Delete(entry->first));
    }
    opened.check(file.Finish());
    eventstore::failpoint("projections.rebuild_before_ingestion");
    rocksdb::IngestExternalFileOptions options;
    options.move_files = true;
    options.write_global_seqno = false;  // only versions of RocksDB before 5.16 look for it in the file
    opened.check(opened.db->IngestExternalFile(held.family.get(), {path}, options));
    overlay_.clear();
    written_ = position_;
    eventstore::failpoint("projections.rebuild_ingested");
}

bool Database::NextRows::serve() {
    const auto held = hold();
    auto& opened = *held.opened;
    const auto index = index_of(projection_.id);
    const auto positions = database_.positions();
    if (positions[index] != position_) return false;
    auto serving = opened.serving;
    serving[index] = held.family;
    rocksdb::WriteBatch writes;
    for (const auto* entry : overlay_.sorted()) {
        opened.check(entry->second ? writes.Put(held.family.get(), entry->first, *entry->second)
                                   : writes.Delete(held.family.get(), entry->first));
    }
    opened.check(writes.Delete(held.family.get(), position_key));
    opened.check(writes.Put(positions_key, encode_positions(positions, serving)));
    rocksdb::WriteOptions options;
    options.sync = true;  // what is dropped below is dropped durably
    opened.check(opened.db->Write(options, &writes));
    {
        // A pin taken since the write still shows the old rows, which are those of the same position.
        std::shared_ptr<const Pin> old;  // goes after the lock
        const std::lock_guard lock(database_.mutex_);
        std::swap(opened.serving, serving);
        opened.known[index].clear();  // the rows may have been replaced because they were wrong
        opened.forget(projection_.id);
        old.swap(database_.newest_pin_);
        opened.next[index].reset();
    }
    eventstore::failpoint("projections.rebuild_switched");
    const auto status = opened.db->DropColumnFamily(serving[index].get());
    (void)status;  // refused, it stays until the next start, which drops what is neither serving nor the next
    return true;
}

std::unique_ptr<BulkRows> Database::next_rows(ProjectionId projection, std::int64_t epoch, std::size_t limit_bytes) {
    const auto opened = current();
    const auto index = index_of(projection);
    Family next;
    std::string name;
    {
        const std::lock_guard lock(mutex_);
        next = opened->next[index];
        name = opened->serving[index]->GetName();
    }
    if (!next) {
        // Not under the lock: readers would wait for the disk, and for a thread of low priority.
        next = opened->create(family_name(projection, generation_of(projection, name).value() + 1));
        const std::lock_guard lock(mutex_);
        opened->next[index] = next;
    }
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
