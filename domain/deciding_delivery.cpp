// SPDX-License-Identifier: Apache-2.0
// What the decisions on deliveries share.
#include "domain/deciding_delivery.hpp"

#include "domain/deciding_invoice.hpp"

namespace suoledger::domain {
namespace {

/// Addresses go with the customer's contacts; of who is not known, or has none any more, they are the business' own.
SealingKeys delivery_keys(const DeliveryCase& found) {
    SealingKeys keys = document_keys(found.customer, *found.business);
    const bool has_contacts = found.customer != nullptr && !found.customer->is_erased();
    keys.contact = has_contacts ? found.customer->contact_key : found.business->business_key;
    return keys;
}

}  // namespace

DeliveryCase find_delivery(Lookup& look, DocumentKind kind, const Uuid& subject_id) {
    DeliveryCase found{.business = look.business(), .delivery = look.delivery(subject_id)};
    switch (kind) {
        case DocumentKind::invoice:
        case DocumentKind::credit_note: {
            const InvoiceCase owed = find_invoice(look, subject_id);
            found.invoice = owed.invoice;
            found.customer = owed.debtor;
            break;
        }
        case DocumentKind::receipt:
            found.payment = look.payment(subject_id);
            if (found.payment && found.payment->customer) found.customer = look.customer(*found.payment->customer);
            break;
        case DocumentKind::statement:
            found.customer = look.customer(subject_id);
            break;
    }
    return found;
}

std::optional<std::unexpected<Stop>> check_found(const CommandContext& context, DocumentKind kind,
                                                 const DeliveryCase& found) {
    if (!found.business) return reject(RejectionCode::business_not_found, "There is no such business.");
    switch (kind) {
        case DocumentKind::invoice:
        case DocumentKind::credit_note:
            if (!found.invoice) return reject(RejectionCode::invoice_not_found, "There is no such invoice.");
            if (found.invoice->draft) return reject(RejectionCode::invoice_not_open, "The invoice is a draft.");
            break;
        case DocumentKind::receipt:
            if (!found.payment) return reject(RejectionCode::payment_not_found, "There is no such payment.");
            if (!found.payment->is_received)
                return reject(RejectionCode::payment_not_received, "No money has arrived.");
            break;
        case DocumentKind::statement:
            if (!found.customer) return reject(RejectionCode::customer_not_found, "There is no such customer.");
            break;
    }
    return check_version(context, version_of(found));
}

std::optional<std::unexpected<Stop>> check_document_version(DocumentKind kind, const DeliveryCase& found,
                                                            std::int64_t version) {
    bool exists = version >= 1;
    if (kind == DocumentKind::invoice) exists = exists && version <= found.invoice->revision;
    if (kind == DocumentKind::receipt) exists = exists && version <= found.payment->version;
    if (kind == DocumentKind::credit_note) exists = exists && found.invoice->credited > 0;
    if (exists) return std::nullopt;
    return reject(RejectionCode::document_not_found, "There is no such version of the document.");
}

std::int64_t version_of(const DeliveryCase& found) { return found.delivery ? found.delivery->version : 0; }

Decision one_event(const CommandContext& context, const Uuid& subject_id, const DeliveryCase& found, Event event) {
    Decision decision;
    decision.target = {context.tenant, StreamType::delivery, subject_id};
    decision.reply_key = reply_key_of(found.customer, *found.business);
    decision.events.push_back({decision.target, std::move(event), context.now, delivery_keys(found)});
    return decision;
}

}  // namespace suoledger::domain
