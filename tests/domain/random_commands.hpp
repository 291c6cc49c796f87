// SPDX-License-Identifier: Apache-2.0
// Random sequences of every command there is, as plain values that can be dropped and made smaller one by one.
#pragma once

#include <array>
#include <iosfwd>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/domain/scenario.hpp"

namespace suoledger::domain {

inline constexpr std::size_t command_kinds = std::variant_size_v<AnyCommand>;

template <class C, std::size_t I = 0>
constexpr std::size_t kind_of() {
    if constexpr (std::is_same_v<std::variant_alternative_t<I, AnyCommand>, C>)
        return I;
    else
        return kind_of<C, I + 1>();
}

/// One command, before it is written out. 0 is the simplest value of every field.
struct Step {
    std::size_t kind = 0;  // index in Command
    std::int64_t invoice = 0, payment = 0, customer = 0, item = 0, amount = 0;
    std::int64_t dice = 0;      // what else is to be chosen
    std::int64_t if_match = 0;  // 0: none, else the expected version + 1
    bool operator==(const Step&) const = default;
};
/// The fields that shrinking makes smaller.
inline constexpr std::array step_fields = {&Step::invoice, &Step::payment, &Step::customer, &Step::item,
                                           &Step::amount,  &Step::dice,    &Step::if_match};
std::string name_of_kind(std::size_t kind);
std::ostream& operator<<(std::ostream& out, const Step& step);

/// Reads the scenario only for what a real caller reads before: the contact that is to be changed; the allocations,
/// withholdings, refunds and consents that are there.
Command command_of(const Step& step, const Scenario& scenario);

}  // namespace suoledger::domain
