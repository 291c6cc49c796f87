// SPDX-License-Identifier: Apache-2.0
// Lists of payments under every combination of filters, of payouts, expenses and members, against a plain walk.
#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "tests/projections/queried_log.hpp"

using namespace suoledger;
using namespace suoledger::projections;
using domain::Uuid;

namespace {

class MoneyQueries : public QueriedLog {
protected:
    MoneyQueries() : QueriedLog(700) {}
};

/// A part of PaymentFilter: how it is drawn after one payment, and what it means for another.
struct MoneyFilterPart {
    const char* name;
    std::function<void(PaymentFilter&, const PaymentRow&)> draw;
    std::function<bool(const PaymentFilter&, const PaymentRow&)> holds;
};

const std::vector<MoneyFilterPart>& money_filter_parts() {
    using Filter = PaymentFilter;
    using Row = PaymentRow;
    static const std::vector<MoneyFilterPart> parts{
        {"invoice",
         [](Filter& f, const Row& r) { f.invoice = r.allocations.empty() ? Uuid{} : r.allocations.front().invoice; },
         [](const Filter& f, const Row& r) {
             return std::ranges::any_of(r.allocations, [&](const auto& share) { return share.invoice == *f.invoice; });
         }},
        {"customer", [](Filter& f, const Row& r) { f.customer = r.customer.value_or(Uuid{}); },
         [](const Filter& f, const Row& r) { return r.customer == f.customer; }},
        {"method", [](Filter& f, const Row& r) { f.method = r.method; },
         [](const Filter& f, const Row& r) { return r.method == f.method; }},
        {"currency", [](Filter& f, const Row& r) { f.currency = r.currency; },
         [](const Filter& f, const Row& r) { return r.currency == f.currency; }},
        {"received_from", [](Filter& f, const Row& r) { f.received_from = r.received_at; },
         [](const Filter& f, const Row& r) { return r.received && r.received_at >= *f.received_from; }},
        {"received_before",
         [](Filter& f, const Row& r) { f.received_before = domain::Timestamp{r.received_at.microseconds + 1}; },
         [](const Filter& f, const Row& r) { return r.received && r.received_at < *f.received_before; }},
        {"status", [](Filter& f, const Row& r) { f.status = r.status; },
         [](const Filter& f, const Row& r) { return r.status == f.status; }},
        {"unallocated",
         [](Filter& f, const Row& r) {
             f.unallocated = r.amount + r.overdrawn > r.allocated + r.reserved + r.refunded + r.charged_back;
         },
         [](const Filter& f, const Row& r) {
             return (r.amount + r.overdrawn > r.allocated + r.reserved + r.refunded + r.charged_back) == *f.unallocated;
         }},
    };
    return parts;
}

TEST_F(MoneyQueries, ListPaymentsForEveryCombinationOfFilters) {
    const auto& parts = money_filter_parts();
    std::vector<std::size_t> found(parts.size(), 0), left_out(parts.size(), 0);
    for (std::size_t combination = 0; combination < (std::size_t{1} << parts.size()); ++combination) {
        const auto& tenant = any(history_.tenants);
        const auto rows = folded_->payments(tenant, {}, {.before = {}, .limit = all_of_them}).rows;
        ASSERT_GT(rows.size(), 10U);
        const auto& like = any(rows);
        PaymentFilter filter;
        std::string named;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if ((combination >> i & 1) == 0) continue;
            parts[i].draw(filter, like);
            named.append(" ").append(parts[i].name);
        }
        const auto expected = texts_of<PaymentRow>(rows, [&](const PaymentRow& row) {
            for (std::size_t i = 0; i < parts.size(); ++i)
                if ((combination >> i & 1) != 0 && !parts[i].holds(filter, row)) return false;
            return true;
        });
        ASSERT_EQ(paged<PaymentRow>([&](const Page& page) { return snapshot_->payments(tenant, filter, page); }),
                  expected)
            << "filtered by" << named;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if ((combination >> i & 1) == 0) continue;
            found[i] += expected.size();
            left_out[i] += rows.size() - expected.size();
        }
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        EXPECT_GT(found[i], 0U) << parts[i].name << " found nothing, ever";
        EXPECT_GT(left_out[i], 0U) << parts[i].name << " left nothing out, ever";
    }
}

TEST_F(MoneyQueries, ListPayoutsExpensesAndMembers) {
    std::size_t payouts = 0, voided = 0, members = 0;
    for (const auto& tenant : history_.tenants) {
        const auto paid = folded_->payouts(tenant, {.before = {}, .limit = all_of_them}).rows;
        EXPECT_EQ(paged<PayoutRow>([&](const Page& page) { return snapshot_->payouts(tenant, page); }), texts_of(paid));
        for (const auto& row : paid) EXPECT_EQ(encode_row(*snapshot_->payout(tenant, row.id)), encode_row(row));
        const auto spent = folded_->expenses(tenant, {}, {.before = {}, .limit = all_of_them}).rows;
        for (int round = 0; round < 30; ++round) {
            const auto& like = any(spent);
            ExpenseFilter filter;
            if (below(2) == 0) filter.category = like.figures.category;
            if (below(2) == 0) filter.from = like.spent_on;
            if (below(2) == 0) filter.to = like.spent_on;
            const auto expected = texts_of<ExpenseRow>(spent, [&](const ExpenseRow& row) {
                return (!filter.category || row.figures.category == filter.category) &&
                       (!filter.from || row.spent_on >= filter.from) && (!filter.to || row.spent_on <= filter.to);
            });
            EXPECT_EQ(paged<ExpenseRow>([&](const Page& page) { return snapshot_->expenses(tenant, filter, page); }),
                      expected);
        }
        for (const auto& row : spent) {
            EXPECT_EQ(encode_row(*snapshot_->expense(tenant, row.id)), encode_row(row));
            voided += row.voided ? 1U : 0U;
        }
        EXPECT_EQ(texts_of(snapshot_->members(tenant)), texts_of(folded_->members(tenant)));
        payouts += paid.size();
        members += folded_->members(tenant).size();
    }
    EXPECT_TRUE(payouts > 0 && voided > 0 && members > 0);
}

}  // namespace
