// SPDX-License-Identifier: Apache-2.0
// A payment: money that arrived, and how it was allocated.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/business.hpp"
#include "domain/chargeback.hpp"
#include "domain/invoice.hpp"
#include "domain/payment_attempt.hpp"
#include "domain/payment_method.hpp"
#include "domain/refund.hpp"

namespace suoledger::domain {

// --- events ---

struct PaymentReceived {
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    std::int64_t fee = 0;  // 0 ≤ fee < amount; what the channel kept
    PaymentMethod method = PaymentMethod::bank_transfer;
    PersonalText reference;        // record key of the customer if known, else business key
    std::optional<Uuid> customer;  // given, or the named invoice's
    std::optional<Uuid> invoice;   // what the payer named, whether or not it could be allocated
    CreditReason credit_reason = CreditReason::none;
    Date received_on;
    NumberFormat number_format;
    bool livemode = true;
    // Of a payment that a provider reports, else empty. Nothing of it is personal.
    std::string provider;
    std::string provider_payment_id;  // the provider's own
    std::string provider_reference;   // under which it was asked for: ours, or of somebody else who uses the account
    std::string channel;              // card, bank_transfer, …: [a-z0-9_]{0,40}
    bool operator==(const PaymentReceived&) const = default;
};
struct PaymentAllocated {
    Uuid invoice;
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    bool operator==(const PaymentAllocated&) const = default;
};
struct PaymentDeallocated {
    Uuid invoice;
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    DeallocationReason reason{};
    bool operator==(const PaymentDeallocated&) const = default;
};

// --- commands ---

struct RecordManualPayment {
    Uuid payment_id;
    Money amount;                                         // > 0
    PaymentMethod method = PaymentMethod::bank_transfer;  // not `provider`
    PersonalText reference;                               // ≤ 200 characters
    std::optional<Timestamp> received_at;                 // default now; at most 5 minutes ahead
    std::optional<Uuid> invoice;  // an unknown one is a 404 here: the caller is our own client, not a bank
    std::optional<Uuid> customer;
};
/// A charge that a provider confirmed, by whichever way it was heard of: always booked, once.
struct RecordProviderCharge {
    std::optional<Uuid> attempt_id;  // the payment that its reference names, if the reference is ours
    Uuid payment_id;       // derived from the charge: where it goes if the attempt has another, or is not there
    std::string provider;  // [a-z][a-z0-9_]{0,39}
    std::string provider_payment_id;       // 1..200 printable ASCII characters
    std::string provider_reference;        // likewise
    std::string channel;                   // [a-z0-9_]{0,40}
    Money amount;                          // > 0; that arrived, whatever was asked for
    std::int64_t fee = 0;                  // 0..amount
    std::optional<Timestamp> received_at;  // default now; a later one counts as now
    std::optional<Uuid> invoice;           // of a charge without an attempt; an unknown one leaves credit
    std::optional<Uuid> customer;          // likewise; default: the attempt's, else the invoice's
    bool livemode = true;                  // of the provider; must be the business's
};
struct AllocatePayment {
    Uuid payment_id;
    Uuid invoice_id;
    std::optional<std::int64_t> amount;  // default: min(unallocated, amount_due)
};
struct DeallocatePayment {
    Uuid payment_id;
    Uuid invoice_id;
    std::optional<std::int64_t> amount;  // default: all that is allocated to that invoice
};

// --- state ---

struct InvoiceShare {
    Uuid invoice;
    std::int64_t amount = 0;
};

struct PaymentState {
    std::int64_t version = 0;
    Uuid id;
    bool is_received = false;               // else it is an attempt, without money
    std::optional<PaymentAttempt> attempt;  // if it was begun here
    std::string provider, provider_payment_id;
    Currency currency = Currency::ngn;
    std::int64_t amount = 0, fee = 0;
    PaymentMethod method = PaymentMethod::bank_transfer;
    std::int64_t allocated = 0, reserved = 0, refunded = 0, charged_back = 0;
    std::int64_t overdrawn = 0;  // what refunds and chargebacks took beyond the payment
    std::optional<Uuid> customer;
    Date received_on;
    std::vector<InvoiceShare> allocations;  // oldest first, one per invoice, amounts > 0
    std::vector<Refund> refunds;            // oldest first
    std::vector<Chargeback> chargebacks;    // oldest first
};
/// amount + overdrawn − allocated − reserved − refunded − charged_back.
std::int64_t amount_unallocated_of(const PaymentState& payment);

}  // namespace suoledger::domain
