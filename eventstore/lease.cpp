// SPDX-License-Identifier: Apache-2.0
// Leases in memory.
#include "eventstore/lease.hpp"

namespace suoledger::eventstore {
namespace {

domain::Timestamp after(domain::Timestamp now, std::chrono::milliseconds duration) {
    return {now.microseconds + std::chrono::microseconds(duration).count()};
}

}  // namespace

std::optional<Lease> MemoryLeaseTable::acquire(const std::string& name, const domain::Uuid& /*holder*/,
                                               domain::Timestamp now, std::chrono::milliseconds duration) {
    const std::lock_guard lock(mutex_);
    Held& held = leases_[name];
    if (held.token > 0 && held.expires_at > now) return std::nullopt;
    held = {held.token + 1, after(now, duration)};
    return Lease{name, held.token};
}

bool MemoryLeaseTable::renew(const Lease& lease, domain::Timestamp now, std::chrono::milliseconds duration) {
    const std::lock_guard lock(mutex_);
    const auto found = leases_.find(lease.name);
    if (found == leases_.end() || found->second.token != lease.token) return false;
    found->second.expires_at = after(now, duration);
    return true;
}

void MemoryLeaseTable::release(const Lease& lease, domain::Timestamp now) {
    static_cast<void>(renew(lease, now, std::chrono::milliseconds{0}));
}

}  // namespace suoledger::eventstore
