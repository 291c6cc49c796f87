// SPDX-License-Identifier: Apache-2.0
// Addresses that no mail of a business goes to any more: they bounced for good, or whoever reads there complained.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::eventstore {

class KeyVault;

using AddressIndex = std::array<std::uint8_t, 16>;
/// Blind index of an address under a field of its own, so that it matches no index of contacts.
AddressIndex suppression_index(KeyVault& vault, const domain::Uuid& tenant, std::string_view address);

struct SuppressedAddress {
    domain::Uuid tenant;
    AddressIndex index{};
    std::string reason;  // a code
    domain::Timestamp since;
};

/// Implemented over PostgreSQL and in memory; thread-safe. Each throws StoreUnavailable.
class SuppressionList {
public:
    virtual ~SuppressionList() = default;
    virtual bool contains(const domain::Uuid& tenant, const AddressIndex& index) = 0;
    /// One that is there stays as it is.
    virtual void add(const SuppressedAddress& address) = 0;
};

class MemorySuppressionList final : public SuppressionList {
public:
    bool contains(const domain::Uuid& tenant, const AddressIndex& index) override {
        const std::scoped_lock lock{mutex_};
        return addresses_.contains({tenant, index});
    }
    void add(const SuppressedAddress& address) override {
        const std::scoped_lock lock{mutex_};
        addresses_.try_emplace({address.tenant, address.index}, address.reason);
    }

private:
    std::mutex mutex_;
    std::map<std::pair<domain::Uuid, AddressIndex>, std::string> addresses_;
};

}  // namespace suoledger::eventstore
