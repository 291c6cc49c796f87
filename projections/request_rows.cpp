// SPDX-License-Identifier: Apache-2.0
// How an erasure goes on.
#include "projections/request_rows.hpp"

namespace suoledger::projections {

ErasureRow erasure_row_of(const domain::ErasureRequested& event, const eventstore::RecordedEvent& recorded) {
    ErasureRow row;
    row.position = recorded.position;
    row.request = event.request;
    row.basis = event.basis;
    row.last_document_on = event.last_document_on;
    row.record_key_due_on = event.record_key_due_on;
    row.complete_on = event.complete_on;
    row.requested_at = recorded.effective_at;
    return row;
}

void apply(ErasureRow& row, const domain::SubjectKeyDestroyed& event, const eventstore::RecordedEvent& recorded) {
    const DestroyedKeyRow destroyed{recorded.position, recorded.effective_at, event.complete_on};
    (event.key_class == domain::KeyClass::contact ? row.contact : row.record) = destroyed;
}

void apply(ErasureRow& row, const domain::RecordKeyPostponed& event) {
    row.last_document_on = event.last_document_on;
    row.record_key_due_on = event.record_key_due_on;
}

}  // namespace suoledger::projections
