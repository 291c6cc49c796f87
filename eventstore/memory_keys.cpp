// SPDX-License-Identifier: Apache-2.0
// Wrapped keys held in memory.
#include "eventstore/memory_keys.hpp"

namespace suoledger::eventstore {

void MemoryWrappedKeySource::put(WrappedKey key) {
    const std::lock_guard lock(mutex_);
    const std::pair name{key.tenant, key.key_id};
    subject_keys_.emplace(name, std::move(key));
}

void MemoryWrappedKeySource::erase(const domain::Uuid& tenant, const domain::Uuid& key_id) {
    const std::lock_guard lock(mutex_);
    subject_keys_.erase({tenant, key_id});
}

std::optional<WrappedKey> MemoryWrappedKeySource::find(const domain::Uuid& tenant, const domain::Uuid& key_id) {
    const std::lock_guard lock(mutex_);
    const auto found = subject_keys_.find({tenant, key_id});
    return found == subject_keys_.end() ? std::nullopt : std::optional(found->second);
}

std::string MemoryWrappedKeySource::find_or_create_service_key(const std::string& name,
                                                               const std::string& wrapped_candidate,
                                                               std::int64_t /*kek_epoch*/) {
    const std::lock_guard lock(mutex_);
    return service_keys_.emplace(name, wrapped_candidate).first->second;
}

}  // namespace suoledger::eventstore
