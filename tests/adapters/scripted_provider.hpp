// SPDX-License-Identifier: Apache-2.0
// A payment provider in memory: its books are what the test says, and so is what goes wrong when it is asked.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/providers/payment_provider.hpp"

namespace suoledger::tests {

/// Webhooks are lines of words: "charge <reference> <status>", "refund <reference>", "dispute <reference> <id> <stage>
/// <amount>", anything else is another kind; "?" is malformed. Signed by the header x-signature: good.
class ScriptedProvider : public adapters::PaymentProvider {
public:
    [[nodiscard]] std::string_view name() const override { return "paystack"; }
    [[nodiscard]] bool is_left_alone() const override { return left_alone; }
    [[nodiscard]] bool is_genuine(const adapters::HeaderLookup& headers, std::string_view /*body*/) const override {
        const auto values = headers("x-signature");
        return values.size() == 1 && values.front() == "good";
    }
    [[nodiscard]] std::string event_key(std::string_view body) const override { return std::string(body); }
    [[nodiscard]] std::expected<adapters::Notice, adapters::Malformed> parse(std::string_view body) const override {
        const auto words = words_of(body);
        if (words.empty() || words.front() == "?") return std::unexpected(adapters::Malformed{"no words"});
        if (words.front() == "charge") {
            const bool failed = words.at(2) == "failed";
            return adapters::Notice{adapters::ChargeNotice{
                words.at(1), "1", failed ? adapters::ChargeStatus::failed : adapters::ChargeStatus::success, livemode}};
        }
        if (words.front() == "refund")
            return adapters::Notice{adapters::RefundNotice{words.at(1), "", {}, ngn(1), livemode}};
        if (words.front() == "dispute") {
            const auto stage = words.at(3) == "opened" ? adapters::DisputeStage::opened
                               : words.at(3) == "won"  ? adapters::DisputeStage::won
                                                       : adapters::DisputeStage::lost;
            return adapters::Notice{
                adapters::DisputeNotice{words.at(1), words.at(2), stage, ngn(std::stoll(words.at(4))), livemode, {}}};
        }
        return adapters::Notice{adapters::OtherNotice{words.front()}};
    }

    adapters::ProviderAnswer<adapters::Charge> verify(const std::string& reference) override {
        const std::scoped_lock lock{mutex};
        ++asked;
        if (auto fault = next_fault()) return std::unexpected(*fault);
        const auto found = charges.find(reference);
        if (found == charges.end())
            return std::unexpected(adapters::ProviderError{adapters::ProviderFault::not_found, ""});
        return found->second;
    }
    adapters::ProviderAnswer<std::vector<adapters::RefundNotice>> refunds_of(const std::string& reference) override {
        const std::scoped_lock lock{mutex};
        if (auto fault = next_fault()) return std::unexpected(*fault);
        if (const auto now = on_listed) now();  // it may replace itself
        return refunds[reference];
    }

    adapters::ProviderAnswer<adapters::Checkout> initialise(const adapters::CheckoutRequest& /*request*/) override {
        return unused();
    }
    adapters::ProviderAnswer<adapters::ProviderPage<adapters::Charge>> list_charges(
        domain::Timestamp /*from*/, domain::Timestamp /*to*/, const std::optional<std::string>& /*cursor*/) override {
        return unused();
    }
    adapters::ProviderAnswer<adapters::ProviderPage<adapters::RefundNotice>> list_refunds(
        domain::Timestamp /*from*/, domain::Timestamp /*to*/, const std::optional<std::string>& /*cursor*/) override {
        return unused();
    }
    adapters::ProviderAnswer<adapters::ProviderPage<adapters::DisputeNotice>> list_disputes(
        domain::Timestamp /*from*/, domain::Timestamp /*to*/, const std::optional<std::string>& /*cursor*/) override {
        return unused();
    }
    adapters::ProviderAnswer<adapters::RefundNotice> refund(const std::string& reference,
                                                            domain::Money amount) override {
        const std::scoped_lock lock{mutex};
        ++asked_for_refunds;
        if (auto fault = next_of(refund_faults)) return std::unexpected(*fault);
        adapters::RefundNotice made{reference, "rf_" + std::to_string(asked_for_refunds), {}, amount, livemode};
        refunds[reference].push_back(made);
        if (auto fault = next_of(lost_answers)) return std::unexpected(*fault);
        return made;
    }
    adapters::ProviderAnswer<adapters::ProviderPage<adapters::Payout>> list_payouts(
        domain::Timestamp /*from*/, domain::Timestamp /*to*/, const std::optional<std::string>& /*cursor*/) override {
        return unused();
    }
    adapters::ProviderAnswer<adapters::ProviderPage<adapters::PayoutLine>> list_payout_lines(
        const std::string& /*payout*/, const std::optional<std::string>& /*cursor*/) override {
        return unused();
    }

    static domain::Money ngn(std::int64_t minor_units) { return {minor_units, domain::Currency::ngn}; }
    /// One that arrived.
    adapters::Charge& add_charge(const std::string& reference, const std::string& id, std::int64_t amount) {
        adapters::Charge charge;
        charge.provider_payment_id = id;
        charge.reference = reference;
        charge.status = adapters::ChargeStatus::success;
        charge.amount = ngn(amount);
        charge.fee = amount / 100;
        charge.channel = "card";
        charge.livemode = livemode;
        return charges[reference] = charge;
    }

    std::mutex mutex;
    std::map<std::string, adapters::Charge> charges;
    std::map<std::string, std::vector<adapters::RefundNotice>> refunds;
    std::deque<std::optional<adapters::ProviderFault>> faults;         // of the next questions; none: answered
    std::deque<std::optional<adapters::ProviderFault>> refund_faults;  // likewise, of calls that make a refund
    std::deque<std::optional<adapters::ProviderFault>> lost_answers;   // of refunds that were made all the same
    std::function<void()> on_listed;                                   // refunds of a charge were asked after
    bool livemode = true;
    bool left_alone = false;  // its circuit is open
    int asked = 0, asked_for_refunds = 0;

private:
    static std::unexpected<adapters::ProviderError> unused() {
        return std::unexpected(adapters::ProviderError{adapters::ProviderFault::refused, "not part of this test"});
    }
    std::optional<adapters::ProviderError> next_fault() { return next_of(faults); }
    static std::optional<adapters::ProviderError> next_of(std::deque<std::optional<adapters::ProviderFault>>& planned) {
        if (planned.empty()) return std::nullopt;
        const auto fault = planned.front();
        planned.pop_front();
        if (!fault) return std::nullopt;
        return adapters::ProviderError{*fault, ""};
    }
    static std::vector<std::string> words_of(std::string_view text) {
        std::vector<std::string> words;
        while (!text.empty()) {
            const std::string_view word = text.substr(0, text.find(' '));
            words.emplace_back(word);
            text.remove_prefix(std::min(word.size() + 1, text.size()));
        }
        return words;
    }
};

}  // namespace suoledger::tests
