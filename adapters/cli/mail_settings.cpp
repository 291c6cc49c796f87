// SPDX-License-Identifier: Apache-2.0
// Reading the settings of mail.
#include "adapters/cli/mail_settings.hpp"

#include <filesystem>
#include <fstream>
#include <utility>

#include "adapters/cli/config.hpp"
#include "adapters/mail/mail_headers.hpp"

namespace suoledger::adapters {

std::string apply_smtp_url(Config& config, const std::string& value) {
    config.mail.smtp = {};
    if (value.empty()) {
        return "";
    }
    auto settings = parse_smtp_url(value);
    if (!settings) {
        return settings.error();
    }
    config.mail.smtp = *std::move(settings);
    return "";
}

std::string apply_smtp_ca_file(Config& config, const std::string& value) {
    if (value.empty()) {
        return "";
    }
    config.mail.smtp.ca_file = std::filesystem::absolute(value).string();
    return std::ifstream{value} ? "" : "cannot be read: " + value;
}

std::string apply_mail_from(Config& config, const std::string& value) {
    config.mail.smtp.from = value;
    if (value.empty()) {
        return config.mail.smtp.is_set() ? "a mail server needs mail-from, whom mails are from" : "";
    }
    return is_mail_address(value) ? "" : "is no e-mail address, such as invoices@example.com";
}

std::string apply_mail_webhook_secret(Config& config, const std::string& value) {
    config.mail.webhook_secrets.clear();
    if (value.empty()) {
        return "";
    }
    auto secrets = parse_secrets(value);
    if (!secrets) {
        return secrets.error();
    }
    config.mail.webhook_secrets = *std::move(secrets);
    return "";
}

}  // namespace suoledger::adapters
