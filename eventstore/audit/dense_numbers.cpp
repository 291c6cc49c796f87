// SPDX-License-Identifier: Apache-2.0
// Flat tables without a node for each entry: an audit holds one row a stream.
#include "eventstore/audit/dense_numbers.hpp"

#include <array>

#include <fmt/format.h>
#include <boost/unordered/unordered_flat_map.hpp>

#include "eventstore/flat_map.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::size_t series_count = 4;  // by domain::Series

struct TenantNumbers {
    std::uint32_t index = 0;  // takes the place of 16 bytes in every stream's row
    std::int64_t sequence = 0;
    std::array<std::int64_t, series_count> series{};
};

/// 24 bytes: with the version behind it, one row is 32.
struct StreamKey {
    domain::Uuid id;
    std::uint32_t tenant;
    std::uint32_t type;
    bool operator==(const StreamKey&) const = default;
};
struct HashOfStream {
    using is_avalanching = void;  // std::hash of an id ends with a multiplication, and so does this
    std::size_t operator()(const StreamKey& key) const noexcept {
        const std::size_t others = (std::size_t{key.type} << 32) | key.tenant;
        const std::size_t mixed = (std::hash<domain::Uuid>()(key.id) ^ others) * 0x9E3779B97F4A7C15ULL;
        return mixed ^ (mixed >> 32);
    }
};

Finding gap(FindingCode code, const RecordedEvent& event, std::string_view name, std::int64_t found,
            std::int64_t expected) {
    return {code, event.position, 0, fmt::format("{} is {}, expected {}", name, found, expected)};
}

}  // namespace

struct DenseNumbers::Tables {
    FlatMap<domain::Uuid, TenantNumbers> tenants;
    boost::unordered_flat_map<StreamKey, std::int64_t, HashOfStream> streams;
};

DenseNumbers::DenseNumbers(bool from_the_start)
    : from_the_start_(from_the_start), tables_(std::make_unique<Tables>()) {}
DenseNumbers::~DenseNumbers() = default;

std::optional<Finding> DenseNumbers::take(const RecordedEvent& event) {
    const auto next = [this](std::int64_t last, std::int64_t found) {
        return last == 0 && !from_the_start_ ? found : last + 1;
    };
    auto [entry, is_new] = tables_->tenants.try_emplace(event.stream.tenant);
    TenantNumbers& tenant = entry->second;
    if (is_new) tenant.index = static_cast<std::uint32_t>(tables_->tenants.size());
    const std::int64_t sequence = next(tenant.sequence, event.tenant_sequence);
    if (event.tenant_sequence != sequence || sequence < 1)
        return gap(FindingCode::tenant_sequence_not_dense, event, "tenant_sequence", event.tenant_sequence, sequence);
    tenant.sequence = sequence;

    std::int64_t& known =
        tables_->streams[{event.stream.id, tenant.index, static_cast<std::uint32_t>(event.stream.type)}];
    const std::int64_t version = next(known, event.stream_version);
    if (event.stream_version != version || version < 1)
        return gap(FindingCode::stream_version_not_dense, event, "stream_version", event.stream_version, version);
    known = version;

    if (event.series == domain::Series::none) {
        if (event.series_number == 0) return std::nullopt;
        return Finding{FindingCode::series_wrong, event.position, 0, "a series_number without a series"};
    }
    std::int64_t& last = tenant.series.at(static_cast<std::size_t>(event.series));
    const std::int64_t number = next(last, event.series_number);
    if (event.series_number != number || number < 1)
        return gap(FindingCode::series_number_not_dense, event, "series_number", event.series_number, number);
    last = number;
    return std::nullopt;
}

std::int64_t DenseNumbers::tenant_sequence(const domain::Uuid& tenant) const {
    const auto found = tables_->tenants.find(tenant);
    return found == tables_->tenants.end() ? 0 : found->second.sequence;
}

}  // namespace suoledger::eventstore
