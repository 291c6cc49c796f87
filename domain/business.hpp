// SPDX-License-Identifier: Apache-2.0
// A business (tenant), its settings and its API keys.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/kek.hpp"
#include "domain/member.hpp"
#include "domain/personal.hpp"
#include "domain/retention.hpp"
#include "domain/scopes.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

/// How a legal number is printed: prefix, then the number padded with zeros to `width`.
struct NumberFormat {
    std::string prefix;
    std::int32_t width = 6;
    bool operator==(const NumberFormat&) const = default;
};
std::string format_number(const NumberFormat& format, std::int64_t number);

/// An API key as the log knows it: never the secret, only its public part and SHA-256.
struct ApiKeyFacts {
    Uuid key_id;
    std::string public_part;  // 16 characters, looked up by it
    std::array<std::uint8_t, 32> secret_sha256{};
    Scopes scopes;
    bool livemode = true;
    std::optional<Timestamp> expires_at;
    PersonalText label;  // business key
    bool operator==(const ApiKeyFacts&) const = default;
};

// --- events (business stream; the platform stream has the two Operator ones) ---

struct BusinessRegistered {
    std::string name;  // clear: printed on every invoice
    bool livemode = true;
    bool vat_registered = true;
    std::string time_zone;
    NumberFormat invoice_format, credit_note_format, receipt_format;
    Uuid business_key;  // subject key of the business itself
    PersonalText address, tax_id, bank_account;
    bool operator==(const BusinessRegistered&) const = default;
};
/// The whole profile as it stands afterwards.
struct BusinessProfileChanged {
    std::string name;
    NumberFormat invoice_format, credit_note_format, receipt_format;
    PersonalText address;
    bool operator==(const BusinessProfileChanged&) const = default;
};
struct TaxProfileChanged {
    bool vat_registered = true;
    PersonalText tax_id;
    bool operator==(const TaxProfileChanged&) const = default;
};
/// As printed on invoices from now on.
struct BankAccountChanged {
    PersonalText bank_account;
    bool operator==(const BankAccountChanged&) const = default;
};
/// As printed on invoices from now on; the picture itself is kept under its hash.
struct LogoChanged {
    std::optional<std::array<std::uint8_t, 32>> logo_sha256;
    bool operator==(const LogoChanged&) const = default;
};
/// Decides how long records are kept.
struct AccountingYearChanged {
    YearEnd year_end;
    bool operator==(const AccountingYearChanged&) const = default;
};
struct ApiKeyIssued {
    ApiKeyFacts key;
    bool operator==(const ApiKeyIssued&) const = default;
};
struct ApiKeyRevoked {
    Uuid key_id;
    bool operator==(const ApiKeyRevoked&) const = default;
};
struct OperatorKeyIssued {
    ApiKeyFacts key;  // label stays absent: the platform has no subject key
    bool operator==(const OperatorKeyIssued&) const = default;
};
struct OperatorKeyRevoked {
    Uuid key_id;
    bool operator==(const OperatorKeyRevoked&) const = default;
};

// --- commands ---

/// Registers the tenant of the command's context and issues its first key in the same append.
struct RegisterBusiness {
    std::string name;  // 1..120 characters
    bool livemode = true;
    bool vat_registered = true;
    std::string time_zone = "Africa/Lagos";
    NumberFormat invoice_format{"INV-", 6}, credit_note_format{"CN-", 6}, receipt_format{"RCT-", 6};
    Uuid business_key;
    PersonalText address, tax_id, bank_account;
    ApiKeyFacts first_key;
};
struct ChangeBusinessProfile {
    std::optional<std::string> name;
    std::optional<NumberFormat> invoice_format, credit_note_format, receipt_format;
    std::optional<PersonalText> address;  // an absent text clears it
};
/// The whole tax profile; an absent Tax ID clears it.
struct ChangeTaxProfile {
    bool vat_registered = true;
    PersonalText tax_id;
};
struct ChangeBankAccount {
    PersonalText bank_account;  // as it is printed: bank, number, account name; absent clears it
};
struct ChangeLogo {
    std::optional<std::array<std::uint8_t, 32>> logo_sha256;  // none takes it away
};
struct ChangeAccountingYear {
    YearEnd year_end;
};
struct IssueApiKey {
    ApiKeyFacts key;
    Scopes issuer_scopes;  // scopes of the key that asks
};
struct RevokeApiKey {
    Uuid key_id;
};
struct IssueOperatorKey {
    ApiKeyFacts key;
};
struct RevokeOperatorKey {
    Uuid key_id;
};

// --- state ---

struct BusinessState {
    std::int64_t version = 0;
    Uuid id;
    std::string name;
    bool livemode = true;
    bool vat_registered = true;
    Zone zone;
    NumberFormat invoice_format, credit_note_format, receipt_format;
    Uuid business_key;
    PersonalText address, tax_id, bank_account;
    std::optional<std::array<std::uint8_t, 32>> logo_sha256;
    std::map<Uuid, bool> key_revoked;  // by key id
    std::map<Uuid, Member> members;    // those who are not removed
    YearEnd year_end;
};
struct PlatformState {
    std::int64_t version = 0;
    std::map<Uuid, bool> key_revoked;
    KekEpochs keks;
};

}  // namespace suoledger::domain
