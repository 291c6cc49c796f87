// SPDX-License-Identifier: Apache-2.0
// What one provider told, asked after and booked. A notice is a hint; only what the provider says of the charge itself,
// when asked, is believed.
#pragma once

#include <string>
#include <string_view>

#include "adapters/inbox/booking.hpp"

namespace suoledger::adapters {

class NoticeBooking final : public InboxBooking {
public:
    /// Both outlive it.
    NoticeBooking(PaymentProvider& provider, Booking& booking) : provider_(provider), booking_(booking) {}
    Booked book(std::string_view body, const BookingSource& source) override;
    [[nodiscard]] bool is_left_alone() const override { return provider_.is_left_alone(); }

private:
    Booked book(const ChargeNotice& notice, const BookingSource& source);
    Booked book(const RefundNotice& notice, const BookingSource& source);
    Booked book(const DisputeNotice& notice, const BookingSource& source);
    Booked book(const OtherNotice& notice, const BookingSource& source);

    PaymentProvider& provider_;
    Booking& booking_;
};

}  // namespace suoledger::adapters
