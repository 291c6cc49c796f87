// SPDX-License-Identifier: Apache-2.0
// An attempt to pay an invoice online: begun with a provider, then paid or failed. No money moves before it is paid.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/money.hpp"
#include "domain/personal.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

// --- events (payment stream) ---

struct PaymentInitiated {
    Uuid invoice;
    std::int64_t revision = 1;  // a payer pays a revision
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;  // that the provider is asked to collect
    std::string provider;
    std::string provider_reference;
    std::optional<Uuid> customer;  // the invoice's
    PersonalText email;            // contact key of the customer, else business key
    bool livemode = true;
    bool operator==(const PaymentInitiated&) const = default;
};
/// The provider has a page on which the payer can pay.
struct CheckoutOpened {
    std::string provider;
    PersonalText url;          // business key: whoever has it can pay
    PersonalText access_code;  // business key
    bool operator==(const CheckoutOpened&) const = default;
};
/// This attempt came to nothing; money that arrives for it all the same is booked.
struct PaymentFailed {
    std::string provider;
    std::string code;     // [a-z0-9_]{1,60}, as the adapter names it
    PersonalText reason;  // business key
    Date failed_on;
    bool operator==(const PaymentFailed&) const = default;
};

// --- commands. What is known already is refused as already_recorded. ---

struct InitiatePayment {
    Uuid payment_id;  // derived from the invoice, its revision, what is due and the payer
    Uuid invoice_id;
    std::int64_t revision = 1;  // what the caller saw: invoice_changed if it is not so any more
    std::int64_t amount = 0;    // likewise, all of amount_due
    std::string provider;       // [a-z][a-z0-9_]{0,39}
    PersonalText email;         // required: providers ask for it
};
struct OpenCheckout {
    Uuid payment_id;
    PersonalText url;          // 1..2000 characters
    PersonalText access_code;  // ≤ 200 characters
};
/// Of an attempt that was paid, or has failed before, it says nothing new.
struct RecordProviderFailure {
    Uuid payment_id;
    std::string provider;
    std::string code;                    // [a-z0-9_]{0,60}; empty: the provider gives none
    PersonalText reason;                 // ≤ 500 characters
    std::optional<Timestamp> failed_at;  // default now; a later one counts as now
    bool livemode = true;
};

// --- state ---

struct PaymentAttempt {
    Uuid invoice;
    std::int64_t revision = 1;
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    std::string provider;
    std::string provider_reference;
    std::optional<Uuid> customer;
    bool has_checkout = false;
    bool has_failed = false;
    bool operator==(const PaymentAttempt&) const = default;
};

/// Of an attempt: initiated, then open (it has a checkout), failed, received. Money that nobody attempted to send is
/// received.
enum class PaymentStatus : std::uint8_t { initiated, open, failed, received };
std::string_view to_string(PaymentStatus status);
std::optional<PaymentStatus> parse_payment_status(std::string_view text);
PaymentStatus status_of(bool is_received, const std::optional<PaymentAttempt>& attempt);

}  // namespace suoledger::domain
