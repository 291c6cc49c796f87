// SPDX-License-Identifier: Apache-2.0
// The names of what work can be and how it ends, as tables and answers have them.
#include "eventstore/work.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace suoledger::eventstore {
namespace {

constexpr std::array<std::pair<WorkState, std::string_view>, 4> state_names{{{WorkState::waiting, "waiting"},
                                                                             {WorkState::dead, "dead"},
                                                                             {WorkState::processed, "processed"},
                                                                             {WorkState::discarded, "discarded"}}};

}  // namespace

std::string_view to_string(WorkState state) {
    return std::ranges::find(state_names, state, &decltype(state_names)::value_type::first)->second;
}

std::optional<WorkState> parse_work_state(std::string_view text) {
    const auto found = std::ranges::find(state_names, text, &decltype(state_names)::value_type::second);
    return found == state_names.end() ? std::nullopt : std::optional(found->first);
}

WorkFigures sum_of(const std::map<std::string, WorkFigures>& by_source) {
    WorkFigures sum;
    for (const auto& [source, figures] : by_source) {
        sum.waiting += figures.waiting;
        sum.dead += figures.dead;
        if (figures.oldest_waiting)
            sum.oldest_waiting =
                std::min(sum.oldest_waiting.value_or(*figures.oldest_waiting), *figures.oldest_waiting);
    }
    return sum;
}

std::string_view to_string(WorkOutcome::Kind kind) {
    constexpr std::string_view names[] = {"processed", "retry", "dead"};
    return names[static_cast<std::size_t>(kind)];
}

}  // namespace suoledger::eventstore
