// SPDX-License-Identifier: Apache-2.0
// How long the texts of commands may be, in Unicode characters: what a request is read by and what a decision checks.
#pragma once

#include <cstddef>

namespace suoledger::domain {

inline constexpr std::size_t max_name_characters = 200;  // of a customer, a member, a payer
inline constexpr std::size_t max_email_characters = 254;
inline constexpr std::size_t max_address_characters = 500;
inline constexpr std::size_t max_reason_characters = 500;
inline constexpr std::size_t max_reference_characters = 200;
inline constexpr std::size_t max_description_characters = 200;  // of a line, an expense
inline constexpr std::size_t max_supplier_characters = 200;
inline constexpr std::size_t max_notes_characters = 1000;
inline constexpr std::size_t max_metadata_key_characters = 40;
inline constexpr std::size_t max_metadata_value_characters = 500;
inline constexpr std::size_t max_certificate_characters = 100;
inline constexpr std::size_t max_details_characters = 4000;  // of a request about personal data, of a breach
inline constexpr std::size_t max_evidence_characters = 64;
inline constexpr std::size_t max_business_name_characters = 120;
inline constexpr std::size_t max_tax_id_characters = 40;
inline constexpr std::size_t max_bank_account_characters = 200;
inline constexpr std::size_t max_label_characters = 100;   // of an API key
inline constexpr std::size_t max_prefix_characters = 12;   // of document numbers
inline constexpr std::size_t max_wording_characters = 40;  // of a consent: its version
inline constexpr std::size_t max_code_word_characters = 40;

}  // namespace suoledger::domain
