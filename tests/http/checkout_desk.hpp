// SPDX-License-Identifier: Apache-2.0
// A payment provider within reach: it answers as it is told to, at once, and remembers what it was asked.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "http/checkout_port.hpp"

namespace suoledger::http::test {

class CheckoutDesk final : public CheckoutPort {
public:
    [[nodiscard]] std::string_view provider() const override { return "paystack"; }
    [[nodiscard]] bool livemode() const override { return is_live; }
    /// A reference has one page: asked for it again, it is taken.
    void open(CheckoutOrder order, OnPage on_page) override;
    void confirm(std::string reference, OnConfirmed on_confirmed) override;

    bool is_live = true;
    std::optional<CheckoutFault> fault;  // of every page that is asked for from now on
    bool loses_answers = false;          // pages are opened, and nobody hears of it
    /// What confirming a reference does and finds; pending where there is none.
    std::map<std::string, std::function<Confirmation()>> known;
    [[nodiscard]] std::vector<CheckoutOrder> orders();
    [[nodiscard]] std::vector<std::string> confirmed();

private:
    std::mutex mutex_;
    std::map<std::string, CheckoutPage> pages_;
    std::vector<CheckoutOrder> orders_;
    std::vector<std::string> confirmed_;
};

}  // namespace suoledger::http::test
