// SPDX-License-Identifier: Apache-2.0
// What of a payment is free, and the wire names.
#include "domain/payment.hpp"

namespace suoledger::domain {

std::string_view to_string(PaymentMethod method) {
    switch (method) {
        case PaymentMethod::bank_transfer:
            return "bank_transfer";
        case PaymentMethod::cash:
            return "cash";
        case PaymentMethod::card:
            return "card";
        case PaymentMethod::pos:
            return "pos";
        case PaymentMethod::provider:
            return "provider";
    }
    return {};
}

std::optional<PaymentMethod> parse_payment_method(std::string_view text) {
    for (const PaymentMethod method : {PaymentMethod::bank_transfer, PaymentMethod::cash, PaymentMethod::card,
                                       PaymentMethod::pos, PaymentMethod::provider})
        if (text == to_string(method)) return method;
    return std::nullopt;
}

std::string_view to_string(CreditReason reason) {
    switch (reason) {
        case CreditReason::none:
            return "none";
        case CreditReason::no_invoice:
            return "no_invoice";
        case CreditReason::overpaid:
            return "overpaid";
        case CreditReason::invoice_cancelled:
            return "invoice_cancelled";
        case CreditReason::invoice_already_paid:
            return "invoice_already_paid";
        case CreditReason::invoice_unknown:
            return "invoice_unknown";
        case CreditReason::currency_differs:
            return "currency_differs";
        case CreditReason::invoice_not_issued:
            return "invoice_not_issued";
        case CreditReason::invoice_written_off:
            return "invoice_written_off";
    }
    return {};
}

std::optional<CreditReason> parse_credit_reason(std::string_view text) {
    for (const CreditReason reason :
         {CreditReason::none, CreditReason::no_invoice, CreditReason::overpaid, CreditReason::invoice_cancelled,
          CreditReason::invoice_already_paid, CreditReason::invoice_unknown, CreditReason::currency_differs,
          CreditReason::invoice_not_issued, CreditReason::invoice_written_off})
        if (text == to_string(reason)) return reason;
    return std::nullopt;
}

std::int64_t amount_unallocated_of(const PaymentState& payment) {
    return payment.amount + payment.overdrawn - payment.allocated - payment.reserved - payment.refunded -
           payment.charged_back;
}

}  // namespace suoledger::domain
