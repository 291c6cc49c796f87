// SPDX-License-Identifier: Apache-2.0
// Least recently used states leave first.
#include "eventstore/aggregate_cache.hpp"

namespace suoledger::eventstore {

namespace {

constexpr std::size_t entry_overhead_bytes = 256;  // list node, index node, control block

std::size_t weight_of(const domain::BusinessState& state) {
    return 64 * (state.key_revoked.size() + state.members.size());
}
std::size_t weight_of(const domain::PlatformState& state) { return 64 * state.key_revoked.size(); }
std::size_t weight_of(const domain::CustomerState& state) {
    return state.details.name.value.size() + state.details.address.value.size();
}
std::size_t weight_of(const domain::InvoiceState& state) {
    const std::size_t draft_lines = state.draft ? state.draft->lines.size() : 0;
    constexpr std::size_t description_bytes = 64;  // kept for drafts only
    return state.lines.size() * (sizeof(domain::InvoiceLine) + sizeof(std::int64_t)) +
           draft_lines * (sizeof(domain::InvoiceLine) + description_bytes) + state.allocations.bytes() +
           state.withholdings.size() * sizeof(domain::Withholding);
}
std::size_t weight_of(const domain::PaymentState& state) {
    return state.allocations.size() * sizeof(domain::InvoiceShare) + state.refunds.size() * sizeof(domain::Refund) +
           state.chargebacks.size() * sizeof(domain::Chargeback);
}
std::size_t weight_of(const domain::PayoutState&) { return 0; }
std::size_t weight_of(const domain::RequestState&) { return 0; }
std::size_t weight_of(const domain::AccessState&) { return 0; }
std::size_t weight_of(const domain::DeliveryState& state) {
    constexpr std::size_t tree_node_bytes = 48;
    return state.claims.size() * sizeof(domain::TransferClaim) +
           state.messages.size() * sizeof(domain::DeliveryMessage) +
           state.documents.size() * sizeof(domain::RenderedDocument) + state.viewed_revisions.size() * tree_node_bytes;
}
std::size_t weight_of(const domain::ExpenseState& state) {
    return state.facts.description.value.size() + state.facts.supplier.value.size();
}

std::size_t weight_of(const domain::State& state) {
    return entry_overhead_bytes + sizeof(domain::State) +
           std::visit([](const auto& one) { return weight_of(one); }, state);
}

}  // namespace

std::int64_t version_of(const domain::State& state) {
    return std::visit([](const auto& one) { return one.version; }, state);
}

std::int64_t version_of(const std::shared_ptr<const domain::State>& state) { return state ? version_of(*state) : 0; }

std::shared_ptr<const domain::State> AggregateCache::find(const domain::StreamId& stream) {
    const std::lock_guard lock{mutex_};
    const auto found = index_.find(stream);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->second;
}

void AggregateCache::put(const domain::StreamId& stream, std::shared_ptr<const domain::State> state) {
    const std::lock_guard lock{mutex_};
    put_locked(stream, std::move(state));
}

void AggregateCache::put(const domain::StreamId& stream, std::shared_ptr<const domain::State> state,
                         std::uint64_t generation) {
    const std::lock_guard lock{mutex_};
    if (generation == generation_) put_locked(stream, std::move(state));
}

void AggregateCache::put_locked(const domain::StreamId& stream, std::shared_ptr<const domain::State> state) {
    if (!state) return;
    const auto found = index_.find(stream);
    if (found == index_.end()) {
        bytes_ += weight_of(*state);
        entries_.emplace_front(stream, std::move(state));
        index_.emplace(stream, entries_.begin());
    } else {
        entries_.splice(entries_.begin(), entries_, found->second);
        auto& held = found->second->second;
        if (held == state || version_of(held) > version_of(state)) return;
        bytes_ -= weight_of(*held);
        bytes_ += weight_of(*state);
        held = std::move(state);
    }
    while (bytes_ > max_bytes_ && entries_.size() > 1) {
        bytes_ -= weight_of(*entries_.back().second);
        index_.erase(entries_.back().first);
        entries_.pop_back();
    }
}

void AggregateCache::clear() {
    const std::lock_guard lock{mutex_};
    index_.clear();
    entries_.clear();
    bytes_ = 0;
    ++generation_;
}

std::uint64_t AggregateCache::generation() const {
    const std::lock_guard lock{mutex_};
    return generation_;
}

std::size_t AggregateCache::bytes() const {
    const std::lock_guard lock{mutex_};
    return bytes_;
}

}  // namespace suoledger::eventstore
