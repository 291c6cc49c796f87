// SPDX-License-Identifier: Apache-2.0
// Header lines of a mail: whatever somebody is called, a line stays one line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::adapters {

/// One plain address as RFC 5321 writes it in MAIL and RCPT: ASCII, a dot-atom, '@', a host name; at most 254 bytes.
/// Quoted local parts, address literals and addresses beyond ASCII are none.
bool is_mail_address(std::string_view text);

/// Text of a header (RFC 5322 §2.2), as encoded words (RFC 2047) where it is more than plain ASCII. Holds CR and LF
/// only as folds between encoded words; controls of the text become spaces.
std::string header_text(std::string_view text);
/// `name <address>`; only `<address>` without a name. The address is one of `is_mail_address`.
std::string mailbox(std::string_view name, std::string_view address);

/// "Thu, 26 Nov 2026 09:00:00 +0000"
std::string mail_date(domain::Timestamp instant);

/// `obx_…@host` without brackets: the same for an entry of the outbox whenever it is made.
std::string message_id_of(const domain::Uuid& outbox_entry, std::string_view host);
/// Of a Message-ID of ours, with or without brackets, whatever the host is called now.
std::optional<domain::Uuid> outbox_entry_of(std::string_view message_id);

}  // namespace suoledger::adapters
