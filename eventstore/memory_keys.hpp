// SPDX-License-Identifier: Apache-2.0
// Wrapped keys held in memory: ships with the in-memory store and serves tests.
#pragma once

#include <map>
#include <mutex>
#include <utility>

#include "eventstore/key_vault.hpp"

namespace suoledger::eventstore {

/// Thread-safe.
class MemoryWrappedKeySource final : public WrappedKeySource {
public:
    /// A second key of the same id replaces nothing: the first one stays, as a primary key would have it.
    void put(WrappedKey key);
    /// What destruction does to the row.
    void erase(const domain::Uuid& tenant, const domain::Uuid& key_id);

    std::optional<WrappedKey> find(const domain::Uuid& tenant, const domain::Uuid& key_id) override;
    std::string find_or_create_service_key(const std::string& name, const std::string& wrapped_candidate,
                                           std::int64_t kek_epoch) override;

private:
    std::mutex mutex_;
    std::map<std::pair<domain::Uuid, domain::Uuid>, WrappedKey> subject_keys_;  // by tenant and key id
    std::map<std::string, std::string> service_keys_;
};

}  // namespace suoledger::eventstore
