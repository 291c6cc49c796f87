// SPDX-License-Identifier: Apache-2.0
// What whoever carries our mails tells of them, in no provider's words.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/providers/payment_provider.hpp"
#include "adapters/providers/provider_secrets.hpp"

namespace suoledger::adapters {

enum class MailNoticeKind : std::uint8_t { delivered, bounced, complained };

/// JSON {"message_id": "<obx_…@…>", "kind": "bounced", "permanent": true, "reason": "550 No such user"}.
struct MailNotice {
    std::string message_id;
    MailNoticeKind kind{};
    bool permanent = false;  // of a bounce; who complains does so for good
    std::string reason;      // of the last two; at most 500 bytes: the rest is cut off
};
/// nullopt: it is none.
std::optional<MailNotice> read_mail_notice(std::string_view body);

/// `Suoledger-Signature`: lower-case hex HMAC-SHA256 of the raw body under one of the secrets.
std::unique_ptr<SignedWebhooks> make_mail_webhooks(SecretList secrets);

}  // namespace suoledger::adapters
