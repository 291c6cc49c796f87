// SPDX-License-Identifier: Apache-2.0
// Sorted maps, one per projection.
#include "projections/folded_rows.hpp"

#include <utility>

#include "eventstore/codec.hpp"

namespace suoledger::projections {

namespace {

// A node's pointers, two string headers and the allocator's share.
constexpr std::size_t bytes_per_row = 128;

std::size_t size_of(const std::string& key, const std::string& value) {
    return bytes_per_row + key.size() + value.size();
}

}  // namespace

class FoldedRows::Changing : public Rows {
public:
    Changing(RowKinds looked_up, Map& map, std::size_t& bytes) : Rows(looked_up), map_(map), bytes_(bytes) {}

    void put(std::string_view key, std::string_view value) override {
        const auto [row, is_new] = map_.try_emplace(std::string(key));
        if (!is_new) bytes_ -= size_of(row->first, row->second);
        row->second = value;
        bytes_ += size_of(row->first, row->second);
    }
    void erase(std::string_view key) override {
        const auto found = map_.find(key);
        if (found == map_.end()) return;
        bytes_ -= size_of(found->first, found->second);
        map_.erase(found);
    }

private:
    std::optional<std::string_view> find(std::string_view key) override {
        const auto found = map_.find(key);
        return found == map_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
    }

    Map& map_;
    std::size_t& bytes_;
};

void FoldedRows::fold(const eventstore::RecordedEvent& event) {
    const auto decoded = eventstore::decode(event.event_type, event.schema_version, event.payload, event.stream.tenant,
                                            event.event_id, nullptr);
    for (const auto& projection : all_projections()) {
        Changing rows(projection.looked_up, maps_[static_cast<std::size_t>(projection.id)], bytes_);
        projection.fold(Fact{event, decoded}, rows);
    }
}

std::optional<std::string> FoldedRows::get(ProjectionId projection, const std::string& key) const {
    const auto found = of(projection).find(key);
    return found == of(projection).end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::optional<std::string>> FoldedRows::get_many(ProjectionId projection,
                                                             const std::vector<std::string>& keys) const {
    std::vector<std::optional<std::string>> found;
    found.reserve(keys.size());
    for (const auto& key : keys) found.push_back(get(projection, key));
    return found;
}

class FoldedRows::Cursor : public RowCursor {
public:
    explicit Cursor(const Map& map) : map_(map) {}
    void scan(const std::string& from, const std::string& until, const Visit& visit) override {
        for (auto row = map_.lower_bound(from); row != map_.end(); ++row) {
            if (!until.empty() && row->first >= until) return;
            if (!visit(row->first, row->second)) return;
        }
    }

private:
    const Map& map_;
};

std::unique_ptr<RowCursor> FoldedRows::cursor(ProjectionId projection) const {
    return std::make_unique<Cursor>(of(projection));
}

void FoldedRows::scan_down(ProjectionId projection, const std::string& from, const std::string& until,
                           const Visit& visit) const {
    const Map& map = of(projection);
    auto row = until.empty() ? map.end() : map.lower_bound(until);
    while (row != map.begin()) {
        --row;
        if (row->first < from) return;
        if (!visit(row->first, row->second)) return;
    }
}

}  // namespace suoledger::projections
