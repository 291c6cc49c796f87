// SPDX-License-Identifier: Apache-2.0
// One mail handed to a mail server; over SMTP, or scripted by a test.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/mail/smtp_settings.hpp"
#include "domain/time.hpp"

namespace suoledger::adapters {

struct MailMessage {
    std::string message_id;  // without brackets
    domain::Timestamp date;
    std::string from_name, to_name;  // as somebody wrote them; may be empty
    std::string from, to;            // each of `is_mail_address`
    std::string subject;
    std::string text, html;  // UTF-8, lines end with '\n'
    std::string attachment_name;
    std::string attachment;  // PDF
};

/// `taken`: the server answers for it now. `refused`: asking again changes nothing.
enum class MailResult : std::uint8_t { taken, try_again, refused };
struct MailAnswer {
    MailResult result{};
    std::string code;  // of the last two: stable snake_case
};
/// The server does not take mail for this address, and will not.
inline constexpr std::string_view address_refused = "address_refused";

/// Thread-safe; blocks.
class MailTransport {
public:
    virtual ~MailTransport() = default;
    virtual MailAnswer send(const MailMessage& message) = 0;
    /// What has not begun to hand over its message ends soon as `try_again`, now and from now on. Any thread.
    virtual void stop() {}
};

/// A connection for each mail; `send` takes twice `whole` at most, goodbye included.
std::unique_ptr<MailTransport> make_smtp_transport(SmtpSettings settings, std::chrono::milliseconds whole);

}  // namespace suoledger::adapters
