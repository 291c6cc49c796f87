// SPDX-License-Identifier: Apache-2.0
// The report on a provider: its own list, as last listed, against the payments of one business.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/provider_difference.hpp"
#include "eventstore/provider_charges.hpp"
#include "eventstore/timed_work.hpp"
#include "projections/read_models.hpp"

namespace suoledger::projections {

/// The timed work that lists what a provider has: the key under which it says up to when it has done so.
std::string sweep_of(std::string_view provider);

struct ProviderReport {
    std::vector<domain::Difference> differences;
    std::size_t charges_listed = 0, payments_booked = 0;  // in the period
};

/// `period` reaches no further than the provider was listed: what is newer is not known to be missing there.
ProviderReport report_differences(const ReadSnapshot& snapshot, eventstore::ProviderCharges& charges,
                                  const domain::Uuid& tenant, const std::string& provider,
                                  const domain::Period& period);

/// The payments of that provider received in the period, with what provider and ledger know them by.
std::vector<domain::BookedCharge> booked_charges(const ReadSnapshot& snapshot, const domain::Uuid& tenant,
                                                 const std::string& provider, const domain::Period& period);

}  // namespace suoledger::projections
