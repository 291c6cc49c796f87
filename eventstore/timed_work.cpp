// SPDX-License-Identifier: Apache-2.0
// Timed work in memory.
#include "eventstore/timed_work.hpp"

#include <algorithm>

namespace suoledger::eventstore {

std::optional<domain::Timestamp> MemoryTimedWork::done_until(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto found = done_.find(name);
    if (found == done_.end()) return std::nullopt;
    return found->second;
}

bool MemoryTimedWork::finish(const Lease& lease, const std::string& name, domain::Timestamp done_until) {
    const std::lock_guard lock(mutex_);
    std::int64_t& newest = newest_token_[lease.name];
    if (lease.token < newest) return false;
    newest = lease.token;
    domain::Timestamp& kept = done_.try_emplace(name, done_until).first->second;
    kept = std::max(kept, done_until);
    return true;
}

}  // namespace suoledger::eventstore
