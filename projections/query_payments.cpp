// SPDX-License-Identifier: Apache-2.0
// Payments: all, of a customer, or allocated to an invoice now.
#include "projections/queries.hpp"

namespace suoledger::projections {
namespace {

using domain::Uuid;

bool holds(const PaymentFilter& filter, const PaymentRow& row) {
    return (!filter.customer || row.customer == filter.customer) && (!filter.method || row.method == *filter.method) &&
           (!filter.currency || row.currency == *filter.currency) && (!filter.status || row.status == *filter.status) &&
           (!filter.received_from || (row.received && row.received_at >= *filter.received_from)) &&
           (!filter.received_before || (row.received && row.received_at < *filter.received_before)) &&
           (!filter.unallocated || (amount_unallocated_of(row) > 0) == *filter.unallocated);
}

}  // namespace

std::int64_t amount_unallocated_of(const PaymentRow& payment) {
    domain::PaymentState state;
    state.amount = payment.amount;
    state.allocated = payment.allocated;
    state.reserved = payment.reserved;
    state.refunded = payment.refunded;
    state.charged_back = payment.charged_back;
    state.overdrawn = payment.overdrawn;
    return domain::amount_unallocated_of(state);
}

std::optional<PaymentRow> find_payment(const PinnedRows& rows, const Uuid& tenant, const Uuid& id) {
    return find_row<PaymentRow>(rows, ProjectionId::payments, Key::of(tenant, 'r', id));
}

Slice<PaymentRow> list_payments(const PinnedRows& rows, const Uuid& tenant, const PaymentFilter& filter,
                                const Page& page) {
    const auto matching = [&](const Uuid& id) -> std::optional<PaymentRow> {
        auto row = row_at<PaymentRow>(rows, ProjectionId::payments, Key::of(tenant, 'r', id));
        if (!holds(filter, row)) return std::nullopt;
        return row;
    };
    Key prefix(tenant, filter.invoice ? 'i' : filter.customer ? 'c' : 'p');
    if (filter.invoice)
        prefix.with(*filter.invoice);
    else if (filter.customer)
        prefix.with(*filter.customer);
    return newest_first<PaymentRow>(rows, ProjectionId::payments, prefix, page, matching);
}

}  // namespace suoledger::projections
