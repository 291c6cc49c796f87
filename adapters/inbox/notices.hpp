// SPDX-License-Identifier: Apache-2.0
// What one provider told, asked after and booked. A notice is a hint; only what the provider says of the charge itself,
// when asked, is believed.
#pragma once

#include <string>
#include <string_view>

#include "adapters/inbox/booking.hpp"

namespace suoledger::adapters {

/// Thread-safe; blocks on the provider and on the log.
class NoticeBooking {
public:
    /// Both outlive it.
    NoticeBooking(PaymentProvider& provider, Booking& booking) : provider_(provider), booking_(booking) {}
    /// `body` is genuine.
    Booked book(std::string_view body, const BookingSource& source);
    /// An attempt now would be in vain.
    [[nodiscard]] bool is_left_alone() const { return provider_.is_left_alone(); }

private:
    Booked book(const ChargeNotice& notice, const BookingSource& source);
    Booked book(const RefundNotice& notice, const BookingSource& source);
    Booked book(const DisputeNotice& notice, const BookingSource& source);
    Booked book(const OtherNotice& notice, const BookingSource& source);

    PaymentProvider& provider_;
    Booking& booking_;
};

}  // namespace suoledger::adapters
