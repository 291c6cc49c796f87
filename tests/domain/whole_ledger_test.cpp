// SPDX-License-Identifier: Apache-2.0
// Random sequences of every command there is: what must hold of the ledger holds after each of them.
#include <algorithm>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/domain/books.hpp"
#include "tests/domain/random_steps.hpp"
#include "tests/domain/same_state.hpp"
#include "tests/support/seed.hpp"

using suoledger::seed;
using namespace suoledger::domain;

namespace {

constexpr int sequences = 10'000;

/// A ledger beside its books. Throws where a rule is broken.
class CheckedLedger {
public:
    std::expected<Decision, Rejection> take(const Step& step) {
        const Command command = command_of(step, scenario_);
        const std::optional<std::int64_t> expected =
            step.if_match == 0 ? std::nullopt : std::optional(step.if_match - 1);
        const std::size_t before = scenario_.log().size();
        auto decided = scenario_.when(command, expected);
        check_purity(command, expected, decided);
        if (!decided) {
            require(scenario_.log().size() == before, "a refusal appends nothing");
            const bool fields = decided.error().code == RejectionCode::invalid_fields;
            require(fields == !decided.error().errors.empty(), "wrong fields are named, and only they");
            return decided;
        }
        require(scenario_.log().size() == before + decided->events.size(), "what was decided is appended");
        books_.take(command, *decided);
        check_expected(expected, *decided);
        return decided;
    }
    void check_whole() const { books_.check_whole(scenario_); }

private:
    void check_purity(const Command& command, std::optional<std::int64_t> expected,
                      const std::expected<Decision, Rejection>& decided) const {
        const auto again = decide(Scenario::context_of(command, expected), scenario_.last_view(), command);
        require(again.has_value() == decided.has_value(), "the same view gives the same decision");
        if (decided)
            require(*again == *decided, "the same view gives the same events");
        else
            require(std::get<Rejection>(again.error()) == decided.error(), "the same view gives the same refusal");
    }
    void check_expected(std::optional<std::int64_t> expected, const Decision& decision) const {
        const auto on_target = std::ranges::count(decision.events, decision.target, &NewEvent::stream);
        const State& state = *scenario_.streams().at(decision.target);
        const auto version = std::visit([](const auto& typed) { return typed.version; }, state);
        require(!expected || version == *expected + on_target, "If-Match speaks of the target before the append");
    }

    Scenario scenario_;
    Books books_;
};

struct Tally {
    std::array<std::int64_t, command_kinds> tried{}, accepted{};
};

/// The broken rule, if one is; tells of every step if asked to.
std::optional<std::string> failure_of(const std::vector<Step>& steps, Tally* tally = nullptr,
                                      std::ostream* story = nullptr) {
    try {
        CheckedLedger ledger;
        for (const Step& step : steps) {
            if (story) *story << "  " << step << " -> ";
            const auto decided = ledger.take(step);
            if (tally) ++tally->tried.at(step.kind);
            if (tally && decided) ++tally->accepted.at(step.kind);
            if (!story) continue;
            if (decided)
                for (const std::string_view name : names_of(*decided)) *story << name << ' ';
            else
                *story << "refused: " << to_string(decided.error().code);
            *story << '\n';
        }
        ledger.check_whole();
    } catch (const std::exception& broken) {
        if (story) *story << "BROKEN: " << broken.what() << '\n';
        return broken.what();
    }
    return std::nullopt;
}

std::string story_of(const std::vector<Step>& steps) {
    std::ostringstream story;
    failure_of(steps, nullptr, &story);
    return story.str();
}

TEST(WholeLedger, KeepsItsRulesUnderEveryCommand) {
    std::mt19937_64 seeds(seed());
    Tally tally;
    for (int number = 0; number < sequences; ++number) {
        const std::vector<Step> steps = StepSource(seeds()).sequence();
        if (!failure_of(steps, &tally)) continue;
        const auto smallest = shrink(steps, [](const auto& smaller) { return failure_of(smaller).has_value(); });
        FAIL() << "sequence " << number << " of " << steps.size() << " commands breaks a rule; " << smallest.size()
               << " are enough:\n"
               << story_of(smallest);
    }
    for (std::size_t kind = 0; kind < command_kinds; ++kind) {
        EXPECT_GT(tally.tried[kind], tally.accepted[kind]) << name_of_kind(kind) << " was never refused";
        EXPECT_GT(tally.accepted[kind], 100)
            << name_of_kind(kind) << " hardly ever succeeds: the property tests nothing";
    }
}

TEST(Shrinking, LeavesWhatTheFailureNeedsAndNoMore) {
    const std::size_t invoice = kind_of<IssueInvoice>(), refund = kind_of<RequestRefund>();
    std::vector<Step> steps = StepSource(7).sequence();
    steps.push_back({.kind = invoice, .invoice = 3, .amount = 900, .dice = 5});
    for (const Step& step : StepSource(8).sequence()) steps.push_back(step);
    steps.push_back({.kind = refund, .payment = 1, .amount = 4000});
    const auto fails = [&](const std::vector<Step>& some) {
        const auto first = std::ranges::find(some, invoice, &Step::kind);
        return std::find_if(first, some.end(),
                            [&](const Step& step) { return step.kind == refund && step.amount >= 17; }) != some.end();
    };
    const std::vector<Step> smallest = {{.kind = invoice}, {.kind = refund, .amount = 17}};
    EXPECT_EQ(shrink(steps, fails), smallest);
}

}  // namespace
