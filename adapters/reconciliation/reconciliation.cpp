// SPDX-License-Identifier: Apache-2.0
// Wiring the parts of a run, and its two timed tasks.
#include "adapters/reconciliation/reconciliation.hpp"

#include <algorithm>
#include <utility>

#include "adapters/reconciliation/booked_in_log.hpp"
#include "adapters/reconciliation/sweep_booking.hpp"
#include "projections/provider_differences.hpp"

namespace suoledger::adapters {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

/// Lists are by when a charge was begun: a payer who takes a day over a checkout is found by the next sweep, a later
/// one by the daily one.
constexpr seconds overlap = hours(24), deep_overlap = hours(24 * 30);
/// How far back the clocks of both sides may be apart on one charge.
constexpr seconds margin = hours(24 * 7);

domain::Timestamp before(domain::Timestamp instant, seconds by) {
    const std::int64_t micros = instant.microseconds - std::chrono::microseconds(by).count();
    return {std::max<std::int64_t>(micros, 0)};
}
domain::Timestamp after(domain::Timestamp instant, seconds by) {
    return {instant.microseconds + std::chrono::microseconds(by).count()};
}

}  // namespace

Refusals ReconciliationCounts::refused() const {
    Refusals all = sweep.refused;
    all.insert(all.end(), payouts.refused.begin(), payouts.refused.end());
    return all;
}

Reconciliation::Reconciliation(ReconciliationParts parts)
    : parts_(std::move(parts)),
      booking_({.store = parts_.store,
                .vault = parts_.vault,
                .now = parts_.now,
                .provider = std::string{parts_.provider.name()},
                .account_business = parts_.account_business}) {}

ReconciliationCounts Reconciliation::run(const domain::Period& period, SweepUse use, HeldLease& lease,
                                         const std::string& instance) {
    SweepBooking booking{booking_, parts_.provider, parts_.account_business, instance};
    ReconciliationCounts counts;
    counts.sweep =
        Sweep{{.provider = parts_.provider, .charges = parts_.charges, .booking = booking, .now = parts_.now}}.run(
            period, use, lease);
    if (use == SweepUse::book) {
        counts.payouts = PayoutBooking{{.provider = parts_.provider,
                                        .charges = parts_.charges,
                                        .store = parts_.store,
                                        .vault = parts_.vault,
                                        .now = parts_.now,
                                        .account_business = parts_.account_business}}
                             .run(period, lease);
    }
    return counts;
}

std::map<domain::Uuid, std::vector<domain::Difference>> Reconciliation::differences(const domain::Period& period) {
    const std::string provider{parts_.provider.name()};
    std::map<domain::Uuid, std::vector<domain::ListedCharge>> listed;
    if (parts_.account_business) {
        listed[*parts_.account_business];
    }
    for (auto& row : parts_.charges.list(
             {.provider = provider, .from = before(period.from, margin), .until = after(period.until, margin)})) {
        listed[row.tenant.value_or(domain::Uuid{})].push_back(std::move(row.charge));
    }
    std::map<domain::Uuid, std::vector<domain::Difference>> found;
    for (const auto& [tenant, charges] : listed) {
        const auto booked =
            tenant.is_nil() ? std::vector<domain::BookedCharge>{} : booked_in_log(parts_.store, tenant, provider);
        auto differences = domain::find_differences(charges, booked, period);
        if (!differences.empty()) {
            found[tenant] = std::move(differences);
        }
    }
    return found;
}

std::vector<TimedTask> reconciliation_tasks(Reconciliation& reconciliation, std::string_view provider, seconds every,
                                            OnReconciled on_reconciled) {
    const auto task = [&](std::string name, seconds interval, seconds reach) {
        return TimedTask{.name = name,
                         .every = interval,
                         .catch_up = CatchUp::as_one,
                         .first_look_back = deep_overlap,
                         .run = [&reconciliation, name, reach, on_reconciled](const Turn& turn) {
                             const auto counts =
                                 reconciliation.run({before(turn.from, reach), turn.due}, SweepUse::book, turn.lease,
                                                    name + "/" + domain::to_string(turn.due));
                             on_reconciled(name, counts);
                         }};
    };
    return {task(projections::sweep_of(provider), every, overlap),
            task("deep_" + projections::sweep_of(provider), hours(24), deep_overlap)};
}

}  // namespace suoledger::adapters
