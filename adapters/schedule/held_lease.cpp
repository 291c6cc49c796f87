// SPDX-License-Identifier: Apache-2.0
// Taking, keeping and giving back a lease.
#include <utility>

#include "adapters/schedule/scheduler.hpp"
#include "eventstore/event_store.hpp"

namespace suoledger::adapters {

HeldLease::HeldLease(eventstore::LeaseTable& table, std::string name, const domain::Uuid& holder,
                     std::function<domain::Timestamp()> now, std::function<bool()> gives_up)
    : table_(table), now_(std::move(now)), gives_up_(std::move(gives_up)), renewed_at_(now_()) {
    lease_ = table_.acquire(name, holder, renewed_at_, lease_duration);
}

HeldLease::~HeldLease() {
    if (!lease_) {
        return;
    }
    try {
        table_.release(*lease_, now_());
    } catch (const eventstore::StoreUnavailable&) {
        // It expires by itself.
    }
}

void HeldLease::keep() {
    if (gives_up_()) {
        throw LeaseLost{"this process is to end"};
    }
    const domain::Timestamp now = now_();
    constexpr auto often = std::chrono::microseconds(lease_duration) / 3;
    if (lease_ && now.microseconds - renewed_at_.microseconds < often.count()) {
        return;
    }
    require(lease_ && table_.renew(*lease_, now, lease_duration));
    renewed_at_ = now;
}

void HeldLease::require(bool written) {
    if (!written) {
        lease_.reset();
        throw LeaseLost{"another process does this work now"};
    }
}

}  // namespace suoledger::adapters
