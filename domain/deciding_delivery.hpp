// SPDX-License-Identifier: Apache-2.0
// What the decisions on deliveries share: what is delivered, to whom, under which keys.
#pragma once

#include "domain/deciding.hpp"

namespace suoledger::domain {

/// What a delivery stream is about, with all that its events' keys need.
struct DeliveryCase {
    const BusinessState* business = nullptr;
    const InvoiceState* invoice = nullptr;    // of an invoice, a credit note; nullptr for a discarded draft too
    const PaymentState* payment = nullptr;    // of a receipt
    const CustomerState* customer = nullptr;  // nullptr for a payment of nobody known
    const DeliveryState* delivery = nullptr;  // nullptr: nothing was delivered yet
};
DeliveryCase find_delivery(Lookup& look, DocumentKind kind, const Uuid& subject_id);

/// Refuses what is not there, a draft, an attempt without money, and another version of the delivery stream.
std::optional<std::unexpected<Stop>> check_found(const CommandContext& context, DocumentKind kind,
                                                 const DeliveryCase& found);
/// document_not_found unless there is such a version. Of a credit note and a statement only the caller can know.
std::optional<std::unexpected<Stop>> check_document_version(DocumentKind kind, const DeliveryCase& found,
                                                            std::int64_t version);

std::int64_t version_of(const DeliveryCase& found);
/// One event on the delivery stream, effective now.
Decision one_event(const CommandContext& context, const Uuid& subject_id, const DeliveryCase& found, Event event);

}  // namespace suoledger::domain
