// SPDX-License-Identifier: Apache-2.0
// Asking the provider, then booking.
#include "adapters/inbox/notices.hpp"

#include <algorithm>

namespace suoledger::adapters {
namespace {

using enum Booked::Result;

/// Nobody knows yet whether it is so: the provider says nothing, or says that it does not know the charge (yet).
Booked not_answered(const ProviderError& error) { return {later, std::string(to_string(error.fault)), std::nullopt}; }

/// What must be looked at first is told first.
int urgency(const Booked& result) {
    switch (result.result) {
        case later:
            return 4;
        case refused:
            return 3;
        case booked:
            return 2;
        case known:
            return 1;
        case nothing:
            break;
    }
    return 0;
}

}  // namespace

Booked NoticeBooking::book(std::string_view body, const BookingSource& source) {
    const auto notice = provider_.parse(body);
    if (!notice) return {refused, "malformed", std::nullopt};
    return std::visit([&](const auto& told) { return book(told, source); }, *notice);
}

Booked NoticeBooking::book(const ChargeNotice& notice, const BookingSource& source) {
    const auto charge = provider_.verify(notice.reference);
    if (!charge) return not_answered(charge.error());
    if (charge->livemode != notice.livemode) return {refused, "livemode_differs", std::nullopt};
    switch (charge->status) {
        case ChargeStatus::success:
        case ChargeStatus::reversed:
            return booking_.charge(*charge, source);
        case ChargeStatus::failed:
            return booking_.failure(*charge, source);
        case ChargeStatus::abandoned:
            return {nothing, "", std::nullopt};
        case ChargeStatus::pending:
            break;
    }
    // A payment that is said to have arrived is asked after until it has; one that is said to have failed is not.
    if (notice.status == ChargeStatus::success) return {later, "charge_pending", std::nullopt};
    return {nothing, "", std::nullopt};
}

Booked NoticeBooking::book(const RefundNotice& notice, const BookingSource& source) {
    const auto charge = provider_.verify(notice.charge_reference);
    if (!charge) return not_answered(charge.error());
    const auto refunds = provider_.refunds_of(notice.charge_reference);
    if (!refunds) return not_answered(refunds.error());
    Booked most_urgent{nothing, "", std::nullopt};
    for (const RefundNotice& refund : *refunds) {
        const Booked result = booking_.refund(*charge, refund, source);
        if (urgency(result) > urgency(most_urgent)) most_urgent = result;
    }
    // Told before the provider's own list has it: asked again until it has.
    if (refunds->empty()) return {later, "refund_not_listed", std::nullopt};
    return most_urgent;
}

Booked NoticeBooking::book(const DisputeNotice& notice, const BookingSource& source) {
    const auto charge = provider_.verify(notice.charge_reference);
    if (!charge) return not_answered(charge.error());
    return booking_.dispute(*charge, notice, source);
}

Booked NoticeBooking::book(const OtherNotice& /*notice*/, const BookingSource& /*source*/) {
    return {nothing, "", std::nullopt};
}

}  // namespace suoledger::adapters
