// SPDX-License-Identifier: Apache-2.0
// A chargeback: a payer's bank disputes a payment; won it changes nothing, lost it takes the money (DOMAIN §5).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/money.hpp"
#include "domain/payment_method.hpp"
#include "domain/personal.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

// --- events (payment stream). Allocations that a lost one takes are deallocated before, in the same append. ---

struct ChargebackOpened {
    Uuid chargeback_id;
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    std::int64_t amount_taken = 0;               // 0..amount: held back by the provider from the start
    PaymentMethod method = PaymentMethod::card;  // of the payment: where the money leaves from
    Date opened_on;
    PersonalText reason;
    bool operator==(const ChargebackOpened&) const = default;
};
struct ChargebackWon {
    Uuid chargeback_id;
    Currency currency = Currency::ngn;
    std::int64_t amount_taken = 0;  // comes back
    PaymentMethod method = PaymentMethod::card;
    Date won_on;
    bool operator==(const ChargebackWon&) const = default;
};
struct ChargebackLost {
    Uuid chargeback_id;
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    std::int64_t amount_taken = 0;
    std::int64_t fee = 0;
    std::int64_t from_reserved = 0;  // of the amount: out of refunds' reserves, newest refund first
    std::int64_t overdrawn = 0;      // of the amount: beyond what the payment still had
    PaymentMethod method = PaymentMethod::card;
    Date lost_on;
    bool operator==(const ChargebackLost&) const = default;
};

// --- commands ---

enum class ChargebackStage : std::uint8_t { opened, won, lost };
std::string_view to_string(ChargebackStage stage);
std::optional<ChargebackStage> parse_chargeback_stage(std::string_view text);

/// A stage of a dispute. One first heard of as won or lost is opened by the same command. A stage that is known is
/// refused as already_recorded, unless the dispute must be known: then, as what contradicts it, as chargeback_not_open.
struct RecordChargeback {
    Uuid payment_id;
    Uuid chargeback_id;
    ChargebackStage stage{};
    std::optional<std::int64_t> amount;  // needed where the dispute is not known yet; later it is the opened one's
    std::optional<std::int64_t> amount_taken;  // default 0, at opening only
    std::int64_t fee = 0;                      // of a lost one
    std::optional<Date> on;                    // default: today; not before the payment's date, not in the future
    PersonalText reason;                       // ≤ 500 characters, at opening only
    bool must_be_known = false;                // the caller names an existing dispute: an unknown one is refused
};

// --- state ---

struct Chargeback {
    Uuid id;
    std::int64_t amount = 0, amount_taken = 0;
    ChargebackStage stage{};
    Date opened_on;
    PersonalText reason;
    std::int64_t fee = 0;
    std::optional<Date> closed_on;
};

}  // namespace suoledger::domain
