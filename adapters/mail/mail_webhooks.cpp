// SPDX-License-Identifier: Apache-2.0
// Signature and form of notices of mails.
#include "adapters/mail/mail_webhooks.hpp"

#include <utility>

#include "adapters/providers/signatures.hpp"
#include "adapters/providers/wire_json.hpp"
#include "eventstore/crypto.hpp"

namespace suoledger::adapters {
namespace {

using eventstore::bytes_of;

constexpr std::size_t max_message_id_bytes = 200, max_reason_bytes = 500;

std::optional<MailNoticeKind> parse_kind(std::string_view text) {
    if (text == "delivered") return MailNoticeKind::delivered;
    if (text == "bounced") return MailNoticeKind::bounced;
    if (text == "complained") return MailNoticeKind::complained;
    return std::nullopt;
}

/// Whole characters.
std::string cut(std::string text) {
    if (text.size() <= max_reason_bytes) return text;
    std::size_t size = max_reason_bytes;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    text.resize(size);
    return text;
}

class MailWebhooks final : public SignedWebhooks {
public:
    explicit MailWebhooks(SecretList secrets) : secrets_(std::move(secrets)) {}

    [[nodiscard]] std::string_view name() const override { return "mail"; }
    [[nodiscard]] bool is_genuine(const HeaderLookup& headers, std::string_view body) const override {
        const auto claimed = single_header(headers, "suoledger-signature");
        return claimed && is_made_by_one_of(*secrets_.current(), *claimed, [body](std::string_view secret) {
                   return eventstore::hex(eventstore::hmac_sha256(bytes_of(secret), {bytes_of(body)}));
               });
    }
    [[nodiscard]] std::string event_key(std::string_view body) const override {
        const auto notice = read_mail_notice(body);
        if (!notice) return fact_key("malformed", {body});
        const std::string kind = std::to_string(static_cast<int>(notice->kind));
        return fact_key("mail", {notice->message_id, kind, notice->permanent ? "permanent" : "passing"});
    }

private:
    const ProviderSecrets secrets_;
};

}  // namespace

std::optional<MailNotice> read_mail_notice(std::string_view body) {
    const auto object = parse_object(body);
    if (!object) return std::nullopt;
    const auto kind = parse_kind(text_member(*object, "kind"));
    std::string message_id = text_member(*object, "message_id");
    if (!kind || message_id.empty() || message_id.size() > max_message_id_bytes) return std::nullopt;
    const auto* permanent = member(*object, "permanent");
    if (permanent != nullptr && !permanent->is_bool()) return std::nullopt;
    const bool bounced_for_good = *kind == MailNoticeKind::bounced && permanent != nullptr && permanent->as_bool();
    return MailNotice{std::move(message_id), *kind, *kind == MailNoticeKind::complained || bounced_for_good,
                      cut(text_member(*object, "reason"))};
}

std::unique_ptr<SignedWebhooks> make_mail_webhooks(SecretList secrets) {
    return std::make_unique<MailWebhooks>(std::move(secrets));
}

}  // namespace suoledger::adapters
