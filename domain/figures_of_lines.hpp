// SPDX-License-Identifier: Apache-2.0
// Net amounts and VAT of documents, by treatment: from the amounts that the events froze, never from a rate.
#pragma once

#include "domain/figures.hpp"

namespace suoledger::domain {

ByTreatment by_treatment_of(const InvoiceIssued& document);
/// A credit note names lines of the invoice in force.
ByTreatment by_treatment_of(const CreditNoteIssued& note, const InvoiceFacts& invoice);
ByTreatment difference_of(const ByTreatment& left, const ByTreatment& right);

}  // namespace suoledger::domain
