// SPDX-License-Identifier: Apache-2.0
// Document tokens: a capability for one version of one document, for a time or for ever; computed, never stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/delivery.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"
#include "eventstore/crypto.hpp"

namespace suoledger::http {

inline constexpr std::string_view document_key_name = "document";

struct DocumentToken {
    domain::DocumentKind kind{};
    domain::Uuid subject;      // invoice (of a credit note too), payment, or customer of a statement
    std::int64_t version = 0;  // revision, payment version, number of the credit note, position of the statement
    std::int64_t expires_at_seconds = 0;  // Unix time; 0: never, as on paper
    bool operator==(const DocumentToken&) const = default;
};

/// base64url(kind(1) ‖ subject(16) ‖ version(8) ‖ expiry(8) ‖ first 16 bytes of HMAC-SHA-256(key, tenant ‖ all
/// before)).
std::string document_token(const eventstore::SecretKey& key, const domain::Uuid& tenant, const DocumentToken& what);
/// What it says it is for, unverified: good for finding out whose it would be, and for nothing else.
std::optional<DocumentToken> claimed_document(std::string_view token);
/// Verified; nullopt: not made with this key for this tenant. Whether it has expired is the caller's question.
std::optional<DocumentToken> read_document_token(const eventstore::SecretKey& key, const domain::Uuid& tenant,
                                                 std::string_view token);
bool has_expired(const DocumentToken& token, domain::Timestamp now);

/// `<public_url>/verify/<token>`, for ever: what the QR code of a document holds.
std::string verify_url(std::string_view public_url, const eventstore::SecretKey& key, const domain::Uuid& tenant,
                       DocumentToken what);
/// `<public_url>/v1/public/documents/<token>`
std::string document_url(std::string_view public_url, const eventstore::SecretKey& key, const domain::Uuid& tenant,
                         const DocumentToken& what);

}  // namespace suoledger::http
