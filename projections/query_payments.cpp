// SPDX-License-Identifier: Apache-2.0
// Payments: all, of a customer, or allocated to an invoice now.
#include "projections/queries.hpp"

namespace suoledger::projections {

using domain::Uuid;

std::optional<PaymentRow> find_payment(const PinnedRows& rows, const Uuid& tenant, const Uuid& id) {
    return find_row<PaymentRow>(rows, ProjectionId::payments, Key::of(tenant, 'r', id));
}

Slice<PaymentRow> list_payments(const PinnedRows& rows, const Uuid& tenant, const std::optional<Uuid>& invoice,
                                const std::optional<Uuid>& customer, const Page& page) {
    const auto matching = [&](const Uuid& id) -> std::optional<PaymentRow> {
        auto row = row_at<PaymentRow>(rows, ProjectionId::payments, Key::of(tenant, 'r', id));
        if (customer && row.customer != *customer) return std::nullopt;
        return row;
    };
    Key prefix(tenant, invoice ? 'i' : customer ? 'c' : 'p');
    if (invoice)
        prefix.with(*invoice);
    else if (customer)
        prefix.with(*customer);
    return newest_first<PaymentRow>(rows, ProjectionId::payments, prefix, page, matching);
}

}  // namespace suoledger::projections
