// SPDX-License-Identifier: Apache-2.0
// How money arrived, and why it may stay unallocated.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace suoledger::domain {

enum class PaymentMethod : std::uint8_t { bank_transfer, cash, card, pos, provider };
std::string_view to_string(PaymentMethod method);
std::optional<PaymentMethod> parse_payment_method(std::string_view text);

/// Why money, or a part of it, stays customer credit.
enum class CreditReason : std::uint8_t {
    none,
    no_invoice,
    overpaid,
    invoice_cancelled,
    invoice_already_paid,
    invoice_unknown,
    currency_differs,
    invoice_not_issued,  // a draft
    invoice_written_off
};
std::string_view to_string(CreditReason reason);
std::optional<CreditReason> parse_credit_reason(std::string_view text);

}  // namespace suoledger::domain
