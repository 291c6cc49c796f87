// SPDX-License-Identifier: Apache-2.0
// Limits of fields that several requests have.
#pragma once

#include "domain/money.hpp"
#include "domain/text_limits.hpp"
#include "http/request_body.hpp"

namespace suoledger::http {

/// In minor units.
inline constexpr Range positive_amount{1, domain::max_command_total_minor_units};
inline constexpr Range amount_or_zero{0, domain::max_command_total_minor_units};

inline constexpr Length name_length{1, domain::max_name_characters};
inline constexpr Length contact_length{1, domain::max_email_characters};  // an e-mail address, a phone in any spelling
inline constexpr Length address_length{1, domain::max_address_characters};
inline constexpr Length tax_id_length{1, domain::max_tax_id_characters};
inline constexpr Length reason_length{1, domain::max_reason_characters};
inline constexpr Length reference_length{1, domain::max_reference_characters};
inline constexpr Length description_length{1, domain::max_description_characters};
inline constexpr Length supplier_length{1, domain::max_supplier_characters};
inline constexpr Length notes_length{1, domain::max_notes_characters};
inline constexpr Length business_name_length{1, domain::max_business_name_characters};
inline constexpr Length details_length{1, domain::max_details_characters};
inline constexpr Length code_word_length{1, domain::max_code_word_characters};

}  // namespace suoledger::http
