// SPDX-License-Identifier: Apache-2.0
#include "projections/row_layer.hpp"

#include <functional>
#include <numeric>
#include <ranges>

namespace suoledger::projections {

std::span<const RowOverlay::Row* const> RowLayer::changes(ProjectionId projection) const {
    auto& sorted = sorted_[index_of(projection)];
    std::call_once(sorted.made, [&] { sorted.rows = of(projection).changes(); });
    return sorted.rows;
}

std::size_t RowLayer::bytes() const {
    return std::accumulate(rows_.begin(), rows_.end(), std::size_t{0},
                           [](std::size_t sum, const RowOverlay& rows) { return sum + rows.bytes(); });
}

std::shared_ptr<const RowLayer> merged(std::span<const std::shared_ptr<const RowLayer>> layers) {
    if (layers.size() == 1) return layers.front();
    auto all = std::make_shared<RowLayer>();
    for (const auto& layer : layers | std::views::reverse) {
        for (const auto& projection : all_projections()) all->of(projection.id).take(layer->of(projection.id));
        all->events += layer->events;
    }
    all->positions = layers.front()->positions;
    return all;
}

std::vector<const RowOverlay::Row*> changes_of(const RowLayers& layers, ProjectionId projection) {
    std::vector<const RowOverlay::Row*> rows;
    for (const auto& layer : layers | std::views::reverse) layer->of(projection).add_changes(rows);
    sort_by_key(rows);  // of one key the last stays
    return rows;
}

std::size_t bytes_of(const RowLayers& layers) {
    return std::transform_reduce(layers.begin(), layers.end(), std::size_t{0}, std::plus{},
                                 [](const auto& layer) { return layer->bytes(); });
}

const RowOverlay::Row* find_row(const RowLayers& layers, ProjectionId projection, std::string_view key,
                                std::uint32_t hash) {
    for (const auto& layer : layers) {
        if (const auto* row = layer->of(projection).find(key, hash)) return row;
    }
    return nullptr;
}

}  // namespace suoledger::projections
