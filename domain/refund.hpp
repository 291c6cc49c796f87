// SPDX-License-Identifier: Apache-2.0
// A refund: requested, which reserves the money, then settled or failed (DOMAIN §5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/money.hpp"
#include "domain/payment_method.hpp"
#include "domain/personal.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

// --- events (payment stream). What is not unallocated is deallocated before, in the same append. ---

struct RefundRequested {
    Uuid refund_id;
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    PersonalText reason;
    std::int64_t reserved = 0;  // from here on; less than the amount if a provider reports more than is left
    bool operator==(const RefundRequested&) const = default;
};
struct RefundSettled {
    Uuid refund_id;
    Currency currency = Currency::ngn;
    std::int64_t amount = 0;
    std::int64_t fee = 0;            // what the channel took for it
    std::int64_t from_reserved = 0;  // of the amount; a chargeback may have taken the rest of the reserve
    std::int64_t overdrawn = 0;      // of the amount: beyond what the payment still had
    PaymentMethod method = PaymentMethod::bank_transfer;  // of the payment: where the money leaves from
    Date settled_on;
    bool operator==(const RefundSettled&) const = default;
};
struct RefundFailed {
    Uuid refund_id;
    Currency currency = Currency::ngn;
    std::int64_t released = 0;  // what was still reserved
    PersonalText reason;
    bool operator==(const RefundFailed&) const = default;
};
/// The provider has the refund under an id of its own, so that whatever it says of it later is understood.
struct RefundAcknowledged {
    Uuid refund_id;
    std::string provider;
    std::string provider_refund_id;
    bool operator==(const RefundAcknowledged&) const = default;
};

// --- commands ---

struct RequestRefund {
    Uuid payment_id;
    Uuid refund_id;
    std::optional<std::int64_t> amount;  // default: all that is neither reserved, refunded nor charged back
    PersonalText reason;                 // ≤ 500 characters
};
enum class RefundOutcome : std::uint8_t { settled, failed };
/// What became of a requested refund.
struct RecordRefund {
    Uuid payment_id;
    Uuid refund_id;
    RefundOutcome outcome{};
    std::int64_t fee = 0;            // of a settled one
    std::optional<Date> settled_on;  // default: today; not before the payment's date, not in the future
    PersonalText reason;             // of a failed one
};
enum class ProviderRefundStage : std::uint8_t { pending, processed, failed };
/// What a provider says of a refund, in whatever order. It is the refund of that id; else the oldest of that amount
/// that no provider has named yet, which somebody asked for here; else one that is new to us. What is known already is
/// refused as already_recorded, what contradicts it (failed after processed) as refund_not_pending.
struct RecordProviderRefund {
    Uuid payment_id;
    Uuid refund_id;  // derived from the provider's id: of a refund that is new to us
    std::string provider;
    std::string provider_refund_id;  // empty: the provider names none
    ProviderRefundStage stage{};
    Money amount;
    std::int64_t fee = 0;         // of a processed one
    std::optional<Timestamp> at;  // default now; brought between the payment's and now
    PersonalText reason;          // ≤ 500 characters, of one that is new or has failed
    bool livemode = true;
};

// --- state ---

enum class RefundStatus : std::uint8_t { requested, settled, failed };
std::string_view to_string(RefundStatus status);
std::optional<RefundStatus> parse_refund_status(std::string_view text);

struct Refund {
    Uuid id;
    std::int64_t amount = 0;
    std::int64_t reserved = 0;  // what is left of its reserve
    RefundStatus status{};
    PersonalText reason;  // why it was asked for
    std::int64_t fee = 0;
    std::optional<Date> settled_on;
    PersonalText failure_reason;
    std::string provider_refund_id;
};

}  // namespace suoledger::domain
