// SPDX-License-Identifier: Apache-2.0
// A payout: a provider's transfer of what it collected to the business's bank.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/money.hpp"
#include "domain/personal.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

// --- event (payout stream) ---

/// net + fees + difference = cleared + due_returned; the difference is booked to 1090 and should be 0.
struct ProviderPayoutRecorded {
    std::string provider;
    Currency currency = Currency::ngn;
    std::int64_t net = 0;           // arrived at the bank
    std::int64_t payment_fees = 0;  // not booked before
    std::int64_t dispute_fees = 0;  // of disputes and refunds, not booked before
    std::int64_t cleared = 0;       // what its charges, refunds, chargebacks and their fees left in 1050
    std::int64_t due_returned = 0;  // of 1150: what the provider gives back or has kept of it
    Date paid_on;
    PersonalText reference;  // business key
    bool livemode = true;
    bool operator==(const ProviderPayoutRecorded&) const = default;
};
/// cleared + due_returned − net − fees; positive: less arrived than was due.
std::int64_t difference_of(const ProviderPayoutRecorded& payout);

// --- command ---

struct RecordPayout {
    Uuid payout_id;
    std::string provider;  // [a-z][a-z0-9_]{0,39}
    Currency currency = Currency::ngn;
    std::int64_t net = 0, payment_fees = 0, dispute_fees = 0, cleared = 0, due_returned = 0;  // each ≥ 0
    std::optional<Date> paid_on;  // default: today; not in the future
    PersonalText reference;       // ≤ 200 characters
};

// --- state ---

struct PayoutState {
    std::int64_t version = 0;
    Uuid id;
};

}  // namespace suoledger::domain
