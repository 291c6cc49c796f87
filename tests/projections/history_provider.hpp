// SPDX-License-Identifier: Apache-2.0
// The part of a random history that providers tell: attempts to pay, charges, and refunds of them.
#pragma once

#include <map>
#include <random>
#include <vector>

#include "domain/decide.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::projections {

class ProviderCommands {
public:
    ProviderCommands(std::mt19937_64& random, eventstore::EventStore& store, eventstore::KeyVault& vault)
        : random_(random), store_(store), vault_(vault) {}

    /// On any of the invoices, on what was begun here before, or on nothing known. A charge that goes somewhere joins
    /// `payments`. Many are refused.
    domain::Command next(const domain::Uuid& tenant, const std::vector<domain::Uuid>& invoices,
                         std::vector<domain::Uuid>& payments);

private:
    struct Made {
        std::vector<domain::Uuid> attempts;
        std::vector<domain::Uuid> charged;
        int charges = 0, refunds = 0;
    };
    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
    domain::Uuid any(const std::vector<domain::Uuid>& ids);
    domain::Command initiate(Made& made, const domain::Uuid& tenant, const domain::Uuid& invoice);
    domain::Command charge(Made& made, std::vector<domain::Uuid>& payments);
    domain::Command refund(Made& made);

    std::mt19937_64& random_;
    eventstore::EventStore& store_;
    eventstore::KeyVault& vault_;
    std::map<domain::Uuid, Made> made_;
};

}  // namespace suoledger::projections
