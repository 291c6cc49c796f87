// SPDX-License-Identifier: Apache-2.0
// Deriving ids from what providers name.
#include "eventstore/provider_ids.hpp"

#include "eventstore/codec.hpp"
#include "eventstore/leaf.hpp"

namespace suoledger::eventstore {
namespace {

constexpr std::string_view payment_tag = "suoledger/provider-payment/v1";
constexpr std::string_view refund_tag = "suoledger/provider-refund/v1";
constexpr std::string_view dispute_tag = "suoledger/provider-dispute/v1";
constexpr std::string_view payout_tag = "suoledger/provider-payout/v1";
constexpr std::string_view checkout_tag = "suoledger/checkout/v1";
/// Initiated, opened, failed, received: an attempt's money comes fourth at the latest.
constexpr std::int64_t events_up_to_the_money = 4;

domain::Uuid derived(std::string_view tag, const domain::Uuid& tenant, std::string_view provider, std::string_view id) {
    const auto name = length_prefixed({bytes_of(tag), tenant.bytes, bytes_of(provider), bytes_of(id)});
    return uuid_v8_of(sha256({bytes_of(name)}));
}

}  // namespace

domain::Uuid provider_payment_uuid(const domain::Uuid& tenant, std::string_view provider, std::string_view id) {
    return derived(payment_tag, tenant, provider, id);
}
domain::Uuid provider_refund_uuid(const domain::Uuid& tenant, std::string_view provider, std::string_view id) {
    return derived(refund_tag, tenant, provider, id);
}
domain::Uuid provider_dispute_uuid(const domain::Uuid& tenant, std::string_view provider, std::string_view id) {
    return derived(dispute_tag, tenant, provider, id);
}
domain::Uuid provider_payout_uuid(const domain::Uuid& tenant, std::string_view provider, std::string_view id) {
    return derived(payout_tag, tenant, provider, id);
}

domain::Uuid checkout_uuid(const CheckoutName& name, std::int64_t n) {
    const auto email = sha256({bytes_of(name.email)});
    const auto text = length_prefixed({bytes_of(checkout_tag), name.tenant.bytes, name.invoice.bytes,
                                       big_endian(name.revision), big_endian(name.amount_due), email, big_endian(n)});
    return uuid_v8_of(sha256({bytes_of(text)}));
}

domain::Uuid payment_of_charge(EventStore& store, const domain::Uuid& tenant,
                               const std::optional<domain::Uuid>& attempt, std::string_view provider,
                               std::string_view provider_payment_id) {
    if (attempt) {
        const domain::StreamId stream{tenant, domain::StreamType::payment, *attempt};
        for (const auto& row : store.read_stream({.stream = stream, .limit = events_up_to_the_money})) {
            const auto event = decode(row.event_type, row.schema_version, row.payload, tenant, row.event_id, nullptr);
            const auto* received = std::get_if<domain::PaymentReceived>(&event);
            if (received && received->provider == provider && received->provider_payment_id == provider_payment_id)
                return *attempt;
        }
    }
    return provider_payment_uuid(tenant, provider, provider_payment_id);
}

}  // namespace suoledger::eventstore
