// SPDX-License-Identifier: Apache-2.0
// Up to when each piece of timed work is done: what the next runner goes on from, whichever process it is in.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "domain/time.hpp"
#include "eventstore/lease.hpp"

namespace suoledger::eventstore {

/// Implemented over PostgreSQL and in memory; thread-safe. Each throws StoreUnavailable.
class TimedWorkTable {
public:
    virtual ~TimedWorkTable() = default;
    /// nullopt: it was never done.
    virtual std::optional<domain::Timestamp> done_until(const std::string& name) = 0;
    /// False: another one holds the lease by now, and nothing was written. Never goes back in time.
    virtual bool finish(const Lease& lease, const std::string& name, domain::Timestamp done_until) = 0;
};

/// Ships with the in-memory store and serves tests. Knows of a newer holder once that one has finished something.
class MemoryTimedWork final : public TimedWorkTable {
public:
    std::optional<domain::Timestamp> done_until(const std::string& name) override;
    bool finish(const Lease& lease, const std::string& name, domain::Timestamp done_until) override;

private:
    std::mutex mutex_;
    std::map<std::string, domain::Timestamp> done_;
    std::map<std::string, std::int64_t> newest_token_;  // by the lease's name
};

}  // namespace suoledger::eventstore
