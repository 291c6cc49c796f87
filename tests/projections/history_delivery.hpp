// SPDX-License-Identifier: Apache-2.0
// The part of a random history that is sent, seen and claimed.
#pragma once

#include <map>
#include <random>
#include <utility>
#include <vector>

#include "domain/decide.hpp"

namespace suoledger::projections {

class DeliveryCommands {
public:
    explicit DeliveryCommands(std::mt19937_64& random) : random_(random) {}

    /// On any of the invoices or payments, or on what was asked for here before. Many are refused.
    domain::Command next(const domain::Uuid& tenant, const std::vector<domain::Uuid>& invoices,
                         const std::vector<domain::Uuid>& payments);

private:
    using Place = std::pair<domain::Uuid, domain::Uuid>;  // subject, and a message or claim of it
    struct Made {
        std::vector<Place> messages, claims;
    };
    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
    template <class T>
    T any(const std::vector<T>& there) {
        return there.empty() ? T{} : there[below(there.size())];
    }
    domain::Command send(Made& made, const domain::Uuid& invoice, const domain::Uuid& payment);
    domain::Command outcome(const Place& message);
    domain::Command claim(Made& made, const domain::Uuid& invoice);

    std::mt19937_64& random_;
    std::map<domain::Uuid, Made> made_;
};

}  // namespace suoledger::projections
