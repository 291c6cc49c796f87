// SPDX-License-Identifier: Apache-2.0
// Wiring of timed work, and what of it is said in the log.
#include "adapters/service/timed_duties.hpp"

#include <string>

#include "eventstore/clock.hpp"
#include "eventstore/leaf.hpp"

namespace suoledger::adapters {
namespace {

/// Of what a person has to look at; the report names all of it.
constexpr std::size_t max_lines = 20;

void tell(Log& log, std::string_view task, const ReconciliationCounts& counts) {
    const SweepCounts& sweep = counts.sweep;
    const Refusals refused = counts.refused();
    if (sweep.booked > 0 || counts.payouts.booked > 0 || sweep.gone > 0) {
        log.info("reconciled with the provider", {{"task", std::string{task}},
                                                  {"charges", std::to_string(sweep.charges)},
                                                  {"booked", std::to_string(sweep.booked)},
                                                  {"gone", std::to_string(sweep.gone)},
                                                  {"payouts_booked", std::to_string(counts.payouts.booked)}});
    }
    for (std::size_t i = 0; i < refused.size() && i < max_lines; ++i) {
        log.warning("the provider tells of something that cannot be booked",
                    {{"what", refused[i].first}, {"reason", refused[i].second}});
    }
}

}  // namespace

std::vector<TimedTask> TimedDuties::tasks(const TimedDutiesParts& parts) {
    if (parts.provider == nullptr) {
        return {};
    }
    reconciliation_.emplace(ReconciliationParts{.provider = *parts.provider,
                                                .charges = charges_,
                                                .store = parts.store,
                                                .vault = parts.vault,
                                                .now = eventstore::system_now,
                                                .account_business = parts.account_business});
    return reconciliation_tasks(
        *reconciliation_, parts.provider->name(), parts.sweep_every,
        [this](std::string_view task, const ReconciliationCounts& counts) { tell(log_, task, counts); });
}

TimedDuties::TimedDuties(const TimedDutiesParts& parts)
    : log_(parts.log),
      leases_(parts.pool),
      done_(parts.pool),
      charges_(parts.pool),
      scheduler_({.leases = leases_,
                  .done = done_,
                  .holder = eventstore::new_uuid_v7(eventstore::system_now()),
                  .now = eventstore::system_now,
                  .on_failure =
                      [this](std::string_view task, std::string_view why) {
                          log_.warning("timed work failed; it is tried again",
                                       {{"task", std::string{task}}, {"reason", std::string{why}}});
                      }},
                 tasks(parts)) {}

}  // namespace suoledger::adapters
