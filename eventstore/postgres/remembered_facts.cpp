// SPDX-License-Identifier: Apache-2.0
// Facts from memory instead of the database.
#include "eventstore/postgres/remembered_facts.hpp"

namespace suoledger::eventstore {

std::optional<BatchFacts> RememberedFacts::answer(const Wanted& wanted, Presumed& presumed) {
    if (!head_ || !is_alone_) return std::nullopt;
    BatchFacts facts;
    facts.head = *head_;
    for (const auto& command : wanted.commands) {
        if (commands_.find(command)) return std::nullopt;  // its kept reply must be read
        facts.commands.emplace(command, std::nullopt);
    }
    if (!complete(Wanted{.tenants = wanted.tenants}, facts)) return std::nullopt;
    for (const auto& stream : wanted.streams) {
        if (const auto* version = streams_.find(stream)) {
            facts.stream_versions.emplace(stream, *version);
        } else if (const auto found = wanted.presumed_versions.find(stream); found != wanted.presumed_versions.end()) {
            facts.stream_versions.insert(*found);
            presumed.versions.insert(*found);
        } else {
            return std::nullopt;
        }
    }
    for (const auto& key : wanted.reservations)
        if (!wanted.presumed_owners.contains(key)) return std::nullopt;
    facts.owners = presumed.owners = wanted.presumed_owners;
    presumed.absent_commands = wanted.commands;
    return facts;
}

bool RememberedFacts::complete(const Wanted& wanted, BatchFacts& facts) {
    if (!wanted.commands.empty() || !wanted.reservations.empty()) return false;
    for (const auto& stream : wanted.streams) {
        const auto* version = streams_.find(stream);
        if (!version) return false;
        facts.stream_versions.emplace(stream, *version);
    }
    for (const auto& id : wanted.tenants) {
        const Tenant* tenant = tenants_.find(id);
        if (!tenant) return false;
        facts.tenant_sequences.emplace(id, tenant->sequence);
        for (const auto& [series, number] : tenant->series_numbers)
            facts.series_numbers.emplace(std::pair{id, series}, number);
    }
    return true;
}

void RememberedFacts::learn(const BatchFacts& facts) {
    const bool is_alone = head_ == facts.head;
    if (!is_alone) forget();
    head_ = facts.head;
    is_alone_ = is_alone;
    for (const auto& [stream, version] : facts.stream_versions) streams_.put(stream, version);
    for (const auto& [tenant, sequence] : facts.tenant_sequences) tenants_.put(tenant, {sequence, {}});
    for (const auto& [key, number] : facts.series_numbers)
        if (Tenant* tenant = tenants_.find(key.first)) tenant->series_numbers[key.second] = number;
    for (const auto& [id, command] : facts.commands)
        if (command) commands_.put(id, {});
}

void RememberedFacts::learn(const Presumed& presumed) {
    for (const auto& [stream, version] : presumed.versions) streams_.put(stream, version);
}

void RememberedFacts::learn(const BatchWrites& writes) {
    head_ = writes.head;
    for (const auto& [stream, version] : writes.stream_versions) streams_.put(stream, version);
    // A tenant that left meanwhile must not come back without its numbers.
    for (const auto& [id, sequence] : writes.tenant_sequences)
        if (Tenant* tenant = tenants_.find(id)) tenant->sequence = sequence;
    for (const auto& [key, number] : writes.series_numbers)
        if (Tenant* tenant = tenants_.find(key.first)) tenant->series_numbers[key.second] = number;
    for (const auto& command : writes.commands) commands_.put(command.command_id, {});
}

void RememberedFacts::forget() {
    head_.reset();
    is_alone_ = false;
    streams_.clear();
    tenants_.clear();
}

}  // namespace suoledger::eventstore
