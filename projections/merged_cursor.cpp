// SPDX-License-Identifier: Apache-2.0
#include "projections/merged_cursor_parts.hpp"

#include <algorithm>
#include <utility>

namespace suoledger::projections {

MergedCursor::MergedCursor(std::unique_ptr<rocksdb::Iterator> files, const RowLayers& layers, ProjectionId projection)
    : files_(std::move(files)) {
    for (const auto& layer : layers) {
        const auto changes = layer->changes(projection);
        if (!changes.empty()) layers_.push_back({changes});
    }
}

void MergedCursor::Changes::seek(std::string_view key) {
    at = static_cast<std::size_t>(std::ranges::lower_bound(rows, key, {}, &RowOverlay::Row::key) - rows.begin());
}

void MergedCursor::scan(const std::string& from, const std::string& until, const Visit& visit) {
    files_->Seek(from);
    for (auto& changes : layers_) changes.seek(from);
    go(false, from, until, visit);
}

void MergedCursor::scan_down(const std::string& from, const std::string& until, const Visit& visit) {
    if (until.empty()) {
        files_->SeekToLast();
        for (auto& changes : layers_) changes.at = changes.rows.size();
    } else {
        files_->SeekForPrev(until);
        if (files_->Valid() && files_->key().compare(until) == 0) files_->Prev();
        for (auto& changes : layers_) changes.seek(until);
    }
    go(true, from, until, visit);
}

/// Of equal keys the newest counts, and all are passed.
void MergedCursor::go(bool is_down, const std::string& from, const std::string& until, const Visit& visit) {
    const auto is_sooner = [is_down](std::string_view one, std::string_view other) {
        return is_down ? one > other : one < other;
    };
    while (true) {
        const RowOverlay::Row* next = nullptr;
        for (const auto& changes : layers_) {
            if (changes.is_at_end(is_down)) continue;
            const auto& row = changes.row(is_down);
            if (next == nullptr || is_sooner(row.key(), next->key())) next = &row;
        }
        const bool is_in_files =
            files_->Valid() && (next == nullptr || !is_sooner(next->key(), files_->key().ToStringView()));
        const bool is_of_files = is_in_files && (next == nullptr || next->key() != files_->key().ToStringView());
        if (!is_of_files && next == nullptr) return;
        const auto key = is_of_files ? files_->key().ToStringView() : next->key();
        if (is_down ? key < from : !until.empty() && key >= until) return;
        const auto value = is_of_files ? std::optional(files_->value().ToStringView()) : next->value();
        if (value && !visit(key, *value)) return;
        if (!is_of_files) {
            for (auto& changes : layers_)
                if (!changes.is_at_end(is_down) && changes.row(is_down).key() == key) changes.step(is_down);
        }
        if (is_in_files) is_down ? files_->Prev() : files_->Next();
    }
}

}  // namespace suoledger::projections
