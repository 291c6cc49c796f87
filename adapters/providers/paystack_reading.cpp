// SPDX-License-Identifier: Apache-2.0
// Field by field; what is missing is named with the object's id, so that somebody can look it up.
#include "adapters/providers/paystack_reading.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "adapters/providers/wire_json.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;
using Words = std::pair<std::string_view, ChargeStatus>;

/// A word that we do not know moves no money yet: it is asked for again.
ChargeStatus status_of(std::string_view word) {
    constexpr auto known = std::to_array<Words>({{"success", ChargeStatus::success},
                                                 {"failed", ChargeStatus::failed},
                                                 {"abandoned", ChargeStatus::abandoned},
                                                 {"reversed", ChargeStatus::reversed}});
    const auto* const found = std::ranges::find(known, word, &Words::first);
    return found == known.end() ? ChargeStatus::pending : found->second;
}

/// Banks' own sentences may name people: only what they mean is kept.
std::string failure_code_of(std::string_view said) {
    using Meaning = std::pair<std::string_view, std::string_view>;
    constexpr auto meanings = std::to_array<Meaning>({{"insufficient", "insufficient_funds"},
                                                      {"pin", "incorrect_pin"},
                                                      {"expired", "expired_card"},
                                                      {"limit", "limit_exceeded"},
                                                      {"time", "timed_out"},
                                                      {"not_completed", "not_completed"},
                                                      {"not_permitted", "not_permitted"},
                                                      {"honor", "declined"},
                                                      {"declined", "declined"},
                                                      {"fraud", "suspected_fraud"}});
    const std::string word = plain_word(said, 200);
    const auto* const found = std::ranges::find_if(
        meanings, [&word](const Meaning& meaning) { return word.find(meaning.first) != std::string::npos; });
    return std::string{found == meanings.end() ? "failed" : found->second};
}

/// "live" or "test"; nothing else says whose money it is.
std::optional<bool> livemode_of(const json::object& data) {
    const std::string domain = text_member(data, "domain");
    if (domain != "live" && domain != "test") return std::nullopt;
    return domain == "live";
}

std::unexpected<Malformed> lacks(std::string_view what, const json::object& data, std::string_view field) {
    const std::string id = id_member(data, "id");
    return std::unexpected(
        Malformed{fmt::format("{} {}: {} is missing or none we can keep", what, id.empty() ? "?" : id, field)});
}

std::optional<domain::Money> money_of(const json::object& data, std::string_view amount) {
    const auto minor_units = whole_member(data, amount);
    const auto currency = currency_member(data, "currency");
    if (!minor_units || !currency) return std::nullopt;
    return domain::Money{*minor_units, *currency};
}

std::optional<RefundStage> stage_of(std::string_view status) {
    if (status == "processed") return RefundStage::processed;
    if (status == "failed") return RefundStage::failed;
    // Until the payer has said where to, nothing moved and nothing was given up.
    if (status == "pending" || status == "processing" || status == "needs-attention") return RefundStage::pending;
    return std::nullopt;
}

/// Amount, mode and stage, which all shapes of a refund share.
std::expected<RefundNotice, Malformed> refund_without_charge(const json::object& data) {
    const auto stage = stage_of(text_member(data, "status"));
    const auto amount = money_of(data, "amount");
    const auto live = livemode_of(data);
    if (!stage) return lacks("refund", data, "status");
    if (!amount) return lacks("refund", data, "amount or currency");
    if (!live) return lacks("refund", data, "domain");
    return RefundNotice{{}, id_member(data, "id"), *stage, *amount, *live};
}

/// Of a resolved one. The merchant's `declined` stands when it ends so; whatever was accepted, by whom ever, is lost.
std::optional<DisputeStage> outcome_of(std::string_view resolution) {
    if (resolution == "declined") return DisputeStage::won;
    if (resolution.ends_with("accepted")) return DisputeStage::lost;
    return std::nullopt;
}

std::optional<DisputeStage> dispute_stage_of(const json::object& data) {
    const std::string status = text_member(data, "status");
    if (status == "resolved") return outcome_of(text_member(data, "resolution"));
    if (status == "awaiting-merchant-feedback" || status == "awaiting-bank-feedback" || status == "pending")
        return DisputeStage::opened;
    return std::nullopt;
}

}  // namespace

std::expected<Charge, Malformed> read_paystack_charge(const json::object& data) {
    Charge charge;
    charge.provider_payment_id = id_member(data, "id");
    charge.reference = id_member(data, "reference");
    charge.status = status_of(text_member(data, "status"));
    charge.fee = whole_member(data, "fees").value_or(0);
    charge.channel = plain_word(text_member(data, "channel"), 40);
    charge.paid_at = moment_member(data, "paid_at");
    if (!charge.paid_at) charge.paid_at = moment_member(data, "paidAt");
    const auto amount = money_of(data, "amount");
    const auto live = livemode_of(data);
    if (charge.provider_payment_id.empty()) return lacks("charge", data, "id");
    if (charge.reference.empty()) return lacks("charge", data, "reference");
    if (text_member(data, "status").empty()) return lacks("charge", data, "status");
    if (!amount) return lacks("charge", data, "amount or currency");
    if (!live) return lacks("charge", data, "domain");
    if (charge.fee > amount->minor_units) return lacks("charge", data, "a fee below the amount");
    if (charge.status == ChargeStatus::success && !charge.paid_at) return lacks("charge", data, "paid_at");
    charge.amount = *amount;
    charge.livemode = *live;
    if (charge.status == ChargeStatus::failed)
        charge.failure_code = failure_code_of(text_member(data, "gateway_response"));
    return charge;
}

std::expected<RefundNotice, Malformed> read_paystack_refund(const json::object& data) {
    auto notice = refund_without_charge(data);
    if (!notice) return notice;
    const json::object* transaction = object_member(data, "transaction");
    notice->charge_reference = id_member(data, "transaction_reference");
    if (notice->charge_reference.empty() && transaction != nullptr)
        notice->charge_reference = id_member(*transaction, "reference");
    if (notice->charge_reference.empty()) return lacks("refund", data, "transaction_reference");
    return notice;
}

std::expected<ListedRefund, Malformed> read_paystack_listed_refund(const json::object& data) {
    auto notice = refund_without_charge(data);
    if (!notice) return std::unexpected(std::move(notice.error()));
    ListedRefund listed{std::move(*notice), id_member(data, "transaction"), id_member(data, "settlement"), false};
    if (const json::object* transaction = object_member(data, "transaction")) {
        listed.transaction_id = id_member(*transaction, "id");
        listed.notice.charge_reference = id_member(*transaction, "reference");
    }
    listed.took_for_dispute = member(data, "dispute") != nullptr;
    if (listed.notice.provider_refund_id.empty()) return lacks("refund", data, "id");
    if (listed.transaction_id.empty()) return lacks("refund", data, "transaction");
    return listed;
}

std::expected<DisputeNotice, Malformed> read_paystack_dispute(const json::object& data) {
    const json::object none;
    const json::object* transaction = object_member(data, "transaction");
    const json::object& charge = transaction == nullptr ? none : *transaction;
    DisputeNotice notice;
    notice.provider_dispute_id = id_member(data, "id");
    notice.charge_reference = id_member(charge, "reference");
    if (notice.charge_reference.empty()) notice.charge_reference = id_member(data, "transaction_reference");
    notice.due_at = moment_member(data, "dueAt");
    const auto stage = dispute_stage_of(data);
    // An old one has neither amount nor currency of its own: all of the charge is in dispute.
    auto amount = money_of(data, "refund_amount");
    if (!amount && member(data, "refund_amount") == nullptr) amount = money_of(charge, "amount");
    const auto live = livemode_of(data);
    if (notice.provider_dispute_id.empty()) return lacks("dispute", data, "id");
    if (notice.charge_reference.empty()) return lacks("dispute", data, "transaction's reference");
    if (!stage) return lacks("dispute", data, "status or resolution");
    if (!amount) return lacks("dispute", data, "refund_amount or currency");
    if (!live) return lacks("dispute", data, "domain");
    notice.stage = *stage;
    notice.amount = *amount;
    notice.livemode = *live;
    return notice;
}

std::expected<Payout, Malformed> read_paystack_payout(const json::object& data) {
    Payout payout;
    payout.provider_payout_id = id_member(data, "id");
    // A day, written as its first instant; what the clock adds is no part of it.
    const auto day = domain::parse_date(text_member(data, "settlement_date").substr(0, 10));
    // What arrives at the bank; `total_amount` is before refunds and disputes are taken from it.
    const auto net = money_of(data, "effective_amount");
    const auto live = livemode_of(data);
    if (payout.provider_payout_id.empty()) return lacks("settlement", data, "id");
    if (!day) return lacks("settlement", data, "settlement_date");
    if (!net) return lacks("settlement", data, "effective_amount or currency");
    if (!live) return lacks("settlement", data, "domain");
    payout.paid_on = *day;
    payout.net = *net;
    payout.livemode = *live;
    return payout;
}

}  // namespace suoledger::adapters
