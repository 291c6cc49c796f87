// SPDX-License-Identifier: Apache-2.0
// {eventType, eventData}, in naira with decimals; the same fact may come more than once.
#include "adapters/providers/envelope.hpp"
#include "adapters/providers/other_webhooks.hpp"
#include "adapters/providers/signatures.hpp"
#include "adapters/providers/wire_json.hpp"
#include "eventstore/crypto.hpp"

namespace suoledger::adapters {
namespace {

namespace json = boost::json;

std::expected<Envelope, Malformed> open_monnify(std::string_view body) {
    return open_envelope(body, "eventType", "eventData");
}

/// `paymentReference` is the merchant's own, `transactionReference` Monnify's.
std::expected<Notice, Malformed> charge_notice_of(const json::object& data, bool livemode) {
    const bool paid = text_member(data, "paymentStatus") == "PAID";
    ChargeNotice notice{id_member(data, "paymentReference"), id_member(data, "transactionReference"),
                        paid ? ChargeStatus::success : ChargeStatus::pending, livemode};
    if (notice.reference.empty() || notice.provider_payment_id.empty())
        return std::unexpected(Malformed{"a charge without its two references"});
    return notice;
}

std::expected<Notice, Malformed> refund_notice_of(const json::object& data, RefundStage stage, bool livemode) {
    const auto amount = decimal_member(data, "refundAmount");
    RefundNotice notice{
        id_member(data, "transactionReference"), id_member(data, "refundReference"), stage, {}, livemode};
    if (notice.charge_reference.empty() || notice.provider_refund_id.empty())
        return std::unexpected(Malformed{"a refund without its references"});
    if (!amount) return std::unexpected(Malformed{"a refund without its amount"});
    // It has accounts in naira only, and names no currency here.
    notice.amount = {*amount, domain::Currency::ngn};
    return notice;
}

class Monnify final : public ProviderWebhooks {
public:
    Monnify(const ProviderSecrets& secrets, bool livemode) : secrets_(secrets), livemode_(livemode) {}

    [[nodiscard]] std::string_view name() const override { return "monnify"; }
    [[nodiscard]] bool is_genuine(const HeaderLookup& headers, std::string_view body) const override {
        const auto claimed = single_header(headers, "monnify-signature");
        return claimed && is_made_by_one_of(*secrets_.current(), *claimed, [body](std::string_view secret) {
                   return eventstore::hex(eventstore::bytes_of(hmac_sha512(secret, body)));
               });
    }
    [[nodiscard]] std::string event_key(std::string_view body) const override {
        const auto envelope = open_monnify(body);
        if (!envelope) return fact_key("unreadable", {body});
        const std::string id = id_member(envelope->data, "transactionReference");
        if (id.empty()) return fact_key(plain_word(envelope->kind, 40), {body});
        return fact_key(plain_word(envelope->kind, 40), {id, id_member(envelope->data, "refundReference"),
                                                         text_member(envelope->data, "paymentStatus")});
    }
    [[nodiscard]] std::expected<Notice, Malformed> parse(std::string_view body) const override {
        const auto envelope = open_monnify(body);
        if (!envelope) return std::unexpected(envelope.error());
        if (envelope->kind == "SUCCESSFUL_TRANSACTION") return charge_notice_of(envelope->data, livemode_);
        if (envelope->kind == "SUCCESSFUL_REFUND")
            return refund_notice_of(envelope->data, RefundStage::processed, livemode_);
        if (envelope->kind == "FAILED_REFUND") return refund_notice_of(envelope->data, RefundStage::failed, livemode_);
        return OtherNotice{plain_word(envelope->kind, 60)};
    }

private:
    const ProviderSecrets& secrets_;
    const bool livemode_;
};

}  // namespace

std::unique_ptr<ProviderWebhooks> make_monnify_webhooks(const ProviderSecrets& secrets, bool livemode) {
    return std::make_unique<Monnify>(secrets, livemode);
}

}  // namespace suoledger::adapters
