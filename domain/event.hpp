// SPDX-License-Identifier: Apache-2.0
// Every event there is, its wire name and its schema version.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "domain/business.hpp"
#include "domain/customer.hpp"
#include "domain/invoice.hpp"
#include "domain/payment.hpp"

namespace suoledger::domain {

/// Visited without a default branch: a new event does not compile until everyone has said what it does with it.
using Event = std::variant<BusinessRegistered, BusinessProfileChanged, ApiKeyIssued, ApiKeyRevoked, OperatorKeyIssued,
                           OperatorKeyRevoked, CustomerRegistered, CustomerDetailsChanged, InvoiceIssued,
                           InvoiceCancelled, CreditNoteIssued, PaymentApplied, PaymentUnapplied, InvoiceReopened,
                           PaymentReceived, PaymentAllocated, PaymentDeallocated>;

/// The wire name, fixed for ever.
template <class E>
struct EventName;
#define SUOLEDGER_EVENT_NAME(type, name)                \
    template <>                                         \
    struct EventName<type> {                            \
        static constexpr std::string_view value = name; \
    }
SUOLEDGER_EVENT_NAME(BusinessRegistered, "business_registered");
SUOLEDGER_EVENT_NAME(BusinessProfileChanged, "business_profile_changed");
SUOLEDGER_EVENT_NAME(ApiKeyIssued, "api_key_issued");
SUOLEDGER_EVENT_NAME(ApiKeyRevoked, "api_key_revoked");
SUOLEDGER_EVENT_NAME(OperatorKeyIssued, "operator_key_issued");
SUOLEDGER_EVENT_NAME(OperatorKeyRevoked, "operator_key_revoked");
SUOLEDGER_EVENT_NAME(CustomerRegistered, "customer_registered");
SUOLEDGER_EVENT_NAME(CustomerDetailsChanged, "customer_details_changed");
SUOLEDGER_EVENT_NAME(InvoiceIssued, "invoice_issued");
SUOLEDGER_EVENT_NAME(InvoiceCancelled, "invoice_cancelled");
SUOLEDGER_EVENT_NAME(CreditNoteIssued, "credit_note_issued");
SUOLEDGER_EVENT_NAME(PaymentApplied, "payment_applied");
SUOLEDGER_EVENT_NAME(PaymentUnapplied, "payment_unapplied");
SUOLEDGER_EVENT_NAME(InvoiceReopened, "invoice_reopened");
SUOLEDGER_EVENT_NAME(PaymentReceived, "payment_received");
SUOLEDGER_EVENT_NAME(PaymentAllocated, "payment_allocated");
SUOLEDGER_EVENT_NAME(PaymentDeallocated, "payment_deallocated");
#undef SUOLEDGER_EVENT_NAME

inline std::string_view name_of(const Event& event) {
    return std::visit([]<class E>(const E&) { return EventName<E>::value; }, event);
}

/// Which legal number an event takes: InvoiceIssued, CreditNoteIssued and PaymentReceived; none for all others.
Series series_of(const Event& event);

}  // namespace suoledger::domain
