// SPDX-License-Identifier: Apache-2.0
// Leases: one runner in a deployment for work of a name, fenced by a token that grows with every holder.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::eventstore {

struct Lease {
    std::string name;
    std::int64_t token = 0;
    auto operator<=>(const Lease&) const = default;
};

/// Implemented over PostgreSQL and in memory; thread-safe. Each throws StoreUnavailable.
///
/// Nodes' clocks decide only when an idle lease passes on. That an old holder does no harm is for the token: its writes
/// either are commands with deterministic ids, or compare the token in the statement that writes
/// (`… WHERE EXISTS (SELECT 1 FROM suoledger.lease WHERE name = $1 AND token = $2)`).
class LeaseTable {
public:
    virtual ~LeaseTable() = default;
    /// For `duration` from `now`, when nobody holds it; nullopt: somebody does, be it this holder.
    virtual std::optional<Lease> acquire(const std::string& name, const domain::Uuid& holder, domain::Timestamp now,
                                         std::chrono::milliseconds duration) = 0;
    /// False: another one took it.
    virtual bool renew(const Lease& lease, domain::Timestamp now, std::chrono::milliseconds duration) = 0;
    /// The next one need not wait. Without effect when another one took it.
    virtual void release(const Lease& lease, domain::Timestamp now) = 0;
};

/// Ships with the in-memory store and serves tests.
class MemoryLeaseTable final : public LeaseTable {
public:
    std::optional<Lease> acquire(const std::string& name, const domain::Uuid& holder, domain::Timestamp now,
                                 std::chrono::milliseconds duration) override;
    bool renew(const Lease& lease, domain::Timestamp now, std::chrono::milliseconds duration) override;
    void release(const Lease& lease, domain::Timestamp now) override;

private:
    struct Held {
        std::int64_t token = 0;
        domain::Timestamp expires_at;
    };
    std::mutex mutex_;
    std::map<std::string, Held> leases_;
};

}  // namespace suoledger::eventstore
