// SPDX-License-Identifier: Apache-2.0
// What the ledger needs of a payment provider, in no provider's words. Adapters translate; amounts are minor units.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/money.hpp"
#include "domain/time.hpp"

namespace suoledger::adapters {

/// Why a call gave no answer. Each may be tried again but `refused` and `not_found`.
enum class ProviderFault : std::uint8_t {
    unreachable,
    timed_out,
    overloaded,
    garbled,
    refused,
    not_found,
    circuit_open
};
std::string_view to_string(ProviderFault fault);
struct ProviderError {
    ProviderFault fault{};
    std::string detail;  // for logs: no secrets, nothing personal
};
template <class T>
using ProviderAnswer = std::expected<T, ProviderError>;

/// `reversed`: it arrived, and all of it went back; booked as arrived, its refunds and disputes say the rest.
enum class ChargeStatus : std::uint8_t { success, failed, abandoned, pending, reversed };
/// What the provider says of one charge; its own list and verify call are the authority, a webhook is not.
struct Charge {
    std::string provider_payment_id;  // its own id, decimal text where it is a number
    std::string reference;
    ChargeStatus status{};
    domain::Money amount;  // that arrived
    std::int64_t fee = 0;
    std::string channel;  // [a-z0-9_]{0,40}
    bool livemode = true;
    std::optional<domain::Timestamp> paid_at;
    std::string failure_code;  // [a-z0-9_]{0,60}, of a failed one
};

enum class RefundStage : std::uint8_t { pending, processed, failed };
/// A webhook often names no refund and never says which of two equal ones it means: only `refunds_of` tells them apart.
struct RefundNotice {
    std::string charge_reference;    // in a webhook what `refunds_of` takes, in its answers and in lists ours
    std::string provider_refund_id;  // "" where a webhook names none
    RefundStage stage{};
    domain::Money amount;
    bool livemode = true;
};
enum class DisputeStage : std::uint8_t { opened, won, lost };
struct DisputeNotice {
    std::string charge_reference;
    std::string provider_dispute_id;
    DisputeStage stage{};
    domain::Money amount;
    bool livemode = true;
    std::optional<domain::Timestamp> due_at;  // until when the business may answer
};
struct ChargeNotice {
    std::string reference;
    std::string provider_payment_id;
    ChargeStatus status{};  // as claimed; verified before anything is booked
    bool livemode = true;
};
/// Of a kind that moves no money here (or none that we know): kept, marked as seen.
struct OtherNotice {
    std::string kind;
};
using Notice = std::variant<ChargeNotice, RefundNotice, DisputeNotice, OtherNotice>;

struct Malformed {
    std::string why;
};

struct CheckoutRequest {
    std::string reference;
    domain::Money amount;
    std::string email;
    std::string callback_url;
};
struct Checkout {
    std::string url;
    std::string access_code;
};
struct Payout {
    std::string provider_payout_id;
    domain::Money net;
    domain::Date paid_on;
    bool livemode = true;
};
/// A line of a payout: a charge, or what a refund or dispute took from it.
struct PayoutLine {
    enum class Kind : std::uint8_t { charge, refund, dispute } kind{};
    std::string reference;  // of the charge
    std::int64_t amount = 0, fee = 0;
};
template <class T>
struct ProviderPage {
    std::vector<T> items;
    std::optional<std::string> next;    // cursor of the next page
    std::vector<Malformed> unreadable;  // items left out, each with its provider's id: somebody must look at them
};

using HeaderLookup = std::function<std::vector<std::string>(std::string_view lower_case_name)>;

/// What is posted to us, and who sent it. No network, no state; thread-safe.
class SignedWebhooks {
public:
    virtual ~SignedWebhooks() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;  // "paystack": in events, routes and metrics
    /// Over the raw bytes, in constant time, before anything is parsed; false also for a missing or doubled header.
    [[nodiscard]] virtual bool is_genuine(const HeaderLookup& headers, std::string_view body) const = 0;
    /// What makes a webhook the same as another of the same fact: unique key in the inbox. Never empty, ≤ 120 ASCII
    /// characters, nothing personal, also of a body that cannot be parsed.
    [[nodiscard]] virtual std::string event_key(std::string_view body) const = 0;
};

/// And what it says of money.
class ProviderWebhooks : public SignedWebhooks {
public:
    [[nodiscard]] virtual std::expected<Notice, Malformed> parse(std::string_view body) const = 0;
};

/// Thread-safe. Calls block up to the client's time limits (seconds): never on the command path.
/// Lists are by when the provider made the item: a charge that is paid days later is found where it began.
class PaymentProvider : public ProviderWebhooks {
public:
    /// A call now would be answered circuit_open.
    [[nodiscard]] virtual bool is_left_alone() const { return false; }
    virtual ProviderAnswer<Checkout> initialise(const CheckoutRequest& request) = 0;
    virtual ProviderAnswer<Charge> verify(const std::string& reference) = 0;
    virtual ProviderAnswer<ProviderPage<Charge>> list_charges(domain::Timestamp from, domain::Timestamp to,
                                                              const std::optional<std::string>& cursor) = 0;
    /// Without what lost disputes took: `list_disputes` has that.
    virtual ProviderAnswer<ProviderPage<RefundNotice>> list_refunds(domain::Timestamp from, domain::Timestamp to,
                                                                    const std::optional<std::string>& cursor) = 0;
    /// All refunds of one charge, each with its id: what to ask when a webhook tells of a refund.
    virtual ProviderAnswer<std::vector<RefundNotice>> refunds_of(const std::string& charge_reference) = 0;
    virtual ProviderAnswer<ProviderPage<DisputeNotice>> list_disputes(domain::Timestamp from, domain::Timestamp to,
                                                                      const std::optional<std::string>& cursor) = 0;
    /// It may have been made after any fault but refused, not_found and circuit_open: ask `refunds_of` before another
    /// try.
    virtual ProviderAnswer<RefundNotice> refund(const std::string& charge_reference, domain::Money amount) = 0;
    virtual ProviderAnswer<ProviderPage<Payout>> list_payouts(domain::Timestamp from, domain::Timestamp to,
                                                              const std::optional<std::string>& cursor) = 0;
    virtual ProviderAnswer<ProviderPage<PayoutLine>> list_payout_lines(const std::string& provider_payout_id,
                                                                       const std::optional<std::string>& cursor) = 0;
};

}  // namespace suoledger::adapters
