// SPDX-License-Identifier: Apache-2.0
// What a provider says of one charge, for tests: attempt 40 on invoice 30, charge "4099260516" of 10 000.
#pragma once

#include "domain/provider_reference.hpp"
#include "tests/domain/scenario.hpp"

namespace suoledger::domain {

inline InitiatePayment an_attempt() {
    return {.payment_id = id(40),
            .invoice_id = id(30),
            .revision = 1,
            .amount = 10'000,
            .provider = "paystack",
            .email = PersonalText("bola@example.com")};
}
inline OpenCheckout a_page() {
    return {id(40), PersonalText("https://checkout.example/0peioxfhpn"), PersonalText("0peioxfhpn")};
}
inline RecordProviderFailure a_failure() {
    return {.payment_id = id(40),
            .provider = "paystack",
            .code = "insufficient_funds",
            .reason = PersonalText("Insufficient funds"),
            .failed_at = std::nullopt,
            .livemode = true};
}
inline RecordProviderCharge a_charge(std::int64_t amount = 10'000) {
    return {.attempt_id = id(40),
            .payment_id = id(41),
            .provider = "paystack",
            .provider_payment_id = "4099260516",
            .provider_reference = provider_reference(Scenario::tenant, id(40)),
            .channel = "card",
            .amount = {amount, Currency::ngn},
            .fee = 150,
            .received_at = std::nullopt,
            .invoice = std::nullopt,
            .customer = std::nullopt,
            .livemode = true};
}
inline RecordProviderRefund a_refund(ProviderRefundStage stage, std::int64_t amount) {
    return {.payment_id = id(40),
            .refund_id = id(70),
            .provider = "paystack",
            .provider_refund_id = "rf-1",
            .stage = stage,
            .amount = {amount, Currency::ngn},
            .fee = 0,
            .at = std::nullopt,
            .reason = {},
            .livemode = true};
}

}  // namespace suoledger::domain
