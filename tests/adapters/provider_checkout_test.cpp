// SPDX-License-Identifier: Apache-2.0
// Waiting for a provider so that nobody else has to: each caller is answered once, in time, and no page is lost.
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "adapters/checkout/provider_checkout.hpp"

using namespace suoledger;
using namespace suoledger::adapters;
using http::CheckoutFault;
using http::CheckoutPage;
using http::Confirmation;

namespace {

/// Answers when it may, and counts.
class SlowProvider final : public PaymentProvider {
public:
    void hold() { set(false); }
    void let_go() { set(true); }
    void wait_for_calls(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return calls_ >= count; });
    }
    int calls() {
        const std::lock_guard lock(mutex_);
        return calls_;
    }
    std::optional<ProviderFault> fault, verify_fault;  // of pages, and of what became of them
    ChargeStatus status = ChargeStatus::success;

    [[nodiscard]] std::string_view name() const override { return "slowpay"; }
    ProviderAnswer<Checkout> initialise(const CheckoutRequest& request) override {
        wait_until_allowed();
        if (fault) return std::unexpected(ProviderError{*fault, ""});
        return Checkout{"https://slow.example/" + request.reference, request.email};
    }
    ProviderAnswer<Charge> verify(const std::string& reference) override {
        wait_until_allowed();
        if (verify_fault) return std::unexpected(ProviderError{*verify_fault, ""});
        Charge charge;
        charge.reference = reference;
        charge.status = status;
        return charge;
    }

    // What checkout never asks for.
    [[nodiscard]] bool is_genuine(const HeaderLookup&, std::string_view) const override { return false; }
    [[nodiscard]] std::string event_key(std::string_view) const override { return "none"; }
    [[nodiscard]] std::expected<Notice, Malformed> parse(std::string_view) const override { return OtherNotice{}; }
    ProviderAnswer<ProviderPage<Charge>> list_charges(domain::Timestamp, domain::Timestamp,
                                                      const std::optional<std::string>&) override {
        return not_asked();
    }
    ProviderAnswer<ProviderPage<RefundNotice>> list_refunds(domain::Timestamp, domain::Timestamp,
                                                            const std::optional<std::string>&) override {
        return not_asked();
    }
    ProviderAnswer<std::vector<RefundNotice>> refunds_of(const std::string&) override { return not_asked(); }
    ProviderAnswer<ProviderPage<DisputeNotice>> list_disputes(domain::Timestamp, domain::Timestamp,
                                                              const std::optional<std::string>&) override {
        return not_asked();
    }
    ProviderAnswer<RefundNotice> refund(const std::string&, domain::Money) override { return not_asked(); }
    ProviderAnswer<ProviderPage<Payout>> list_payouts(domain::Timestamp, domain::Timestamp,
                                                      const std::optional<std::string>&) override {
        return not_asked();
    }
    ProviderAnswer<ProviderPage<PayoutLine>> list_payout_lines(const std::string&,
                                                               const std::optional<std::string>&) override {
        return not_asked();
    }

private:
    static std::unexpected<ProviderError> not_asked() {
        return std::unexpected(ProviderError{ProviderFault::refused, "not asked for"});
    }
    void set(bool allowed) {
        {
            const std::lock_guard lock(mutex_);
            is_allowed_ = allowed;
        }
        changed_.notify_all();
    }
    void wait_until_allowed() {
        std::unique_lock lock(mutex_);
        ++calls_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return is_allowed_; });
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_allowed_ = true;
    int calls_ = 0;
};

constexpr std::chrono::hours for_ever{1};
using Page = std::expected<CheckoutPage, CheckoutFault>;

std::future<Page> open(ProviderCheckout& checkout, const std::string& reference) {
    const auto told = std::make_shared<std::promise<Page>>();
    checkout.open({reference, {10'000, domain::Currency::ngn}, "bola@example.com", "https://pay.example/return"},
                  [told](Page page) { told->set_value(std::move(page)); });
    return told->get_future();
}
Confirmation confirm(ProviderCheckout& checkout, const std::string& reference) {
    const auto told = std::make_shared<std::promise<Confirmation>>();
    checkout.confirm(reference, [told](Confirmation said) { told->set_value(said); });
    return told->get_future().get();
}
ProviderCheckout::Book books(Confirmation said) {
    return [said](const Charge&) { return said; };
}

TEST(ProviderCheckout, AnswersThePageOfTheProvider) {
    SlowProvider provider;
    ProviderCheckout checkout(provider, true, books(Confirmation::received), {.patience = for_ever});
    EXPECT_EQ(checkout.provider(), "slowpay");
    const Page page = open(checkout, "sl-1").get();
    ASSERT_TRUE(page);
    EXPECT_EQ(page->url, "https://slow.example/sl-1");
    EXPECT_EQ(page->access_code, "bola@example.com");
}

TEST(ProviderCheckout, TellsWhatIsFinalFromWhatIsNot) {
    SlowProvider provider;
    ProviderCheckout checkout(provider, true, books(Confirmation::received), {.patience = for_ever});
    for (const ProviderFault fault :
         {ProviderFault::unreachable, ProviderFault::timed_out, ProviderFault::overloaded, ProviderFault::garbled,
          ProviderFault::refused, ProviderFault::not_found, ProviderFault::circuit_open}) {
        provider.fault = provider.verify_fault = fault;
        const Page page = open(checkout, "sl-1").get();
        ASSERT_FALSE(page);
        EXPECT_EQ(page.error(), CheckoutFault::not_now) << to_string(fault);
        EXPECT_EQ(confirm(checkout, "sl-1"), Confirmation::pending);
    }
}

TEST(ProviderCheckout, TellsAReferenceThatIsTakenFromAPaymentThatIsRefused) {
    SlowProvider provider;
    provider.fault = ProviderFault::refused;
    ProviderCheckout checkout(provider, true, books(Confirmation::received), {.patience = for_ever});
    EXPECT_EQ(open(checkout, "sl-1").get().error(), CheckoutFault::taken) << "the provider knows it";
    provider.verify_fault = ProviderFault::not_found;
    EXPECT_EQ(open(checkout, "sl-1").get().error(), CheckoutFault::refused);
    provider.verify_fault = ProviderFault::timed_out;
    EXPECT_EQ(open(checkout, "sl-1").get().error(), CheckoutFault::not_now) << "it is not known which";
}

TEST(ProviderCheckout, AnswersWhatBookingMadeOfTheCharge) {
    SlowProvider provider;
    provider.status = ChargeStatus::failed;
    std::vector<std::string> booked;
    const auto book = [&booked](const Charge& charge) {
        booked.push_back(charge.reference);
        return charge.status == ChargeStatus::failed ? Confirmation::failed : Confirmation::received;
    };
    ProviderCheckout checkout(provider, true, book, {.threads = 1, .patience = for_ever});
    EXPECT_EQ(confirm(checkout, "sl-1"), Confirmation::failed);
    provider.status = ChargeStatus::success;
    EXPECT_EQ(confirm(checkout, "sl-1"), Confirmation::received);
    EXPECT_EQ(booked, (std::vector<std::string>{"sl-1", "sl-1"}));
}

TEST(ProviderCheckout, LosesNoPageOfAProviderThatWasTooSlow) {
    SlowProvider provider;
    provider.hold();
    ProviderCheckout checkout(provider, true, books(Confirmation::received),
                              {.threads = 1, .patience = std::chrono::milliseconds(0)});
    // Until the one thread is with the provider; whoever asked before it came so far is told to come again.
    while (provider.calls() == 0) {
        const Page in_time = open(checkout, "sl-1").get();
        ASSERT_FALSE(in_time);
        EXPECT_EQ(in_time.error(), CheckoutFault::not_now);
    }
    provider.let_go();
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Page page = open(checkout, "sl-1").get();
    for (; !page; page = open(checkout, "sl-1").get()) {
        ASSERT_TRUE(std::chrono::steady_clock::now() < give_up);
        std::this_thread::yield();
    }
    EXPECT_EQ(page->url, "https://slow.example/sl-1");
    provider.hold();  // nobody else answers now
    auto kept = open(checkout, "sl-1");
    EXPECT_EQ(kept.wait_for(std::chrono::seconds(0)), std::future_status::ready);
    provider.let_go();
    page = kept.get();
    ASSERT_TRUE(page) << "a page that came late is kept";
    EXPECT_EQ(page->url, "https://slow.example/sl-1");
}

TEST(ProviderCheckout, TurnsAwayWhomNobodyCanServe) {
    SlowProvider provider;
    provider.hold();
    std::future<Page> first, second;
    {
        ProviderCheckout checkout(provider, true, books(Confirmation::received),
                                  {.threads = 1, .waiting = 1, .patience = for_ever});
        first = open(checkout, "sl-1");
        provider.wait_for_calls(1);
        second = open(checkout, "sl-2");
        const Page third = open(checkout, "sl-3").get();
        ASSERT_FALSE(third);
        EXPECT_EQ(third.error(), CheckoutFault::not_now);
        provider.let_go();
        EXPECT_TRUE(first.get());
        EXPECT_TRUE(second.get());
        provider.hold();
        first = open(checkout, "sl-4");
        provider.wait_for_calls(3);
        second = open(checkout, "sl-5");
        provider.let_go();
    }
    EXPECT_TRUE(first.get()) << "what was on its way ends";
    EXPECT_NO_THROW((void)second.get()) << "and nobody is left without an answer";
}

}  // namespace
