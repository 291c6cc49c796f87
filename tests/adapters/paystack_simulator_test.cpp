// SPDX-License-Identifier: Apache-2.0
// Paystack's adapter against the simulator: another process, another language, the real wire, and bad days.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>
#include <thread>

#include "adapters/providers/paystack_provider.hpp"
#include "adapters/providers/signatures.hpp"
#include "eventstore/crypto.hpp"
#include "tests/adapters/program.hpp"

namespace suoledger::tests {
namespace {

namespace json = boost::json;
using namespace adapters;
using namespace std::chrono_literals;
using domain::Currency;
using domain::Money;
using domain::Timestamp;

constexpr auto secret = "sk_test_example";

Timestamp at(const char* text) { return domain::parse_timestamp(text).value(); }

/// The simulator as a process, and what is done to it.
class Simulator {
public:
    Simulator()
        : program_({"/usr/bin/python3", "-B", SUOLEDGER_PAYSTACK_SIMULATOR, "--secret", secret, "--seed", "1"}) {
        const std::string line = program_.wait_for_line("ready ");
        url_ = line.substr(line.find("http"));
    }
    [[nodiscard]] const std::string& url() const { return url_; }

    /// POST with a body, GET without.
    json::object control(const std::string& path, const std::optional<std::string>& body = {}) {
        const auto answer = transport_->send({url_ + "/_simulator" + path, secret, body, true});
        if (!answer || answer->status != 200)
            throw std::runtime_error{path + ": " + (answer ? answer->body : "no answer")};
        return json::parse(answer->body).as_object();
    }
    std::int64_t calls(const char* kind) {
        const json::object state = control("/state");
        const json::value* count = state.at("calls").as_object().if_contains(kind);
        return count == nullptr ? 0 : count->as_int64();
    }

private:
    Program program_;
    std::string url_;
    std::unique_ptr<HttpTransport> transport_ = make_curl_transport({});
};

class PaystackSimulatorTest : public testing::Test {
protected:
    /// One process for all tests, emptied before each.
    static void SetUpTestSuite() { simulator_ = std::make_unique<Simulator>(); }
    static void TearDownTestSuite() { simulator_.reset(); }
    void SetUp() override { simulator_->control("/reset", "{}"); }
    // A request that hangs is let go.
    void TearDown() override { simulator_->control("/reset", "{}"); }

    std::unique_ptr<PaymentProvider> adapter(TransportLimits limits = {}, int failures_to_open = 1000) {
        PaystackSettings settings;
        settings.base_url = simulator_->url();
        settings.limits.failures_to_open = failures_to_open;
        settings.surroundings.pause = [](std::chrono::milliseconds) {};
        return make_paystack(std::move(settings), secrets_, metrics_, make_curl_transport(limits));
    }
    static json::object charge(const std::string& body) { return simulator_->control("/charges", body); }
    static void fault(const std::string& body) { simulator_->control("/faults", body); }
    static void heal() {
        simulator_->control("/reset", "{}");
        charge(R"({"reference":"INV-1","amount":250000})");
    }

    static inline std::unique_ptr<Simulator> simulator_;
    ProviderSecrets secrets_{{secret}};
    eventstore::MemoryMetrics metrics_;
    std::unique_ptr<PaymentProvider> paystack_ = adapter();
};

/// All pages of a list; ends by itself, or the test ends it.
template <class T, class Ask>
ProviderPage<T> all_pages(Ask ask) {
    ProviderPage<T> all;
    for (int number = 0; number < 100; ++number) {
        auto page = ask(all.next);
        if (!page) throw std::runtime_error{page.error().detail};
        std::ranges::move(page->items, std::back_inserter(all.items));
        std::ranges::move(page->unreadable, std::back_inserter(all.unreadable));
        all.next = page->next;
        if (!all.next) return all;
    }
    throw std::runtime_error{"a list without an end"};
}
const Timestamp beginning = at("2000-01-01T00:00:00Z"), end = at("2100-01-01T00:00:00Z");

TEST_F(PaystackSimulatorTest, ACheckoutIsPaidAndVerified) {
    const CheckoutRequest request{"sl-a.b=1", {250'000, Currency::ngn}, "payer@example.com", "http://127.0.0.1/return"};
    const auto checkout = paystack_->initialise(request);
    ASSERT_TRUE(checkout) << checkout.error().detail;
    EXPECT_EQ(checkout->url, simulator_->url() + "/checkout/" + checkout->access_code);
    EXPECT_EQ(paystack_->verify("sl-a.b=1")->status, ChargeStatus::abandoned);
    simulator_->control("/charges/sl-a.b=1/pay", R"({"paid_at":"2026-11-20T09:15:02.000Z"})");
    const auto charge = paystack_->verify("sl-a.b=1");
    ASSERT_TRUE(charge) << charge.error().detail;
    EXPECT_EQ(charge->status, ChargeStatus::success);
    EXPECT_EQ(charge->amount, (Money{250'000, Currency::ngn}));
    EXPECT_EQ(charge->fee, 13'750);
    EXPECT_EQ(charge->channel, "card");
    EXPECT_EQ(charge->paid_at, at("2026-11-20T09:15:02Z"));
    EXPECT_FALSE(charge->livemode);
    EXPECT_EQ(paystack_->initialise(request).error().fault, ProviderFault::refused);
    EXPECT_EQ(paystack_->verify("unknown").error().fault, ProviderFault::not_found);
    EXPECT_EQ(paystack_->verify("../transaction?x=1").error().fault, ProviderFault::not_found);
}

TEST_F(PaystackSimulatorTest, AChargeMayFailOrBringAnotherAmountThanAskedFor) {
    charge(R"({"reference":"F-1","amount":1000,"status":"failed","gateway_response":"Insufficient Funds"})");
    const auto failed = paystack_->verify("F-1");
    EXPECT_EQ(failed->status, ChargeStatus::failed);
    EXPECT_EQ(failed->failure_code, "insufficient_funds");
    charge(R"({"reference":"U-1","amount":900,"requested_amount":1000,"currency":"USD","metadata":"{\"amount\":5}"})");
    EXPECT_EQ(paystack_->verify("U-1")->amount, (Money{900, Currency::usd}));
}

TEST_F(PaystackSimulatorTest, AnotherKeyIsRefused) {
    secrets_.replace({"sk_test_withdrawn"});
    charge(R"({"reference":"INV-1","amount":1000})");
    EXPECT_EQ(paystack_->verify("INV-1").error().fault, ProviderFault::refused);
    EXPECT_EQ(simulator_->calls("GET transaction"), 1);
}

TEST_F(PaystackSimulatorTest, ItsWebhooksAreGenuineAndRead) {
    charge(R"({"reference":"INV-1","amount":1000})");
    charge(R"({"reference":"INV-2","amount":1000,"status":"failed"})");
    simulator_->control("/refunds", R"({"reference":"INV-1","amount":400,"process":true})");
    simulator_->control("/disputes", R"({"reference":"INV-1","amount":600})");
    simulator_->control("/disputes/358950/resolve", R"({"resolution":"auto-accepted"})");
    const json::object made = simulator_->control("/webhooks/made");
    std::string seen;
    std::set<std::string> keys;
    for (const json::value& one : made.at("webhooks").as_array()) {
        const std::string body{one.at("body").as_string()}, signature{one.at("signature").as_string()};
        const HeaderLookup headers = [&](std::string_view) { return std::vector<std::string>{signature}; };
        EXPECT_TRUE(paystack_->is_genuine(headers, body));
        EXPECT_FALSE(paystack_->is_genuine(headers, body + " "));
        keys.insert(paystack_->event_key(body));
        const auto notice = paystack_->parse(body);
        ASSERT_TRUE(notice) << notice.error().why;
        if (const auto* c = std::get_if<ChargeNotice>(&*notice)) seen += c->status == ChargeStatus::success ? "C" : "f";
        if (const auto* r = std::get_if<RefundNotice>(&*notice)) seen += r->stage == RefundStage::processed ? "R" : "r";
        if (const auto* d = std::get_if<DisputeNotice>(&*notice)) seen += d->stage == DisputeStage::lost ? "L" : "d";
    }
    EXPECT_EQ(seen, "CfrRdL");
    EXPECT_EQ(keys.size(), 6U);
}

TEST_F(PaystackSimulatorTest, ListsOfChargesArePagedWithoutLossOrRepetition) {
    json::array charges;
    for (int number = 0; number < 250; ++number)
        charges.push_back({{"reference", "INV-" + std::to_string(number)},
                           {"amount", 1000 + number},
                           {"paid_at", number < 30 ? "2026-10-31T23:59:59.999Z" : "2026-11-01T00:00:00.000Z"}});
    charges.push_back(
        {{"reference", "GHS-1"}, {"amount", 5}, {"currency", "GHS"}, {"paid_at", "2026-11-02T00:00:00.000Z"}});
    charge(json::serialize(json::object{{"charges", charges}}));
    const auto listed = all_pages<Charge>([&](const auto& cursor) {
        return paystack_->list_charges(at("2026-11-01T00:00:00Z"), at("2026-11-30T23:59:59Z"), cursor);
    });
    std::set<std::string> references;
    for (const Charge& one : listed.items) references.insert(one.reference);
    EXPECT_EQ(listed.items.size(), 220U);
    EXPECT_EQ(references.size(), 220U);
    // One odd item hides no other, and is told.
    ASSERT_EQ(listed.unreadable.size(), 1U);
    EXPECT_NE(listed.unreadable[0].why.find("4099260766"), std::string::npos);
    EXPECT_EQ(simulator_->calls("GET transaction"), 3);
    EXPECT_EQ(paystack_->list_charges(beginning, end, "no cursor").error().fault, ProviderFault::refused);
}

TEST_F(PaystackSimulatorTest, EqualRefundsOfOneChargeAreToldApart) {
    charge(R"({"reference":"INV-1","amount":1000})");
    charge(R"({"reference":"INV-2","amount":1000})");
    simulator_->control("/refunds", R"({"reference":"INV-1","amount":100})");
    simulator_->control("/refunds", R"({"reference":"INV-1","amount":100,"process":true})");
    simulator_->control("/refunds", R"({"reference":"INV-2","amount":100})");
    const auto of_one = paystack_->refunds_of("INV-1");
    ASSERT_TRUE(of_one) << of_one.error().detail;
    ASSERT_EQ(of_one->size(), 2U);
    EXPECT_NE((*of_one)[0].provider_refund_id, (*of_one)[1].provider_refund_id);
    EXPECT_EQ((*of_one)[0].stage, RefundStage::processed);  // newest first
    EXPECT_EQ((*of_one)[1].stage, RefundStage::pending);
    EXPECT_EQ((*of_one)[0].charge_reference, "INV-1");
    const auto listed =
        all_pages<RefundNotice>([&](const auto& cursor) { return paystack_->list_refunds(beginning, end, cursor); });
    std::multiset<std::string> references;
    for (const auto& one : listed.items) references.insert(one.charge_reference);
    EXPECT_THAT(references, testing::ElementsAre("INV-1", "INV-1", "INV-2"));
    EXPECT_EQ(paystack_->refunds_of("unknown").error().fault, ProviderFault::not_found);
}

TEST_F(PaystackSimulatorTest, ARefundIsMadeByTheAdapterAndNeverAboveWhatIsLeft) {
    charge(R"({"reference":"INV-1","amount":1000})");
    const auto made = paystack_->refund("INV-1", {400, Currency::ngn});
    ASSERT_TRUE(made) << made.error().detail;
    EXPECT_EQ(made->stage, RefundStage::pending);
    EXPECT_EQ(made->amount, (Money{400, Currency::ngn}));
    EXPECT_EQ(paystack_->refunds_of("INV-1")->at(0).provider_refund_id, made->provider_refund_id);
    EXPECT_EQ(paystack_->refund("INV-1", {601, Currency::ngn}).error().fault, ProviderFault::refused);
    EXPECT_TRUE(paystack_->refund("INV-1", {600, Currency::ngn}));
}

TEST_F(PaystackSimulatorTest, WhatALostDisputeTookIsNoRefund) {
    charge(R"({"reference":"INV-1","amount":1000})");
    simulator_->control("/disputes", R"({"reference":"INV-1","amount":600})");
    const auto opened = paystack_->list_disputes(beginning, end, {});
    ASSERT_TRUE(opened) << opened.error().detail;
    ASSERT_EQ(opened->items.size(), 1U);
    EXPECT_EQ(opened->items[0].stage, DisputeStage::opened);
    EXPECT_TRUE(opened->items[0].due_at);
    simulator_->control("/disputes/358950/resolve", R"({"resolution":"merchant-accepted"})");
    EXPECT_EQ(paystack_->list_disputes(beginning, end, {})->items[0].stage, DisputeStage::lost);
    EXPECT_TRUE(paystack_->list_refunds(beginning, end, {})->items.empty());
    EXPECT_TRUE(paystack_->refunds_of("INV-1")->empty());
}

TEST_F(PaystackSimulatorTest, LinesOfAPayoutAddUpToIt) {
    for (int number = 0; number < 120; ++number)
        charge(R"({"amount":100000,"paid_at":"2026-11-20T09:00:00Z","reference":"INV-)" + std::to_string(number) +
               "\"}");
    simulator_->control("/refunds", R"({"reference":"INV-3","amount":40000,"process":true})");
    simulator_->control("/refunds", R"({"reference":"INV-4","amount":40000})");
    simulator_->control("/disputes", R"({"reference":"INV-5","amount":60000})");
    simulator_->control("/disputes/358950/resolve", "{}");
    simulator_->control("/settlements", R"({"date":"2026-11-23"})");
    charge(R"({"amount":70000,"reference":"later"})");
    simulator_->control("/settlements", R"({"date":"2026-11-24"})");
    const auto payouts = paystack_->list_payouts(at("2026-11-23T00:00:00Z"), at("2026-11-23T23:59:59Z"), {});
    ASSERT_TRUE(payouts) << payouts.error().detail;
    ASSERT_EQ(payouts->items.size(), 1U);
    EXPECT_EQ(domain::to_string(payouts->items[0].paid_on), "2026-11-23");
    const auto lines = all_pages<PayoutLine>(
        [&](const auto& cursor) { return paystack_->list_payout_lines(payouts->items[0].provider_payout_id, cursor); });
    std::int64_t sum = 0;
    std::map<PayoutLine::Kind, int> kinds;
    for (const auto& line : lines.items) {
        sum += line.kind == PayoutLine::Kind::charge ? line.amount - line.fee : -line.amount;
        ++kinds[line.kind];
        if (line.kind == PayoutLine::Kind::dispute) {
            EXPECT_EQ(line.reference, "INV-5");
        }
    }
    EXPECT_EQ(payouts->items[0].net, (Money{sum, Currency::ngn}));
    EXPECT_EQ(kinds[PayoutLine::Kind::charge], 120);
    EXPECT_EQ(kinds[PayoutLine::Kind::refund], 1);
    EXPECT_EQ(kinds[PayoutLine::Kind::dispute], 1);
}

TEST_F(PaystackSimulatorTest, OneBadAnswerIsGotOver) {
    for (const auto* kind : {"500", "html", "html_200", "half_json", "half_body", "cut", "lost_answer", "empty"}) {
        heal();
        fault(std::string{R"({"times":1,"kind":")"} + kind + "\"}");
        const auto charge = paystack_->verify("INV-1");
        EXPECT_TRUE(charge) << kind << ": " << charge.error().detail;
        EXPECT_EQ(simulator_->calls("GET transaction"), 2) << kind;
    }
}

TEST_F(PaystackSimulatorTest, ManyBadAnswersEndInTheirOwnKindOfFault) {
    const std::vector<std::pair<const char*, ProviderFault>> faults = {
        {"500", ProviderFault::overloaded},         {"html", ProviderFault::overloaded},
        {"429", ProviderFault::overloaded},         {"html_200", ProviderFault::garbled},
        {"half_json", ProviderFault::garbled},      {"empty", ProviderFault::garbled},
        {"half_body", ProviderFault::unreachable},  {"cut", ProviderFault::unreachable},
        {"lost_answer", ProviderFault::unreachable}};
    for (const auto& [kind, expected] : faults) {
        heal();
        fault(std::string{R"({"kind":")"} + kind + "\"}");
        const auto charge = paystack_->verify("INV-1");
        ASSERT_FALSE(charge) << kind;
        EXPECT_EQ(charge.error().fault, expected) << kind;
        EXPECT_EQ(simulator_->calls("GET transaction"), 3) << kind;
        EXPECT_FALSE(paystack_->list_charges(beginning, end, {})) << kind;
        EXPECT_FALSE(paystack_->list_payouts(beginning, end, {})) << kind;
    }
}

TEST_F(PaystackSimulatorTest, SilenceEndsWithTheTimeLimit) {
    heal();
    const auto hasty = adapter({.connect = 3s, .whole = 3s}, 1);  // 1: a second try would take as long again
    fault(R"({"kind":"timeout"})");
    EXPECT_EQ(hasty->verify("INV-1").error().fault, ProviderFault::timed_out);
}

TEST_F(PaystackSimulatorTest, AnAnswerWithoutEndIsLeft) {
    heal();
    const auto frugal = adapter({.max_answer_bytes = 500});
    EXPECT_EQ(frugal->verify("INV-1").error().fault, ProviderFault::garbled);
}

TEST_F(PaystackSimulatorTest, ARefundWhoseAnswerIsLostIsNotMadeTwice) {
    heal();
    // The connection has been used: on such a one libcurl would send again by itself.
    EXPECT_TRUE(paystack_->verify("INV-1"));
    fault(R"({"kind":"lost_answer","method":"POST","path":"/refund"})");
    EXPECT_EQ(paystack_->refund("INV-1", {1'000, Currency::ngn}).error().fault, ProviderFault::unreachable);
    EXPECT_EQ(simulator_->calls("POST refund"), 1);
    EXPECT_EQ(paystack_->refunds_of("INV-1")->size(), 1U);
}

TEST_F(PaystackSimulatorTest, AProviderThatIsDownIsLeftAloneAndFoundAgain) {
    heal();
    auto now = std::chrono::steady_clock::time_point{};
    PaystackSettings settings;
    settings.base_url = simulator_->url();
    settings.surroundings.pause = [](std::chrono::milliseconds) {};
    settings.surroundings.now = [&now] { return now; };
    const auto patient = make_paystack(std::move(settings), secrets_, metrics_, make_curl_transport({}));
    simulator_->control("/down", "{}");
    EXPECT_EQ(patient->verify("INV-1").error().fault, ProviderFault::unreachable);
    EXPECT_EQ(patient->verify("INV-1").error().fault, ProviderFault::unreachable);
    EXPECT_EQ(patient->verify("INV-1").error().fault, ProviderFault::circuit_open);
    simulator_->control("/up", "{}");
    EXPECT_EQ(patient->verify("INV-1").error().fault, ProviderFault::circuit_open);
    EXPECT_EQ(simulator_->calls("GET transaction"), 0);
    now += 30s;
    EXPECT_TRUE(patient->verify("INV-1"));
}

TEST_F(PaystackSimulatorTest, ManyMayAskAtOnceWhileTheKeyIsChanged) {
    heal();
    std::atomic<int> answered = 0, genuine = 0;
    const std::string signature = eventstore::hex(eventstore::bytes_of(hmac_sha512(secret, "body")));
    const HeaderLookup headers = [&signature](std::string_view) { return std::vector<std::string>{signature}; };
    {
        std::vector<std::jthread> threads;
        for (int number = 0; number < 8; ++number)
            threads.emplace_back([&] {
                for (int round = 0; round < 20; ++round) {
                    answered += paystack_->verify("INV-1").has_value() ? 1 : 0;
                    genuine += paystack_->is_genuine(headers, "body") ? 1 : 0;
                }
            });
        for (int round = 0; round < 100; ++round) secrets_.replace({secret, "sk_test_" + std::to_string(round)});
    }
    EXPECT_EQ(answered, 160);
    EXPECT_EQ(genuine, 160);
}

TEST_F(PaystackSimulatorTest, WhereNobodyListensNothingIsReached) {
    PaystackSettings settings;
    settings.base_url = "http://127.0.0.1:1";
    settings.surroundings.pause = [](std::chrono::milliseconds) {};
    const auto alone = make_paystack(std::move(settings), secrets_, metrics_, make_curl_transport({}));
    EXPECT_EQ(alone->refund("INV-1", {1, Currency::ngn}).error().fault, ProviderFault::unreachable);
    PaystackSettings insecure;
    insecure.base_url = "http://api.paystack.co";
    EXPECT_THROW(make_paystack(std::move(insecure), secrets_, metrics_, make_curl_transport({})),
                 std::invalid_argument);
}

}  // namespace
}  // namespace suoledger::tests
