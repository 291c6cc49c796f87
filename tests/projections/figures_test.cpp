// SPDX-License-Identifier: Apache-2.0
// Figures against the journal of the same random history: two ways to one number.
#include <algorithm>
#include <map>
#include <random>
#include <tuple>

#include <gtest/gtest.h>

#include "tests/projections/followed_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;
using domain::Currency;
using domain::Figure;

namespace {

constexpr std::array currencies{Currency::ngn, Currency::usd};
const domain::Window all_days{{0}, {40'000}};

class Figures : public FollowedLog {
protected:
    void SetUp() override {
        FollowedLog::SetUp();
        random_.seed(printed_seed());
        history_ = random_history(random_(), 900);
        log_ = std::make_unique<ListedLog>(history_.events);
        models_ = open("figures", *log_);
        models_->start();
        ASSERT_TRUE(wait_for(*models_, history_.events.size()));
        snapshot_ = models_->snapshot();
    }
    void TearDown() override {
        snapshot_.reset();
        models_.reset();
        FollowedLog::TearDown();
    }
    template <class Check>
    void for_each_book(const Check& check) {
        for (const auto& tenant : history_.tenants)
            for (const auto currency : currencies) check(tenant, currency);
    }
    std::int64_t sum(const domain::Uuid& tenant, Currency currency, Figure figure,
                     const domain::Window& window = all_days) const {
        std::int64_t total = 0;
        for (const auto& day : snapshot_->day_sums(tenant, currency, figure, window)) total += day.amount;
        return total;
    }
    /// Debit less credit of all accounts in [from, until).
    std::int64_t balance(const domain::Uuid& tenant, Currency currency, int from, int until) const {
        std::int64_t total = 0;
        for (const auto& account : snapshot_->account_sums(tenant, currency))
            if (account.account >= from && account.account < until) total += account.debit - account.credit;
        return total;
    }

    std::mt19937_64 random_;
    History history_;
    std::unique_ptr<ListedLog> log_;
    std::unique_ptr<RocksReadModels> models_;
    std::unique_ptr<ReadSnapshot> snapshot_;
};

TEST_F(Figures, AgreeWithTheAccountsThatTheSameEventsPostTo) {
    std::size_t moved = 0;
    for_each_book([&](const auto& tenant, Currency currency) {
        const auto total = [&](Figure figure) { return sum(tenant, currency, figure); };
        EXPECT_EQ(total(Figure::net_sales), -balance(tenant, currency, 4000, 5000));
        EXPECT_EQ(total(Figure::vat_output), -balance(tenant, currency, 2100, 2101));
        EXPECT_EQ(total(Figure::vat_input), balance(tenant, currency, 1210, 1211));
        EXPECT_EQ(total(Figure::expenses), balance(tenant, currency, 5000, 6000));
        EXPECT_EQ(total(Figure::fees), balance(tenant, currency, 6100, 6111));
        EXPECT_EQ(total(Figure::written_off), balance(tenant, currency, 6200, 6201));
        EXPECT_EQ(total(Figure::withheld),
                  balance(tenant, currency, 1200, 1201) + balance(tenant, currency, 1220, 1221));
        const auto invoiced =
            domain::invoiced(total(Figure::issued), total(Figure::cancelled), total(Figure::credited));
        EXPECT_EQ(invoiced, total(Figure::net_sales) + total(Figure::vat_output));
        EXPECT_EQ(invoiced, total(Figure::invoiced_of_customer));
        EXPECT_EQ(total(Figure::collected), total(Figure::collected_of_customer));
        std::int64_t owed = 0;
        for (const auto& open : snapshot_->open_invoices(tenant, currency)) owed += open.amount_due;
        EXPECT_EQ(owed, balance(tenant, currency, 1100, 1101));
        EXPECT_EQ(owed, invoiced - total(Figure::collected) - total(Figure::withheld) - total(Figure::written_off));
        moved += owed > 0 && total(Figure::collected) > 0 ? 1 : 0;
    });
    EXPECT_GT(moved, 0U) << "a history in which nothing is collected proves nothing";
}

TEST_F(Figures, OfDaysAddUpToThoseOfAnyLargerWindow) {
    for_each_book([&](const auto& tenant, Currency currency) {
        for (const auto figure : {Figure::issued, Figure::collected, Figure::vat_output}) {
            std::int64_t total = 0;
            const auto days = snapshot_->day_sums(tenant, currency, figure, all_days);
            for (const auto& cell : days) {
                if (&cell != &days.front() && cell.day == (&cell - 1)->day) continue;
                total += sum(tenant, currency, figure, {cell.day, cell.day});
            }
            EXPECT_EQ(total, sum(tenant, currency, figure));
        }
    });
}

TEST_F(Figures, OfACohortAreThoseOfTheInvoicesIssuedThen) {
    for_each_book([&](const auto& tenant, Currency currency) {
        InvoiceFilter filter;
        filter.currency = currency;
        filter.issued_from = all_days.from;
        std::int64_t due_of_rows = 0, due_of_cohort = 0;
        auto rows = snapshot_->invoices(tenant, filter, {std::nullopt, 1'000'000}).rows;
        std::erase_if(rows, [](const InvoiceRow& row) { return row.figures.draft; });
        for (const auto& row : rows) due_of_rows += domain::amount_due_of(row.figures);
        const auto cohort = snapshot_->cohort(tenant, currency, all_days);
        for (const auto& invoice : cohort) due_of_cohort += domain::amount_due_of(invoice.figures);
        EXPECT_EQ(cohort.size(), rows.size());
        EXPECT_EQ(due_of_cohort, due_of_rows);
    });
}

TEST_F(Figures, OfACohortAreTheSameByMonthsAsByInvoices) {
    std::size_t settled = 0, returned = 0;
    for_each_book([&](const auto& tenant, Currency currency) {
        const auto invoices = snapshot_->cohort(tenant, currency, all_days);
        if (invoices.empty()) return;
        const auto first = domain::month_of(invoices.front().issued_on),
                   last = domain::month_of(invoices.back().issued_on);
        std::vector<domain::Window> windows{first, last, {first.from, last.to}, all_days};
        for (int i = 0; i < 200; ++i) {
            const auto span = static_cast<std::uint32_t>(last.to.days - first.from.days + 62);
            const domain::Date from{first.from.days - 31 + static_cast<std::int32_t>(random_() % span)};
            const domain::Window window{from, {from.days + static_cast<std::int32_t>(random_() % span)}};
            windows.push_back(window);
            windows.push_back({domain::month_of(window.from).from, window.to});
            windows.push_back({window.from, domain::month_of(window.to).to});
        }
        for (const auto& window : windows) {
            const auto expected = domain::figures_of(snapshot_->cohort(tenant, currency, window));
            ASSERT_EQ(snapshot_->cohort_figures(tenant, currency, window), expected)
                << to_string(window.from) << " to " << to_string(window.to);
            settled += expected.settled > 1 ? 1 : 0;
            returned += expected.repeat_customers > 0 ? 1 : 0;
        }
    });
    EXPECT_GT(settled, 0U);
    EXPECT_GT(returned, 0U);
}

TEST_F(Figures, OfWhatIsOwedAreTheSameByDueDateAsByInvoice) {
    std::size_t dated = 0;
    for_each_book([&](const auto& tenant, Currency currency) {
        std::map<std::optional<domain::Date>, std::pair<std::int64_t, std::int64_t>> expected, found;
        for (const auto& open : snapshot_->open_invoices(tenant, currency)) {
            auto& [amount, count] = expected[open.due_on];
            amount += open.amount_due;
            ++count;
        }
        for (const auto& owed : snapshot_->owed_sums(tenant, currency)) found[owed.due_on] = {owed.amount, owed.count};
        EXPECT_EQ(found, expected);
        dated += expected.size() > 1 ? 1 : 0;
    });
    EXPECT_GT(dated, 0U);
}

TEST_F(Figures, OfOpenInvoicesAreThoseThatTheirListShowsByDueDate) {
    using Open = std::tuple<domain::Date, std::int64_t, domain::Uuid, domain::Uuid, std::int64_t, domain::Date>;
    std::size_t undated = 0;
    for_each_book([&](const auto& tenant, Currency currency) {
        std::vector<Open> expected, found;
        InvoiceFilter filter;
        filter.currency = currency;
        for (const auto& row :
             snapshot_->invoices(tenant, filter, {std::nullopt, 1'000'000}, InvoiceDetails::none).rows) {
            const auto due = domain::amount_due_of(row.figures);
            if (due <= 0) continue;
            expected.emplace_back(row.due_on.value_or(no_due_date), row.issued_position, row.id, row.customer, due,
                                  row.issued_on);
            undated += row.due_on ? 0 : 1;
        }
        std::ranges::sort(expected);
        for (const auto& open : snapshot_->open_invoices(tenant, currency)) {
            const auto row = snapshot_->invoice(tenant, open.id, InvoiceDetails::none);
            ASSERT_TRUE(row);
            EXPECT_EQ(open.currency, currency);
            found.emplace_back(open.due_on.value_or(no_due_date), row->issued_position, open.id, open.customer,
                               open.amount_due, open.issued_on);
        }
        EXPECT_EQ(found, expected);
    });
    EXPECT_GT(undated, 0U) << "an invoice without a due date has a place of its own";
}

struct Walked {
    std::int64_t position = 0, balance = 0;
    bool operator==(const Walked&) const = default;
};

class Accounts : public Figures {
protected:
    /// From the journal, by date and position.
    std::vector<Walked> expected(const domain::Uuid& tenant, const AccountFilter& filter) const {
        auto entries = snapshot_->journal(tenant, {{}, filter.window.to, filter.currency, {}, 0, 1'000'000});
        std::ranges::stable_sort(entries, {}, [](const auto& entry) { return entry.effective_on; });
        std::vector<Walked> walked;
        std::int64_t balance = 0;
        for (const auto& entry : entries) {
            bool is_posted = false;
            for (const auto& line : entry.lines) {
                if (line.account != filter.account) continue;
                balance += line.debit - line.credit;
                is_posted = true;
            }
            if (is_posted && entry.effective_on >= filter.window.from) walked.push_back({entry.position, balance});
        }
        return walked;
    }
    std::vector<Walked> paged(const domain::Uuid& tenant, AccountFilter filter) const {
        std::vector<Walked> walked;
        for (;;) {
            const auto page = snapshot_->account_page(tenant, filter);
            for (const auto& entry : page.entries) walked.push_back({entry.entry.position, entry.balance});
            if (!page.more) return walked;
            EXPECT_EQ(page.entries.size(), filter.limit);
            filter.after_position = page.entries.back().entry.position;
        }
    }
};

TEST_F(Accounts, AreWalkedPageByPageWithTheBalanceAfterEachEntry) {
    std::size_t entries = 0;
    const auto today = domain::date_in(domain::Zone{}, history_.events.back().recorded_at).days;
    for_each_book([&](const auto& tenant, Currency currency) {
        for (const auto code : {1000, 1010, 1100, 2100, 2200, 4000, 4900}) {
            AccountFilter filter;
            filter.currency = currency;
            filter.account = code;
            filter.limit = 1 + random_() % 7;
            const auto from = today - static_cast<std::int32_t>(random_() % 50);
            filter.window = {{from}, {from + static_cast<std::int32_t>(random_() % 60)}};
            const auto walked = expected(tenant, filter);
            ASSERT_EQ(paged(tenant, filter), walked) << code;
            const auto turnover = snapshot_->account_turnover(tenant, filter);
            EXPECT_EQ(turnover.count, static_cast<std::int64_t>(walked.size()));
            const auto closing = turnover.opening_balance + turnover.debit - turnover.credit;
            EXPECT_EQ(closing, walked.empty() ? turnover.opening_balance : walked.back().balance);
            entries += walked.size();
        }
    });
    EXPECT_GT(entries, 20U);
}

}  // namespace
