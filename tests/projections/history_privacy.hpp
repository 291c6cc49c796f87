// SPDX-License-Identifier: Apache-2.0
// The part of a random history in which people use their rights: restrictions, holds, erasures, requests, breaches.
#pragma once

#include <map>
#include <random>
#include <vector>

#include "domain/decide.hpp"

namespace suoledger::projections {

class PrivacyCommands {
public:
    explicit PrivacyCommands(std::mt19937_64& random) : random_(random) {}

    /// Any command, on what was made here before; many are refused.
    domain::Command next(const domain::Uuid& tenant);

private:
    struct Person {
        domain::Uuid id, contact_key, record_key;
    };
    struct Made {
        std::vector<Person> people;
        std::vector<domain::Uuid> holds, requests;
    };

    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
    domain::Command person(Made& made);
    domain::Command restriction(const Person& person);
    domain::Command hold(Made& made, const Person& person);
    domain::Command erasure(const Person& person);
    domain::Command request(Made& made, const Person& person);
    domain::Command request_step(const domain::Uuid& request, const Person& person);
    domain::Command breach_step(const domain::Uuid& request);
    domain::Command look(const Person& person);

    std::mt19937_64& random_;
    std::map<domain::Uuid, Made> made_;
};

}  // namespace suoledger::projections
