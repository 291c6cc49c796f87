// SPDX-License-Identifier: Apache-2.0
// From lists to the one booking.
#include "adapters/reconciliation/sweep_booking.hpp"

#include "domain/provider_reference.hpp"
#include "eventstore/event_store.hpp"

namespace suoledger::adapters {
namespace {

FactOutcome outcome_of(const Booked& booked) {
    switch (booked.result) {
        case Booked::Result::booked:
            return {FactOutcome::Kind::booked, ""};
        case Booked::Result::known:
        case Booked::Result::nothing:
            return {FactOutcome::Kind::known, ""};
        case Booked::Result::refused:
            return {FactOutcome::Kind::refused, booked.reason};
        case Booked::Result::later:
            break;
    }
    throw eventstore::StoreUnavailable(booked.reason);
}

}  // namespace

SweepBooking::SweepBooking(Booking& booking, PaymentProvider& provider, std::optional<domain::Uuid> account_business,
                           std::string instance)
    : booking_(booking), provider_(provider), account_business_(account_business), instance_(std::move(instance)) {}

BookingSource SweepBooking::source() const {
    return {.principal_class = "schedule", .name = "sweep", .instance = instance_, .channel = "sweep"};
}

std::optional<domain::Uuid> SweepBooking::business_of(const std::string& charge_reference) const {
    return domain::owner_of_reference(charge_reference, account_business_);
}

FactOutcome SweepBooking::book_charge(const Charge& charge) {
    switch (charge.status) {
        case ChargeStatus::success:
        case ChargeStatus::reversed:
            listed_.insert_or_assign(charge.reference, charge);
            return outcome_of(booking_.charge(charge, source()));
        case ChargeStatus::failed:
            return outcome_of(booking_.failure(charge, source()));
        case ChargeStatus::abandoned:
        case ChargeStatus::pending:
            break;
    }
    return {FactOutcome::Kind::known, ""};  // nothing happened yet
}

ProviderAnswer<Charge> SweepBooking::charge_of(const std::string& reference) {
    if (const auto found = listed_.find(reference); found != listed_.end()) {
        return found->second;
    }
    return provider_.verify(reference);
}

ProviderAnswer<FactOutcome> SweepBooking::book_refund(const RefundNotice& refund) {
    const auto charge = charge_of(refund.charge_reference);
    if (!charge && charge.error().fault == ProviderFault::not_found) {
        return FactOutcome{FactOutcome::Kind::refused, "charge_not_found"};
    }
    if (!charge) {
        return std::unexpected(charge.error());
    }
    return outcome_of(booking_.refund(*charge, refund, source()));
}

ProviderAnswer<FactOutcome> SweepBooking::book_dispute(const DisputeNotice& dispute) {
    const auto charge = charge_of(dispute.charge_reference);
    if (!charge && charge.error().fault == ProviderFault::not_found) {
        return FactOutcome{FactOutcome::Kind::refused, "charge_not_found"};
    }
    if (!charge) {
        return std::unexpected(charge.error());
    }
    return outcome_of(booking_.dispute(*charge, dispute, source()));
}

}  // namespace suoledger::adapters
