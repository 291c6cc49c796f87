// SPDX-License-Identifier: Apache-2.0
// How far an attempt to pay has come, and its wire names.
#include "domain/payment_attempt.hpp"

#include "domain/ledger_assert.hpp"

namespace suoledger::domain {

std::string_view to_string(PaymentStatus status) {
    switch (status) {
        case PaymentStatus::initiated:
            return "initiated";
        case PaymentStatus::open:
            return "open";
        case PaymentStatus::failed:
            return "failed";
        case PaymentStatus::received:
            return "received";
    }
    return {};
}

std::optional<PaymentStatus> parse_payment_status(std::string_view text) {
    for (const PaymentStatus status :
         {PaymentStatus::initiated, PaymentStatus::open, PaymentStatus::failed, PaymentStatus::received})
        if (text == to_string(status)) return status;
    return std::nullopt;
}

PaymentStatus status_of(bool is_received, const std::optional<PaymentAttempt>& attempt) {
    if (is_received) return PaymentStatus::received;
    LEDGER_ASSERT(attempt.has_value());
    if (attempt->has_failed) return PaymentStatus::failed;
    return attempt->has_checkout ? PaymentStatus::open : PaymentStatus::initiated;
}

}  // namespace suoledger::domain
