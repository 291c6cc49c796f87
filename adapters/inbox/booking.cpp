// SPDX-License-Identifier: Apache-2.0
// Facts of a provider as commands, and what became of them.
#include "adapters/inbox/booking.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/provider_reference.hpp"
#include "eventstore/provider_ids.hpp"
#include "eventstore/scheduled_command.hpp"

namespace suoledger::adapters {
namespace {

using enum Booked::Result;

Booked refused_as(std::string reason, std::optional<domain::Uuid> tenant = std::nullopt) {
    return {refused, std::move(reason), tenant};
}

eventstore::Origin origin_of(std::string_view provider, const BookingSource& source) {
    eventstore::Origin origin;
    origin.actor_kind = eventstore::ActorKind::provider;
    origin.actor_id = provider;
    origin.causation_id = source.instance;
    origin.channel = source.channel;
    return origin;
}

struct Tell {
    domain::Uuid tenant;
    Booked operator()(const eventstore::AppendedReply&) const { return {booked, "", tenant}; }
    Booked operator()(const eventstore::Rehearsed&) const { return {booked, "", tenant}; }
    Booked operator()(const domain::Rejection& rejection) const {
        if (rejection.code == domain::RejectionCode::already_recorded) return {known, "", tenant};
        return refused_as(std::string(domain::to_string(rejection.code)), tenant);
    }
    Booked operator()(const eventstore::FingerprintMismatch&) const { return refused_as("command_id_reused", tenant); }
    Booked operator()(const eventstore::Unknown&) const { return {later, "outcome_unknown", tenant}; }
    Booked operator()(const eventstore::Unavailable&) const { return {later, "store_unavailable", tenant}; }
    Booked operator()(const eventstore::Failed&) const { return {later, "internal_error", tenant}; }
};

constexpr std::string_view stage_name(RefundStage stage) {
    constexpr std::string_view names[] = {"pending", "processed", "failed"};
    return names[static_cast<std::size_t>(stage)];
}
domain::ProviderRefundStage stage_of(RefundStage stage) {
    constexpr domain::ProviderRefundStage stages[] = {domain::ProviderRefundStage::pending,
                                                      domain::ProviderRefundStage::processed,
                                                      domain::ProviderRefundStage::failed};
    return stages[static_cast<std::size_t>(stage)];
}
domain::ChargebackStage stage_of(DisputeStage stage) {
    constexpr domain::ChargebackStage stages[] = {domain::ChargebackStage::opened, domain::ChargebackStage::won,
                                                  domain::ChargebackStage::lost};
    return stages[static_cast<std::size_t>(stage)];
}

bool arrived(ChargeStatus status) { return status == ChargeStatus::success || status == ChargeStatus::reversed; }

bool is_over(const Booked& result) { return result.result == booked || result.result == known; }

}  // namespace

std::string_view to_string(Booked::Result result) {
    constexpr std::string_view names[] = {"booked", "known", "nothing", "later", "refused"};
    return names[static_cast<std::size_t>(result)];
}

Booked booked_of(const domain::Uuid& tenant, const eventstore::AppendOutcome& outcome) {
    return std::visit(Tell{tenant}, outcome);
}

std::optional<Booking::Whose> Booking::whose(const Charge& charge) const {
    if (const auto ours = domain::parse_provider_reference(charge.reference)) return Whose{ours->tenant, ours->payment};
    if (parts_.account_business) return Whose{*parts_.account_business, std::nullopt};
    return std::nullopt;
}

domain::Uuid Booking::payment_of(const Charge& charge, const Whose& whose) const {
    return eventstore::payment_of_charge(parts_.store, whose.tenant, whose.attempt, parts_.provider,
                                         charge.provider_payment_id);
}

Booked Booking::submit(const domain::Uuid& tenant, domain::Command command, const BookingSource& source,
                       const std::string& what) {
    eventstore::ScheduledCommand own{.tenant = tenant,
                                     .name = source.name,
                                     .instance = source.instance + "/" + what,
                                     .command = std::move(command),
                                     .principal_class = source.principal_class,
                                     .origin = origin_of(parts_.provider, source)};
    return booked_of(tenant, eventstore::submit_scheduled(parts_.store, parts_.vault, parts_.now(), std::move(own)));
}

Booked Booking::charge(const Charge& charge, const BookingSource& source) {
    const auto owner = whose(charge);
    if (!owner) return refused_as("reference_unknown");
    if (!arrived(charge.status)) return {later, "charge_pending", owner->tenant};
    domain::RecordProviderCharge command;
    command.attempt_id = owner->attempt;
    command.payment_id = eventstore::provider_payment_uuid(owner->tenant, parts_.provider, charge.provider_payment_id);
    command.provider = parts_.provider;
    command.provider_payment_id = charge.provider_payment_id;
    command.provider_reference = charge.reference;
    command.channel = charge.channel;
    command.amount = charge.amount;
    command.fee = charge.fee;
    command.received_at = charge.paid_at;
    command.livemode = charge.livemode;
    return submit(owner->tenant, std::move(command), source, "charge/" + charge.provider_payment_id);
}

Booked Booking::failure(const Charge& charge, const BookingSource& source) {
    const auto owner = whose(charge);
    if (!owner || !owner->attempt) return {nothing, "", owner ? std::optional(owner->tenant) : std::nullopt};
    domain::RecordProviderFailure command;
    command.payment_id = *owner->attempt;
    command.provider = parts_.provider;
    command.code = charge.failure_code;
    command.failed_at = charge.paid_at;
    command.livemode = charge.livemode;
    const Booked result = submit(owner->tenant, std::move(command), source, "failure/" + charge.provider_payment_id);
    // What was never begun here cannot fail here, and no money moved.
    const bool is_foreign = result.reason == domain::to_string(domain::RejectionCode::payment_not_found);
    return is_foreign ? Booked{nothing, "", owner->tenant} : result;
}

Booked Booking::refund(const Charge& charge, const RefundNotice& notice, const BookingSource& source) {
    Booked received = this->charge(charge, source);
    if (!is_over(received)) return received;
    const Whose owner = *whose(charge);
    domain::RecordProviderRefund command;
    command.payment_id = payment_of(charge, owner);
    command.provider = parts_.provider;
    command.provider_refund_id = notice.provider_refund_id;
    // Without an id of the provider's, equal refunds of one charge cannot be told apart: they are one.
    const std::string id = notice.provider_refund_id.empty()
                               ? charge.provider_payment_id + "/" + std::to_string(notice.amount.minor_units)
                               : notice.provider_refund_id;
    command.refund_id = eventstore::provider_refund_uuid(owner.tenant, parts_.provider, id);
    command.stage = stage_of(notice.stage);
    command.amount = notice.amount;
    command.livemode = notice.livemode;
    return submit(owner.tenant, std::move(command), source,
                  "refund/" + id + "/" + std::string(stage_name(notice.stage)));
}

Booked Booking::dispute(const Charge& charge, const DisputeNotice& notice, const BookingSource& source) {
    Booked received = this->charge(charge, source);
    if (!is_over(received)) return received;
    const Whose owner = *whose(charge);
    if (notice.amount.currency != charge.amount.currency) return refused_as("currency_mismatch", owner.tenant);
    if (notice.livemode != charge.livemode) return refused_as("livemode_differs", owner.tenant);
    domain::RecordChargeback command;
    command.payment_id = payment_of(charge, owner);
    command.chargeback_id =
        eventstore::provider_dispute_uuid(owner.tenant, parts_.provider, notice.provider_dispute_id);
    command.stage = stage_of(notice.stage);
    command.amount = notice.amount.minor_units;
    const std::string what =
        "dispute/" + notice.provider_dispute_id + "/" + std::string(domain::to_string(command.stage));
    return submit(owner.tenant, std::move(command), source, what);
}

}  // namespace suoledger::adapters
