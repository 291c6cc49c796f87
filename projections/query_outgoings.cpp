// SPDX-License-Identifier: Apache-2.0
// Expenses and payouts, newest recorded first.
#include "projections/queries.hpp"

namespace suoledger::projections {

using domain::Uuid;

std::optional<PayoutRow> find_payout(const PinnedRows& rows, const Uuid& tenant, const Uuid& id) {
    return find_row<PayoutRow>(rows, ProjectionId::payouts, Key::of(tenant, 'r', id));
}

Slice<PayoutRow> list_payouts(const PinnedRows& rows, const Uuid& tenant, const Page& page) {
    return newest_first<PayoutRow>(rows, ProjectionId::payouts, Key(tenant, 'p'), page, [&](const Uuid& id) {
        return std::optional(row_at<PayoutRow>(rows, ProjectionId::payouts, Key::of(tenant, 'r', id)));
    });
}

std::optional<ExpenseRow> find_expense(const PinnedRows& rows, const Uuid& tenant, const Uuid& id) {
    return find_row<ExpenseRow>(rows, ProjectionId::expenses, Key::of(tenant, 'r', id));
}

Slice<ExpenseRow> list_expenses(const PinnedRows& rows, const Uuid& tenant, const ExpenseFilter& filter,
                                const Page& page) {
    const auto matching = [&](const Uuid& id) -> std::optional<ExpenseRow> {
        auto row = row_at<ExpenseRow>(rows, ProjectionId::expenses, Key::of(tenant, 'r', id));
        const bool is_asked_for = (!filter.category || row.figures.category == *filter.category) &&
                                  (!filter.currency || row.figures.currency == *filter.currency) &&
                                  (!filter.from || row.spent_on >= *filter.from) &&
                                  (!filter.to || row.spent_on <= *filter.to);
        if (!is_asked_for) return std::nullopt;
        return row;
    };
    return newest_first<ExpenseRow>(rows, ProjectionId::expenses, Key(tenant, 'p'), page, matching);
}

}  // namespace suoledger::projections
