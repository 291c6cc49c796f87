// SPDX-License-Identifier: Apache-2.0
// The settings of mail. Each returns what is wrong with its value, or an empty text.
#pragma once

#include <string>

#include "adapters/mail/smtp_settings.hpp"
#include "adapters/providers/provider_secrets.hpp"

namespace suoledger::adapters {

struct Config;

struct MailSettings {
    SmtpSettings smtp;           // not set: no mail is sent
    SecretList webhook_secrets;  // the current one first; none: nobody tells us of bounces
};

std::string apply_smtp_url(Config& config, const std::string& value);
std::string apply_smtp_ca_file(Config& config, const std::string& value);
/// Behind the URL in the table: it also tells when it is missing.
std::string apply_mail_from(Config& config, const std::string& value);
std::string apply_mail_webhook_secret(Config& config, const std::string& value);

}  // namespace suoledger::adapters
