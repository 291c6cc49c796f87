// SPDX-License-Identifier: Apache-2.0
// How a step's numbers become choices.
#pragma once

#include <vector>

#include "tests/domain/random_commands.hpp"

namespace suoledger::domain {

class StepReader {
public:
    StepReader(const Step& step, const Scenario& scenario) : step_(step), scenario_(scenario), dice_(step.dice) {}

protected:
    std::int64_t dice(std::int64_t sides) {
        const std::int64_t eyes = dice_ % sides;
        dice_ /= sides;
        return eyes;
    }
    static Uuid numbered(int first, std::int64_t number) { return id(first + static_cast<int>(number)); }
    [[nodiscard]] Uuid customer() const { return numbered(20, step_.customer); }
    template <class S, class Visit>
    void each(Visit visit) const {
        for (const auto& [stream, state] : scenario_.streams())
            if (const S* typed = std::get_if<S>(&*state)) visit(*typed);
    }
    /// Mostly one of what is there: what is numbered blindly is hardly ever there.
    template <class T>
    T mostly_one_of(const std::vector<T>& there, const T& blindly) {
        if (there.empty() || dice(4) == 3) return blindly;
        return there.at(static_cast<std::size_t>(dice(static_cast<std::int64_t>(there.size()))));
    }

    const Step& step_;
    const Scenario& scenario_;

private:
    std::int64_t dice_;
};

}  // namespace suoledger::domain
