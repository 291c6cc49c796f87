// SPDX-License-Identifier: Apache-2.0
// The day of a customer's last document or payment, from the log: what the record of a person is kept for.
#pragma once

#include <optional>

#include "eventstore/event_store.hpp"

namespace suoledger::eventstore {

/// In the business' zone; nullopt for who was never on a document. Reads all of the tenant's log: for rare work.
/// Throws StoreUnavailable.
std::optional<domain::Date> last_document_on(EventStore& store, const domain::Uuid& tenant,
                                             const domain::Uuid& customer);

}  // namespace suoledger::eventstore
