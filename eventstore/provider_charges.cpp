// SPDX-License-Identifier: Apache-2.0
// A provider's list in memory.
#include "eventstore/provider_charges.hpp"

#include <algorithm>

namespace suoledger::eventstore {
namespace {

bool wanted(const ProviderChargeQuery& query, const ProviderChargeRow& row) {
    return row.provider == query.provider && (!query.tenant || row.tenant == query.tenant) &&
           (!query.from || *query.from <= row.charge.at) && (!query.until || row.charge.at < *query.until) &&
           (!query.listed_before || row.charge.listed_at < *query.listed_before) &&
           (!query.reference || row.charge.reference == *query.reference);
}

}  // namespace

std::string_view to_string(ReturnKind kind) { return kind == ReturnKind::refund ? "refund" : "dispute"; }

bool MemoryProviderCharges::may_write(const Lease& lease) {
    std::int64_t& newest = newest_token_[lease.name];
    if (lease.token < newest) return false;
    newest = lease.token;
    return true;
}

bool MemoryProviderCharges::put(const Lease& lease, std::span<const ProviderChargeRow> rows) {
    const std::lock_guard lock(mutex_);
    if (!may_write(lease)) return false;
    for (const ProviderChargeRow& row : rows)
        charges_.insert_or_assign({row.provider, row.charge.provider_payment_id}, row);
    return true;
}

bool MemoryProviderCharges::put_returns(const Lease& lease, std::span<const ProviderReturnRow> rows) {
    const std::lock_guard lock(mutex_);
    if (!may_write(lease)) return false;
    for (const ProviderReturnRow& row : rows)
        returns_.insert_or_assign({row.provider, row.kind, row.provider_return_id}, row);
    return true;
}

bool MemoryProviderCharges::forget(const Lease& lease, const std::string& provider,
                                   std::span<const std::string> provider_payment_ids) {
    const std::lock_guard lock(mutex_);
    if (!may_write(lease)) return false;
    for (const std::string& id : provider_payment_ids) charges_.erase({provider, id});
    return true;
}

std::vector<ProviderChargeRow> MemoryProviderCharges::list(const ProviderChargeQuery& query) {
    const std::lock_guard lock(mutex_);
    std::vector<ProviderChargeRow> rows;
    for (const auto& [key, kept] : charges_) {
        if (!wanted(query, kept)) continue;
        ProviderChargeRow& row = rows.emplace_back(kept);
        row.charge.refunded = row.charge.charged_back = 0;
        for (const auto& [id, back] : returns_) {
            if (!back.took || back.provider != row.provider || back.reference != row.charge.reference) continue;
            (back.kind == ReturnKind::refund ? row.charge.refunded : row.charge.charged_back) += back.amount;
        }
    }
    std::ranges::sort(
        rows, {}, [](const ProviderChargeRow& row) { return std::tie(row.charge.at, row.charge.provider_payment_id); });
    return rows;
}

}  // namespace suoledger::eventstore
