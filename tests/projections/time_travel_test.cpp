// SPDX-License-Identifier: Apache-2.0
// What is answered of a past position is what was answered when the log stood there.
#include <algorithm>
#include <future>
#include <random>

#include <gtest/gtest.h>

#include "projections/past_positions.hpp"
#include "projections/past_states.hpp"
#include "projections/row_fields.hpp"
#include "tests/projections/followed_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;
using domain::Currency;
using domain::Figure;

namespace {

constexpr std::array currencies{Currency::ngn, Currency::usd};
constexpr std::size_t figure_count = static_cast<std::size_t>(Figure::collected_of_customer) + 1;
const domain::Window all_days{{0}, {40'000}};

/// Every answer about one business, as text.
class Told {
public:
    Told(const ReadSnapshot& snapshot, const domain::Uuid& tenant, const History& history)
        : snapshot_(snapshot), tenant_(tenant) {
        text_ += encode_row(snapshot.position());
        if (const auto business = snapshot.business(tenant)) text_ += encode_row(*business);
        for (const auto& row : snapshot.customers(tenant, whole_).rows)
            text_ += encode_row(row) + encode_row(row.balances);
        for (const auto& row : snapshot.invoices(tenant, {}, whole_).rows)
            text_ += encode_row(row) + encode_row(row.document) + encode_row(row.credit_notes);
        for (const auto& event : history.events)
            if (const auto payment = snapshot.payment(tenant, event.stream.id)) text_ += encode_row(*payment);
        for (const auto& row : snapshot.journal(tenant, {})) text_ += encode_row(row);
        for (const auto currency : currencies) tell(currency);
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    void tell(Currency currency) {
        for (const auto& sum : snapshot_.account_sums(tenant_, currency)) {
            add({sum.account, sum.debit, sum.credit});
            const auto page = snapshot_.account_page(tenant_, {currency, sum.account, all_days, 0, 1'000'000});
            for (const auto& entry : page.entries)
                add({entry.entry.position, entry.debit, entry.credit, entry.balance});
        }
        for (std::size_t figure = 0; figure < figure_count; ++figure)
            for (const auto& sum : snapshot_.day_sums(tenant_, currency, static_cast<Figure>(figure), all_days)) {
                add({sum.day.days, sum.dimension, sum.amount, sum.count});
                text_ += encode_row(sum.customer);
            }
        for (const auto& invoice : snapshot_.cohort(tenant_, currency, all_days)) {
            add({invoice.figures.total, invoice.figures.allocated, invoice.issued_on.days});
            if (invoice.settled_on) add({invoice.settled_on->days});
        }
        for (const auto& open : snapshot_.open_invoices(tenant_, currency)) add({open.amount_due, open.issued_on.days});
    }
    void add(std::initializer_list<std::int64_t> numbers) {
        for (const auto number : numbers) text_ += std::to_string(number) + ' ';
    }

    const ReadSnapshot& snapshot_;
    const domain::Uuid tenant_;
    Page whole_{std::nullopt, 1'000'000};
    std::string text_;
};

/// How many events of a business there are up to a position.
std::size_t count_of(const History& history, const domain::Uuid& tenant, std::int64_t until) {
    return static_cast<std::size_t>(std::ranges::count_if(
        history.events, [&](const auto& event) { return event.stream.tenant == tenant && event.position <= until; }));
}

class TimeTravel : public FollowedLog {};

TEST_F(TimeTravel, AnswersAsTheLedgerDidWhenItStoodThere) {
    std::mt19937_64 random(printed_seed());
    const auto history = random_history(random(), 250);
    ListedLog log(history.events);
    log.show(0);
    auto models = open("travelled", log);
    models->start();
    std::map<std::size_t, std::vector<std::string>> served;
    for (std::size_t next = 0; next < history.events.size();) {
        const auto until = std::min(history.events.size(), next + 1 + random() % 40);
        log.show(until);
        models->committed(batch_of(history, next, until));
        ASSERT_TRUE(wait_for(*models, until));
        for (const auto& tenant : history.tenants)
            served[until].push_back(Told(*models->snapshot(), tenant, history).text());
        next = until;
    }
    ASSERT_GT(served.size(), 5U);
    std::vector<std::size_t> positions;
    for (const auto& [position, told] : served) positions.push_back(position);
    std::ranges::shuffle(positions, random);
    for (const auto position : positions)
        for (std::size_t i = 0; i < history.tenants.size(); ++i) {
            const auto past = models->snapshot_at(history.tenants[i], static_cast<std::int64_t>(position));
            ASSERT_EQ(Told(*past, history.tenants[i], history).text(), served[position][i]) << "position " << position;
        }
}

TEST_F(TimeTravel, KnowsNothingBeforeTheFirstEvent) {
    const auto history = random_history(printed_seed(), 20);
    ListedLog log(history.events);
    auto models = open("empty", log);
    const auto past = models->snapshot_at(history.tenants.front(), 0);
    EXPECT_EQ(past->position().position, 0);
    EXPECT_FALSE(past->business(history.tenants.front()).has_value());
    EXPECT_TRUE(past->journal(history.tenants.front(), {}).empty());
}

TEST_F(TimeTravel, FindsTheLastPositionRecordedByAMoment) {
    const auto history = random_history(printed_seed(), 60);
    ListedLog log(history.events);
    const auto& events = history.events;
    EXPECT_EQ(position_at(log, {events.front().recorded_at.microseconds - 1}), 0);
    EXPECT_EQ(position_at(log, {events.back().recorded_at.microseconds + 1}), events.back().position);
    for (std::size_t i = 0; i < events.size(); ++i) {
        std::size_t last = i;
        while (last + 1 < events.size() && events[last + 1].recorded_at == events[i].recorded_at) ++last;
        EXPECT_EQ(position_at(log, events[i].recorded_at), events[last].position);
    }
    ListedLog nothing({});
    EXPECT_EQ(position_at(nothing, events.front().recorded_at), 0);
}

TEST_F(TimeTravel, FoldsWhatItKeptNoSecondTimeAndGoesOnFromIt) {
    const auto history = random_history(printed_seed(), 60);
    const auto count = static_cast<std::int64_t>(history.events.size());
    ListedLog log(history.events);
    PastStates states(log);
    const auto& tenant = history.tenants.front();
    const auto first = states.at(tenant, count / 2);
    EXPECT_EQ(states.folded_events(), count_of(history, tenant, count / 2));
    EXPECT_EQ(states.at(tenant, count / 2), first) << "the same rows, not equal ones";
    EXPECT_EQ(states.at(tenant, count)->position().position, count);
    EXPECT_EQ(states.folded_events(), count_of(history, tenant, count));
    EXPECT_EQ(first->position().position, count / 2) << "what others read does not move";
}

TEST_F(TimeTravel, KeepsNoMoreThanItsLimits) {
    const auto history = random_history(printed_seed(), 40);
    const auto count = static_cast<std::int64_t>(history.events.size());
    ListedLog log(history.events);
    const auto& tenant = history.tenants.front();
    PastLimits one;
    one.kept_states = 1;
    PastStates forgetful(log, one);
    const auto latest = forgetful.at(tenant, count);
    forgetful.at(tenant, count / 2);
    EXPECT_NE(forgetful.at(tenant, count), latest);
    PastLimits narrow;
    narrow.state_bytes = 2'000;
    PastStates small(log, narrow);
    EXPECT_THROW(small.at(tenant, count), PastTooLarge);
    EXPECT_NO_THROW(small.at(tenant, 0));
    PastLimits nobody;
    nobody.waiting = 0;
    PastStates busy(log, nobody);
    EXPECT_THROW(busy.at(tenant, count), PastBusy);
}

TEST_F(TimeTravel, TrustsNothingKeptOfALogThatWasReplaced) {
    const auto history = random_history(printed_seed(), 40);
    const auto count = static_cast<std::int64_t>(history.events.size());
    ListedLog log(history.events);
    PastStates states(log);
    const auto& tenant = history.tenants.front();
    const auto before = states.at(tenant, count);
    log.set_epoch(2);
    const auto after = states.at(tenant, count);
    EXPECT_NE(before, after);
    EXPECT_EQ(after->position().epoch, 2);
}

TEST(ConcurrentTimeTravel, FoldsAStateOnceForAllWhoAskAtOnce) {
    const auto history = random_history(printed_seed(), 60);
    const auto count = static_cast<std::int64_t>(history.events.size());
    ListedLog log(history.events);
    PastLimits patient;
    patient.waiting = 6;
    PastStates states(log, patient);
    std::vector<std::future<std::shared_ptr<const FoldedRows>>> readers;
    for (int i = 0; i < 6; ++i)
        readers.push_back(std::async(std::launch::async, [&] { return states.at(history.tenants.front(), count); }));
    const auto rows = readers.front().get();
    for (std::size_t i = 1; i < readers.size(); ++i) EXPECT_EQ(readers[i].get(), rows);
    EXPECT_EQ(states.folded_events(), count_of(history, history.tenants.front(), count));
}

}  // namespace
