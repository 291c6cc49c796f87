// SPDX-License-Identifier: Apache-2.0
// Threads that wait for a provider, and one that tells callers when they have waited enough.
#include "adapters/checkout/provider_checkout.hpp"

#include <utility>

#include "eventstore/thread_name.hpp"

namespace suoledger::adapters {
namespace {

using http::CheckoutFault;
using http::CheckoutPage;
using http::Confirmation;

/// A provider refuses a reference that it has and a payment that it does not want alike; only the first is known to it.
CheckoutFault fault_of(const ProviderError& error, PaymentProvider& provider, const std::string& reference) {
    if (error.fault != ProviderFault::refused) return CheckoutFault::not_now;
    const auto known = provider.verify(reference);
    if (known) return CheckoutFault::taken;
    return known.error().fault == ProviderFault::not_found ? CheckoutFault::refused : CheckoutFault::not_now;
}

}  // namespace

ProviderCheckout::ProviderCheckout(PaymentProvider& provider, bool livemode, Book book, CheckoutLimits limits)
    : provider_(provider), livemode_(livemode), book_(std::move(book)), limits_(limits) {
    threads_.emplace_back([this] { watch_the_clock(); });
    for (int i = 0; i < limits_.threads; ++i) threads_.emplace_back([this] { work(); });
}

ProviderCheckout::~ProviderCheckout() {
    std::deque<Shared> left;
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        left.swap(waiting_);
        watched_.clear();
    }
    changed_.notify_all();
    for (const Shared& question : left)
        if (take_answering(*question)) question->give_up();
    for (std::thread& thread : threads_) thread.join();
}

void ProviderCheckout::open(http::CheckoutOrder order, OnPage on_page) {
    if (auto page = late_page(order.reference)) return on_page(*std::move(page));
    auto question = std::make_shared<Question>();
    question->give_up = [on_page] { on_page(std::unexpected(CheckoutFault::not_now)); };
    question->ask = [this, order = std::move(order), on_page = std::move(on_page)](Question& asked) {
        ask_for_page(asked, order, on_page);
    };
    put(std::move(question));
}

void ProviderCheckout::confirm(std::string reference, OnConfirmed on_confirmed) {
    auto question = std::make_shared<Question>();
    question->give_up = [on_confirmed] { on_confirmed(Confirmation::pending); };
    question->ask = [this, reference = std::move(reference), on_confirmed = std::move(on_confirmed)](Question& asked) {
        ask_what_became(asked, reference, on_confirmed);
    };
    put(std::move(question));
}

void ProviderCheckout::put(Shared question) {
    question->until = Clock::now() + limits_.patience;
    {
        const std::lock_guard lock(mutex_);
        if (!is_stopping_ && waiting_.size() < limits_.waiting) {
            waiting_.push_back(question);
            watched_.push_back(question);
            question = nullptr;
        }
    }
    if (question != nullptr) return question->give_up();
    changed_.notify_all();
}

bool ProviderCheckout::take_answering(Question& question) {
    const std::lock_guard lock(mutex_);
    return !std::exchange(question.is_answered, true);
}

void ProviderCheckout::ask_for_page(Question& question, const http::CheckoutOrder& order, const OnPage& on_page) {
    const auto checkout = provider_.initialise({order.reference, order.amount, order.email, order.callback_url});
    std::expected<CheckoutPage, CheckoutFault> answer = std::unexpected(CheckoutFault::not_now);
    if (checkout)
        answer = CheckoutPage{checkout->url, checkout->access_code};
    else
        answer = std::unexpected(fault_of(checkout.error(), provider_, order.reference));
    if (take_answering(question)) return on_page(std::move(answer));
    if (answer) keep_late(order.reference, *std::move(answer));
}

void ProviderCheckout::ask_what_became(Question& question, const std::string& reference,
                                       const OnConfirmed& on_confirmed) {
    const auto charge = provider_.verify(reference);
    const Confirmation said = charge ? book_(*charge) : Confirmation::pending;
    if (take_answering(question)) on_confirmed(said);
}

void ProviderCheckout::keep_late(const std::string& reference, CheckoutPage page) {
    const std::lock_guard lock(mutex_);
    if (late_.insert_or_assign(reference, std::move(page)).second) late_order_.push_back(reference);
    if (late_order_.size() <= limits_.late_pages) return;
    late_.erase(late_order_.front());
    late_order_.pop_front();
}

std::optional<CheckoutPage> ProviderCheckout::late_page(const std::string& reference) {
    const std::lock_guard lock(mutex_);
    const auto found = late_.find(reference);
    return found == late_.end() ? std::nullopt : std::optional(found->second);
}

void ProviderCheckout::work() {
    eventstore::name_this_thread("checkout");
    for (;;) {
        Shared next;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            next = std::move(waiting_.front());
            waiting_.pop_front();
            if (next->is_answered) continue;  // nobody waits for it any more
        }
        next->ask(*next);
    }
}

void ProviderCheckout::watch_the_clock() {
    eventstore::name_this_thread("checkout-clock");
    std::unique_lock lock(mutex_);
    for (;;) {
        if (is_stopping_) return;
        if (watched_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const Shared oldest = watched_.front();
        if (!oldest->is_answered && Clock::now() < oldest->until) {
            changed_.wait_until(lock, oldest->until);
            continue;
        }
        watched_.pop_front();
        if (std::exchange(oldest->is_answered, true)) continue;
        lock.unlock();
        oldest->give_up();
        lock.lock();
    }
}

}  // namespace suoledger::adapters
