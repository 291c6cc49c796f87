// SPDX-License-Identifier: Apache-2.0
// What the desk answers.
#include "tests/http/checkout_desk.hpp"

namespace suoledger::http::test {

void CheckoutDesk::open(CheckoutOrder order, OnPage on_page) {
    std::expected<CheckoutPage, CheckoutFault> answer = std::unexpected(CheckoutFault::not_now);
    {
        const std::lock_guard lock(mutex_);
        orders_.push_back(order);
        if (fault) {
            answer = std::unexpected(*fault);
        } else if (pages_.contains(order.reference)) {
            answer = std::unexpected(CheckoutFault::taken);
        } else {
            const std::string code = "page-" + std::to_string(pages_.size() + 1);
            pages_[order.reference] = {"https://checkout.example/" + code, code};
            if (!loses_answers) answer = pages_[order.reference];
        }
    }
    on_page(std::move(answer));
}

void CheckoutDesk::confirm(std::string reference, OnConfirmed on_confirmed) {
    std::function<Confirmation()> known_of_it = [] { return Confirmation::pending; };
    {
        const std::lock_guard lock(mutex_);
        confirmed_.push_back(reference);
        if (const auto found = known.find(reference); found != known.end()) known_of_it = found->second;
    }
    on_confirmed(known_of_it());
}

std::vector<CheckoutOrder> CheckoutDesk::orders() {
    const std::lock_guard lock(mutex_);
    return orders_;
}

std::vector<std::string> CheckoutDesk::confirmed() {
    const std::lock_guard lock(mutex_);
    return confirmed_;
}

}  // namespace suoledger::http::test
