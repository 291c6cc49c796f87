// SPDX-License-Identifier: Apache-2.0
// Checkout over a payment provider: a few threads wait for it, so that no thread of the service does.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/providers/payment_provider.hpp"
#include "http/checkout_port.hpp"

namespace suoledger::adapters {

struct CheckoutLimits {
    int threads = 4;                           // calls at a time
    std::size_t waiting = 64;                  // beyond these, callers are told to come again
    std::chrono::milliseconds patience{8000};  // then callers are told so too: less than a request's deadline
    std::size_t late_pages = 1000;             // kept for those who come again
};

/// The provider and `book` must outlive it. Ends when the calls that are on their way have ended.
class ProviderCheckout final : public http::CheckoutPort {
public:
    /// Records what the provider says of a charge, by the one booking there is. Called on several threads; may block.
    using Book = std::function<http::Confirmation(const Charge& charge)>;

    ProviderCheckout(PaymentProvider& provider, bool livemode, Book book, CheckoutLimits limits = {});
    ~ProviderCheckout() override;
    ProviderCheckout(const ProviderCheckout&) = delete;
    ProviderCheckout& operator=(const ProviderCheckout&) = delete;

    [[nodiscard]] std::string_view provider() const override { return provider_.name(); }
    [[nodiscard]] bool livemode() const override { return livemode_; }
    void open(http::CheckoutOrder order, OnPage on_page) override;
    void confirm(std::string reference, OnConfirmed on_confirmed) override;

private:
    using Clock = std::chrono::steady_clock;
    /// One question, answered once: by whoever is first of the thread that asks and the one that watches the clock.
    struct Question {
        std::function<void(Question&)> ask;
        std::function<void()> give_up;
        bool is_answered = false;  // guarded by the mutex
        Clock::time_point until{};
    };
    using Shared = std::shared_ptr<Question>;

    void put(Shared question);
    /// False: somebody was told already.
    bool take_answering(Question& question);
    void ask_for_page(Question& question, const http::CheckoutOrder& order, const OnPage& on_page);
    void ask_what_became(Question& question, const std::string& reference, const OnConfirmed& on_confirmed);
    void keep_late(const std::string& reference, http::CheckoutPage page);
    std::optional<http::CheckoutPage> late_page(const std::string& reference);
    void work();
    void watch_the_clock();

    PaymentProvider& provider_;
    const bool livemode_;
    const Book book_;
    const CheckoutLimits limits_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_stopping_ = false;
    std::deque<Shared> waiting_, watched_;  // both in the order of `until`
    std::map<std::string, http::CheckoutPage> late_;
    std::deque<std::string> late_order_;
    std::vector<std::thread> threads_;
};

}  // namespace suoledger::adapters
