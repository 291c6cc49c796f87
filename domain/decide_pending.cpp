// SPDX-License-Identifier: Apache-2.0
// Not decided yet on this branch; every line leaves as its decision lands.
#include "domain/deciding.hpp"

namespace suoledger::domain {

Outcome decide_on(const CommandContext&, const View&, const DraftInvoice&) { return reject(RejectionCode::invalid_fields, "not decided"); }
Outcome decide_on(const CommandContext&, const View&, const ChangeDraft&) { return reject(RejectionCode::invalid_fields, "not decided"); }
Outcome decide_on(const CommandContext&, const View&, const DiscardDraft&) { return reject(RejectionCode::invalid_fields, "not decided"); }
Outcome decide_on(const CommandContext&, const View&, const IssueDraft&) { return reject(RejectionCode::invalid_fields, "not decided"); }
Outcome decide_on(const CommandContext&, const View&, const ReviseInvoice&) { return reject(RejectionCode::invalid_fields, "not decided"); }
Outcome decide_on(const CommandContext&, const View&, const WriteOffInvoice&) { return reject(RejectionCode::invalid_fields, "not decided"); }
Outcome decide_on(const CommandContext&, const View&, const RecordWithholdingTax&) { return reject(RejectionCode::invalid_fields, "not decided"); }
Outcome decide_on(const CommandContext&, const View&, const RecordVatWithheld&) { return reject(RejectionCode::invalid_fields, "not decided"); }
Outcome decide_on(const CommandContext&, const View&, const ReverseWithholding&) { return reject(RejectionCode::invalid_fields, "not decided"); }

}  // namespace suoledger::domain
