// SPDX-License-Identifier: Apache-2.0
// Sums over invoices that follow each one as it changes: cohorts by month of issue, what is owed by due date. So that a
// report of a month does not go through its invoices.
#pragma once

#include "domain/figures.hpp"
#include "projections/projection.hpp"

namespace suoledger::projections {

/// Takes what the invoice added before and adds what it adds now; nullopt: it was not there.
void follow_invoice(const domain::Uuid& tenant, const std::optional<domain::InvoiceFacts>& before,
                    const domain::InvoiceFacts& after, Rows& rows);

}  // namespace suoledger::projections
