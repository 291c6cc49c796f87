// SPDX-License-Identifier: Apache-2.0
// Two generations of one provider: other envelopes, other words, other signatures. Neither says whether it is live or
// test money: that hangs on the secret.
#include "adapters/providers/envelope.hpp"
#include "adapters/providers/other_webhooks.hpp"
#include "adapters/providers/signatures.hpp"
#include "adapters/providers/wire_json.hpp"
#include "eventstore/crypto.hpp"

namespace suoledger::adapters {
namespace {

/// v3 names it `event`, v4 `type`.
std::expected<Envelope, Malformed> open_flutterwave(std::string_view body, std::string_view kind_name) {
    return open_envelope(body, kind_name, "data");
}

ChargeStatus status_of(std::string_view word) {
    if (word == "successful" || word == "succeeded") return ChargeStatus::success;
    return word == "failed" ? ChargeStatus::failed : ChargeStatus::pending;
}

std::expected<Notice, Malformed> notice_of(const Envelope& envelope, std::string_view reference_name, bool livemode) {
    if (envelope.kind != "charge.completed") return OtherNotice{plain_word(envelope.kind, 60)};
    ChargeNotice notice{id_member(envelope.data, reference_name), id_member(envelope.data, "id"),
                        status_of(text_member(envelope.data, "status")), livemode};
    if (notice.reference.empty()) return std::unexpected(Malformed{"a charge without a reference that we can keep"});
    if (notice.provider_payment_id.empty()) return std::unexpected(Malformed{"a charge without an id"});
    return notice;
}

std::string key_of(std::string_view body, std::string_view kind_name) {
    const auto envelope = open_flutterwave(body, kind_name);
    if (!envelope) return fact_key("unreadable", {body});
    const std::string id = id_member(envelope->data, "id");
    if (id.empty()) return fact_key(envelope->kind, {body});
    return fact_key(envelope->kind, {id, text_member(envelope->data, "status")});
}

class FlutterwaveV3 final : public ProviderWebhooks {
public:
    FlutterwaveV3(const ProviderSecrets& secrets, bool livemode) : secrets_(secrets), livemode_(livemode) {}

    [[nodiscard]] std::string_view name() const override { return "flutterwave"; }
    [[nodiscard]] bool is_genuine(const HeaderLookup& headers, std::string_view) const override {
        const auto claimed = single_header(headers, "verif-hash");
        return claimed && is_made_by_one_of(*secrets_.current(), *claimed,
                                            [](std::string_view secret) { return std::string{secret}; });
    }
    [[nodiscard]] std::string event_key(std::string_view body) const override { return key_of(body, "event"); }
    [[nodiscard]] std::expected<Notice, Malformed> parse(std::string_view body) const override {
        const auto envelope = open_flutterwave(body, "event");
        if (!envelope) return std::unexpected(envelope.error());
        return notice_of(*envelope, "tx_ref", livemode_);
    }

private:
    const ProviderSecrets& secrets_;
    const bool livemode_;
};

class FlutterwaveV4 final : public ProviderWebhooks {
public:
    FlutterwaveV4(const ProviderSecrets& secrets, FlutterwaveSpelling spelling, bool livemode)
        : secrets_(secrets), spelling_(spelling), livemode_(livemode) {}

    [[nodiscard]] std::string_view name() const override { return "flutterwave"; }
    [[nodiscard]] bool is_genuine(const HeaderLookup& headers, std::string_view body) const override {
        const auto claimed = single_header(headers, "flutterwave-signature");
        return claimed && is_made_by_one_of(*secrets_.current(), *claimed, [this, body](std::string_view secret) {
                   const auto mac = eventstore::hmac_sha256(eventstore::bytes_of(secret), {eventstore::bytes_of(body)});
                   if (spelling_ == FlutterwaveSpelling::hex) return eventstore::hex(mac);
                   return base64({reinterpret_cast<const char*>(mac.data()), mac.size()});
               });
    }
    [[nodiscard]] std::string event_key(std::string_view body) const override { return key_of(body, "type"); }
    [[nodiscard]] std::expected<Notice, Malformed> parse(std::string_view body) const override {
        const auto envelope = open_flutterwave(body, "type");
        if (!envelope) return std::unexpected(envelope.error());
        return notice_of(*envelope, "reference", livemode_);
    }

private:
    const ProviderSecrets& secrets_;
    const FlutterwaveSpelling spelling_;
    const bool livemode_;
};

}  // namespace

std::unique_ptr<ProviderWebhooks> make_flutterwave_v3_webhooks(const ProviderSecrets& secrets, bool livemode) {
    return std::make_unique<FlutterwaveV3>(secrets, livemode);
}

std::unique_ptr<ProviderWebhooks> make_flutterwave_v4_webhooks(const ProviderSecrets& secrets,
                                                               FlutterwaveSpelling spelling, bool livemode) {
    return std::make_unique<FlutterwaveV4>(secrets, spelling, livemode);
}

}  // namespace suoledger::adapters
