// SPDX-License-Identifier: Apache-2.0
// The part of a random history that moves money back and out: refunds, disputes, payouts, expenses, members.
#pragma once

#include <map>
#include <random>
#include <vector>

#include "domain/decide.hpp"
#include "eventstore/key_vault.hpp"

namespace suoledger::projections {

class MoneyCommands {
public:
    MoneyCommands(std::mt19937_64& random, eventstore::KeyVault& vault) : random_(random), vault_(vault) {}

    /// Any command, on one of `payments` or on what was made here before; many are refused.
    domain::Command next(const domain::Uuid& tenant, const std::vector<domain::Uuid>& payments);

private:
    /// A refund or dispute, and the payment it is of.
    struct Part {
        domain::Uuid payment, id;
    };
    struct Made {
        std::vector<Part> refunds, chargebacks;
        std::vector<domain::Uuid> expenses;
        std::vector<std::pair<domain::Uuid, domain::LoginIndex>> members;
    };

    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
    std::int64_t amount() { return static_cast<std::int64_t>(1 + below(1'500'000)); }
    domain::Command refund(Made& made, const domain::Uuid& payment);
    domain::Command chargeback(Made& made, const domain::Uuid& payment);
    domain::Command payout();
    domain::Command expense(Made& made);
    domain::Command member(Made& made, const domain::Uuid& tenant);
    domain::Command change_business();

    std::mt19937_64& random_;
    eventstore::KeyVault& vault_;
    std::map<domain::Uuid, Made> made_;
};

}  // namespace suoledger::projections
