// SPDX-License-Identifier: Apache-2.0
// What the decisions on one invoice share: finding it, refusing what is not there, dates that may be entered late.
#pragma once

#include <optional>
#include <string>

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

/// Neither in the future nor before the document that the fact belongs to; an absent date is today.
void check_late_date(FieldErrors& errors, const std::string& pointer, const std::optional<Date>& asked, Date document,
                     Date today);
/// Now for a fact of today, else the start of its day.
Timestamp effective_at(const CommandContext& context, const BusinessState& business, Date day);

}  // namespace suoledger::domain
