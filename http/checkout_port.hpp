// SPDX-License-Identifier: Apache-2.0
// The payment provider as checkout needs it: asked from any thread, answering on its own, so that no pool thread waits.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "domain/money.hpp"

namespace suoledger::http {

struct CheckoutOrder {
    std::string reference;
    domain::Money amount;
    std::string email;
    std::string callback_url;  // where the payer's browser comes back to; empty: the provider knows
};
struct CheckoutPage {
    std::string url, access_code;
};
/// Why there is no page. `not_now`: it may work later, or has worked and we were not told. `taken`: the provider has
/// the reference already, so somebody was given its page, or nobody heard of it. `refused`: it does not want this
/// payment.
enum class CheckoutFault : std::uint8_t { not_now, taken, refused };

/// What became of an attempt. `pending`: the provider knows nothing final yet, could not be asked, or what it said
/// could not be recorded; whoever else hears of it will.
enum class Confirmation : std::uint8_t { received, failed, pending };

class CheckoutPort {
public:
    using OnPage = std::function<void(std::expected<CheckoutPage, CheckoutFault>)>;
    using OnConfirmed = std::function<void(Confirmation)>;

    virtual ~CheckoutPort() = default;
    [[nodiscard]] virtual std::string_view provider() const = 0;  // "paystack"
    [[nodiscard]] virtual bool livemode() const = 0;              // of its keys
    /// Return at once. Answers come exactly once, on a thread of the port's or on the caller's, and before a request
    /// gives up waiting for them: a provider that is silent is `not_now`, and so is a queue that is full.
    virtual void open(CheckoutOrder order, OnPage on_page) = 0;
    /// Asks the provider and records what it says, as whoever hears of it by other ways does.
    virtual void confirm(std::string reference, OnConfirmed on_confirmed) = 0;
};

}  // namespace suoledger::http
