// SPDX-License-Identifier: Apache-2.0
// Not decided yet on this branch; every line leaves as its decision lands.
#include "domain/deciding.hpp"

namespace suoledger::domain {

Outcome decide_on(const CommandContext&, const View&, const ChangeTaxProfile&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const ChangeBankAccount&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const AddMember&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const RemoveMember&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const GiveConsent&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const WithdrawConsent&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const DraftInvoice&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const ChangeDraft&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const DiscardDraft&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const IssueDraft&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const ReviseInvoice&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const WriteOffInvoice&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const RecordWithholdingTax&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const RecordVatWithheld&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const ReverseWithholding&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const RequestRefund&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const RecordRefund&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const RecordChargeback&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const RecordPayout&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const RecordExpense&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const CorrectExpense&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}
Outcome decide_on(const CommandContext&, const View&, const VoidExpense&) {
    return reject(RejectionCode::invalid_fields, "not decided");
}

}  // namespace suoledger::domain
