// SPDX-License-Identifier: Apache-2.0
// The mail server of this service, and how it is spoken with.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace suoledger::adapters {

enum class SmtpSecurity : std::uint8_t {
    none,      // smtp:// to this machine
    starttls,  // smtp:// to any other: nothing is said before TLS is there
    tls        // smtps://
};

struct SmtpSettings {
    std::string url;             // with host and port, without a password; empty: no mail is sent
    std::string user, password;  // secret; both empty: none is asked for
    SmtpSecurity security = SmtpSecurity::starttls;
    std::string ca_file;  // PEM of who signs the server's certificate; empty: the system's
    std::string from;     // the sender's address

    [[nodiscard]] bool is_set() const { return !url.empty(); }
};

/// Fills `url`, `user`, `password` and `security`; the complaint holds nothing of the text, which is a secret.
std::expected<SmtpSettings, std::string> parse_smtp_url(const std::string& text);

/// The host of an http(s) URL, "localhost" where there is none: what stands behind the '@' of a Message-ID.
std::string host_of(const std::string& http_url);

}  // namespace suoledger::adapters
