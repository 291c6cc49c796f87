// SPDX-License-Identifier: Apache-2.0
// Ids of what a provider reports: whoever hears of the same fact, by whichever way, derives the same one.
#pragma once

#include <string_view>

#include "eventstore/event_store.hpp"

namespace suoledger::eventstore {

/// A charge, refund, dispute or payout by the provider's own id. UUIDv8 from SHA-256 over the length-prefixed
/// (`suoledger/provider-payment/v1`, tenant, provider, id); for the others `provider-refund`, `provider-dispute` and
/// `provider-payout`.
domain::Uuid provider_payment_uuid(const domain::Uuid& tenant, std::string_view provider, std::string_view id);
domain::Uuid provider_refund_uuid(const domain::Uuid& tenant, std::string_view provider, std::string_view id);
domain::Uuid provider_dispute_uuid(const domain::Uuid& tenant, std::string_view provider, std::string_view id);
domain::Uuid provider_payout_uuid(const domain::Uuid& tenant, std::string_view provider, std::string_view id);

/// What makes two attempts to pay the same one.
struct CheckoutName {
    domain::Uuid tenant, invoice;
    std::int64_t revision = 1, amount_due = 0;
    std::string_view email;
};
/// The n-th attempt of that name, from 0: (`suoledger/checkout/v1`, tenant, invoice, revision, amount due, SHA-256 of
/// the e-mail, n), numbers as 8 bytes big-endian.
domain::Uuid checkout_uuid(const CheckoutName& name, std::int64_t n);

/// The payment that has the charge of that id: the attempt if its money is of this charge, else the derived one. Once
/// RecordProviderCharge was recorded, this never changes. Throws StoreUnavailable.
domain::Uuid payment_of_charge(EventStore& store, const domain::Uuid& tenant,
                               const std::optional<domain::Uuid>& attempt, std::string_view provider,
                               std::string_view provider_payment_id);

}  // namespace suoledger::eventstore
