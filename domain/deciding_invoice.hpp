// SPDX-License-Identifier: Apache-2.0
// What the decisions on one invoice share: finding it, refusing what is not there or not open.
#pragma once

#include <optional>

#include "domain/deciding.hpp"

namespace suoledger::domain {

/// An invoice with all that its events' keys need.
struct InvoiceCase {
    const BusinessState* business = nullptr;
    const InvoiceState* invoice = nullptr;  // nullptr for a discarded draft too
    const CustomerState* debtor = nullptr;
};
InvoiceCase find_invoice(Lookup& look, const Uuid& invoice_id);

/// Refuses business_not_found, invoice_not_found and version_conflict. Afterwards all of the case is there.
std::optional<std::unexpected<Stop>> check_found(const CommandContext& context, const InvoiceCase& found);
/// Refuses a draft, a cancelled and a written-off invoice: invoice_not_open.
std::optional<std::unexpected<Stop>> check_open(const InvoiceState& invoice);
/// Whether anything has moved what is due, so that the document can no longer be taken back or replaced.
bool has_movements(const InvoiceState& invoice);

/// A decision on the invoice's own stream, without events.
Decision start_decision(const CommandContext& context, const InvoiceCase& found);
SealingKeys keys_of(const InvoiceCase& found);

}  // namespace suoledger::domain
