// SPDX-License-Identifier: Apache-2.0
// When a call is repeated, when it is not, and when nothing is sent any more; time and transport are the test's.
#include "adapters/providers/provider_calls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace suoledger::tests {
namespace {

using namespace adapters;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Sent = std::expected<HttpAnswer, TransportFault>;

HttpAnswer answer(long status, std::string body, std::optional<std::chrono::seconds> retry_after = {}) {
    return {status, std::move(body), retry_after};
}
const HttpAnswer good = answer(200, R"({"status":true,"message":"ok","data":{}})");
const HttpAnswer bad_gateway = answer(502, "<html>Bad Gateway</html>");

/// Gives the answers in turn, the last one for ever, and keeps what it was asked.
class Script final : public HttpTransport {
public:
    std::deque<Sent> answers{good};
    std::vector<HttpRequest> requests;
    std::expected<HttpAnswer, TransportFault> send(const HttpRequest& request) override {
        requests.push_back(request);
        Sent next = answers.front();
        if (answers.size() > 1) answers.pop_front();
        return next;
    }
};

class ProviderCallsTest : public testing::Test {
protected:
    ProviderCallsTest() {
        auto script = std::make_unique<Script>();
        script_ = script.get();
        CallSurroundings surroundings;
        surroundings.now = [this] { return now_; };
        surroundings.pause = [this](milliseconds pause) {
            pauses_.push_back(pause);
            now_ += pause;
        };
        surroundings.draw = [this] { return chance_; };
        calls_.emplace("paystack", "https://api.example", secrets_, metrics_, std::move(script), CallLimits{},
                       std::move(surroundings));
    }

    ProviderAnswer<boost::json::object> get() {
        return calls_->call({"verify", "/transaction/verify/INV-1", {}, true});
    }
    ProviderAnswer<boost::json::object> post() { return calls_->call({"refund", "/refund", "{}", false}); }
    ProviderFault fault_of(std::deque<Sent> answers) {
        script_->answers = std::move(answers);
        const auto got = get();
        EXPECT_FALSE(got);
        return got ? ProviderFault::garbled : got.error().fault;
    }
    std::size_t sent() const { return script_->requests.size(); }

    ProviderSecrets secrets_{{"sk_live_current", "sk_live_previous"}};
    eventstore::MemoryMetrics metrics_;
    std::chrono::steady_clock::time_point now_{};
    std::uint32_t chance_ = 0;
    std::vector<milliseconds> pauses_;
    Script* script_ = nullptr;  // owned by calls_
    std::optional<ProviderCalls> calls_;
};

TEST_F(ProviderCallsTest, SendTheFirstSecretAndNothingSecretElsewhere) {
    EXPECT_TRUE(get());
    ASSERT_EQ(sent(), 1U);
    EXPECT_EQ(script_->requests[0].url, "https://api.example/transaction/verify/INV-1");
    EXPECT_EQ(script_->requests[0].bearer, "sk_live_current");
    EXPECT_FALSE(script_->requests[0].json);
    secrets_.replace({"sk_live_next"});
    EXPECT_TRUE(get());
    EXPECT_EQ(script_->requests[1].bearer, "sk_live_next");
}

TEST_F(ProviderCallsTest, RepeatWhatIsHarmlessWithGrowingPausesByChance) {
    script_->answers = {bad_gateway, std::unexpected(TransportFault::cut), good};
    EXPECT_TRUE(get());
    EXPECT_EQ(sent(), 3U);
    EXPECT_THAT(pauses_, ElementsAre(100ms, 200ms));
    pauses_.clear();
    chance_ = 100;
    script_->answers = {bad_gateway, bad_gateway, good};
    EXPECT_TRUE(get());
    EXPECT_THAT(pauses_, ElementsAre(200ms, 300ms));
}

TEST_F(ProviderCallsTest, GiveUpAfterThreeTries) {
    EXPECT_EQ(fault_of({bad_gateway}), ProviderFault::overloaded);
    EXPECT_EQ(sent(), 3U);
}

TEST_F(ProviderCallsTest, TellWhatWentWrongByItsKind) {
    EXPECT_EQ(fault_of({std::unexpected(TransportFault::not_sent)}), ProviderFault::unreachable);
    EXPECT_TRUE((script_->answers = {good}, get()));
    EXPECT_EQ(fault_of({std::unexpected(TransportFault::timed_out)}), ProviderFault::timed_out);
    EXPECT_TRUE((script_->answers = {good}, get()));
    EXPECT_EQ(fault_of({std::unexpected(TransportFault::too_large)}), ProviderFault::garbled);
    EXPECT_TRUE((script_->answers = {good}, get()));
    for (const auto& body : {"", "<html></html>", R"({"status":true,"da)", "[]", "{}", R"({"status":"true"})"}) {
        EXPECT_EQ(fault_of({answer(200, body)}), ProviderFault::garbled) << body;
        EXPECT_TRUE((script_->answers = {good}, get()));
    }
    EXPECT_EQ(fault_of({answer(302, R"({"status":true})")}), ProviderFault::garbled);
    EXPECT_TRUE((script_->answers = {good}, get()));
    EXPECT_EQ(fault_of({answer(404, "<html>no such page</html>")}), ProviderFault::garbled);
}

TEST_F(ProviderCallsTest, TakeARefusalAsAnAnswerAndDoNotRepeatIt) {
    const auto refused = [](long status, const char* code) {
        return answer(status,
                      std::string{R"({"status":false,"message":"demo@example.com is wrong","code":")"} + code + "\"}");
    };
    EXPECT_EQ(fault_of({refused(400, "invalid_params")}), ProviderFault::refused);
    EXPECT_EQ(fault_of({refused(401, "invalid_Key")}), ProviderFault::refused);
    EXPECT_EQ(fault_of({refused(200, "odd")}), ProviderFault::refused);
    EXPECT_EQ(fault_of({refused(404, "transaction_not_found")}), ProviderFault::not_found);
    EXPECT_EQ(fault_of({refused(400, "transaction_not_found")}), ProviderFault::not_found);
    EXPECT_EQ(sent(), 5U);
    EXPECT_THAT(pauses_, IsEmpty());
}

TEST_F(ProviderCallsTest, SayNothingPersonalAndNothingSecretOfAFailure) {
    script_->answers = {answer(400, R"({"status":false,"message":"demo@example.com","code":"sk_live_current?"})")};
    for (const auto& wrong : {get(), (script_->answers = {bad_gateway}, get())}) {
        ASSERT_FALSE(wrong);
        EXPECT_THAT(wrong.error().detail, HasSubstr("verify"));
        for (const auto* kept : {"demo@example.com", "Bearer", "INV-1", "Gateway"})
            EXPECT_EQ(wrong.error().detail.find(kept), std::string::npos) << wrong.error().detail;
    }
}

TEST_F(ProviderCallsTest, DoNotRepeatWhatMayHaveBeenDone) {
    for (const auto& unsure : {Sent{std::unexpected(TransportFault::timed_out)},
                               Sent{std::unexpected(TransportFault::cut)}, Sent{bad_gateway}, Sent{answer(200, "")}}) {
        script_->requests.clear();
        script_->answers = {unsure, good};
        EXPECT_FALSE(post());
        EXPECT_EQ(sent(), 1U);
        EXPECT_FALSE(script_->requests[0].repeatable);
        EXPECT_TRUE(post());
    }
    // Nobody was reached, or it was put off: certainly not done.
    for (const auto& sure : {Sent{std::unexpected(TransportFault::not_sent)}, Sent{answer(429, "{}", 1s)}}) {
        script_->requests.clear();
        script_->answers = {sure, good};
        EXPECT_TRUE(post());
        EXPECT_EQ(sent(), 2U);
    }
}

TEST_F(ProviderCallsTest, WaitAsLongAsTheyAreAskedToUnlessThatIsTooLong) {
    script_->answers = {answer(429, "", 1s), good};
    EXPECT_TRUE(get());
    EXPECT_THAT(pauses_, ElementsAre(1000ms));
    EXPECT_EQ(fault_of({answer(429, "", 3600s)}), ProviderFault::overloaded);
    EXPECT_THAT(pauses_, ElementsAre(1000ms));
}

TEST_F(ProviderCallsTest, BeginNoTryAfterTheLongestCall) {
    now_ = {};
    class Slow final : public HttpTransport {
    public:
        explicit Slow(std::chrono::steady_clock::time_point& now) : now_(now) {}
        int sent = 0;
        std::expected<HttpAnswer, TransportFault> send(const HttpRequest&) override {
            ++sent;
            now_ += 8s;
            return std::unexpected(TransportFault::timed_out);
        }

    private:
        std::chrono::steady_clock::time_point& now_;
    };
    auto slow = std::make_unique<Slow>(now_);
    const Slow& watched = *slow;
    CallSurroundings surroundings{[this] { return now_; }, [](milliseconds) {}, [] { return 0U; }};
    ProviderCalls calls{"paystack",      "https://api.example", secrets_,    metrics_,
                        std::move(slow), CallLimits{},          surroundings};
    EXPECT_FALSE(calls.call({"verify", "/", {}, true}));
    EXPECT_EQ(watched.sent, 2);
}

TEST_F(ProviderCallsTest, LeaveAProviderAloneThatFailsAndTryAgainLater) {
    script_->answers = {bad_gateway};
    EXPECT_EQ(get().error().fault, ProviderFault::overloaded);
    EXPECT_EQ(get().error().fault, ProviderFault::overloaded);
    EXPECT_EQ(sent(), 5U);  // the fifth failure in a row opened the circuit
    EXPECT_EQ(get().error().fault, ProviderFault::circuit_open);
    EXPECT_EQ(post().error().fault, ProviderFault::circuit_open);
    EXPECT_EQ(sent(), 5U);
    EXPECT_EQ(metrics_.value(R"(provider_circuit_open{provider="paystack"})"), 1);
    EXPECT_EQ(metrics_.value(R"(provider_calls_total{provider="paystack",call="refund",outcome="circuit_open"})"), 1);
    now_ += 29s;
    EXPECT_EQ(get().error().fault, ProviderFault::circuit_open);
    now_ += 1s;
    EXPECT_EQ(get().error().fault, ProviderFault::overloaded);  // one try, and it is open again
    EXPECT_EQ(sent(), 6U);
    EXPECT_EQ(get().error().fault, ProviderFault::circuit_open);
    now_ += 30s;
    script_->answers = {good};
    EXPECT_TRUE(get());
    EXPECT_TRUE(get());
    EXPECT_EQ(metrics_.value(R"(provider_circuit_open{provider="paystack"})"), 0);
    EXPECT_EQ(metrics_.value(R"(provider_calls_total{provider="paystack",call="verify",outcome="answered"})"), 2);
}

TEST_F(ProviderCallsTest, CountNoRefusalAsAFailureOfTheProvider) {
    script_->answers = {answer(404, R"({"status":false,"code":"transaction_not_found"})")};
    for (int number = 0; number < 20; ++number) EXPECT_EQ(get().error().fault, ProviderFault::not_found);
}

TEST(CircuitBreaker, LetsOneThroughAtATimeWhileItIsOpen) {
    std::chrono::steady_clock::time_point now{};
    CircuitBreaker breaker{1, 30s, [&now] { return now; }};
    EXPECT_TRUE(breaker.allows());
    breaker.report(false);
    EXPECT_TRUE(breaker.is_open());
    EXPECT_TRUE(breaker.refuses());
    now += 30s;
    EXPECT_FALSE(breaker.refuses()) << "to ask that is no try";
    EXPECT_TRUE(breaker.allows());
    EXPECT_TRUE(breaker.refuses());
    EXPECT_FALSE(breaker.allows());
    // One that was let through and never reported does not keep the circuit open for ever.
    now += 30s;
    EXPECT_TRUE(breaker.allows());
    breaker.report(true);
    EXPECT_FALSE(breaker.is_open());
    EXPECT_TRUE(breaker.allows());
    EXPECT_TRUE(breaker.allows());
}

TEST(ProviderAddress, IsSecureOrOnThisMachine) {
    for (const auto* fine : {"https://api.paystack.co", "https://proxy.example:8443/paystack", "http://127.0.0.1:8099",
                             "http://localhost:1", "http://[::1]:8099"})
        EXPECT_FALSE(wrong_with_base_url(fine)) << fine;
    for (const auto* bad :
         {"", "api.paystack.co", "http://api.paystack.co", "http://127.0.0.1.example", "http://localhost.example:80",
          "HTTP://api.paystack.co", "http://127.0.0.1:80@api.example", "ftp://127.0.0.1",
          "https://user:secret@api.paystack.co", "https://api.paystack.co/?key=1", "https://"})
        EXPECT_TRUE(wrong_with_base_url(bad)) << bad;
}

TEST(PercentEncoding, LeavesUnreservedCharactersOnly) {
    EXPECT_EQ(percent_encoded("INV-1.2_3~4"), "INV-1.2_3~4");
    EXPECT_EQ(percent_encoded("../a?b=c&d e+\xe2\x82\xa6"), "..%2Fa%3Fb%3Dc%26d%20e%2B%E2%82%A6");
}

}  // namespace
}  // namespace suoledger::tests
