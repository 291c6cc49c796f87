// SPDX-License-Identifier: Apache-2.0
// Making and checking document tokens.
#include "http/document_token.hpp"

#include <algorithm>

namespace suoledger::http {
namespace {

using domain::DocumentKind;
using eventstore::bytes_of;

constexpr std::size_t id_size = 16, number_size = 8, tag_size = 16;
constexpr std::size_t body_size = 1 + id_size + 2 * number_size;

/// On paper for years: the numbers never change their meaning.
constexpr char code_of(DocumentKind kind) {
    switch (kind) {
        case DocumentKind::invoice:
            return 1;
        case DocumentKind::receipt:
            return 2;
        case DocumentKind::credit_note:
            return 3;
        case DocumentKind::statement:
            return 4;
    }
    return 0;
}

std::optional<DocumentKind> kind_of(char code) {
    for (const auto kind :
         {DocumentKind::invoice, DocumentKind::receipt, DocumentKind::credit_note, DocumentKind::statement})
        if (code == code_of(kind)) return kind;
    return std::nullopt;
}

void append_number(std::string& out, std::int64_t number) {
    for (const std::uint8_t byte : eventstore::big_endian(number)) out += static_cast<char>(byte);
}

std::int64_t number_in(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes.substr(0, number_size)) number = number << 8U | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(number);
}

std::string tag_of(const eventstore::SecretKey& key, const domain::Uuid& tenant, std::string_view body) {
    const eventstore::Hash mac =
        eventstore::hmac_sha256(eventstore::Bytes(key), {eventstore::Bytes(tenant.bytes), bytes_of(body)});
    return {reinterpret_cast<const char*>(mac.data()), tag_size};
}

std::optional<DocumentToken> read_body(std::string_view body) {
    const auto kind = kind_of(body.front());
    if (!kind) return std::nullopt;
    DocumentToken token{.kind = *kind, .subject = {}, .version = 0, .expires_at_seconds = 0};
    std::copy_n(body.begin() + 1, id_size, token.subject.bytes.begin());
    token.version = number_in(body.substr(1 + id_size));
    token.expires_at_seconds = number_in(body.substr(1 + id_size + number_size));
    return token;
}

}  // namespace

std::string document_token(const eventstore::SecretKey& key, const domain::Uuid& tenant, const DocumentToken& what) {
    std::string token(1, code_of(what.kind));
    token.append(reinterpret_cast<const char*>(what.subject.bytes.data()), id_size);
    append_number(token, what.version);
    append_number(token, what.expires_at_seconds);
    token += tag_of(key, tenant, token);
    return eventstore::base64url(bytes_of(token));
}

std::optional<DocumentToken> claimed_document(std::string_view token) {
    const auto bytes = eventstore::from_base64url(token);
    if (!bytes || bytes->size() != body_size + tag_size) return std::nullopt;
    return read_body(std::string_view(*bytes).substr(0, body_size));
}

std::optional<DocumentToken> read_document_token(const eventstore::SecretKey& key, const domain::Uuid& tenant,
                                                 std::string_view token) {
    const auto bytes = eventstore::from_base64url(token);
    if (!bytes || bytes->size() != body_size + tag_size) return std::nullopt;
    const std::string_view body = std::string_view(*bytes).substr(0, body_size);
    const std::string_view tag = std::string_view(*bytes).substr(body_size);
    if (!eventstore::equal_in_constant_time(bytes_of(tag), bytes_of(tag_of(key, tenant, body)))) return std::nullopt;
    return read_body(body);
}

bool has_expired(const DocumentToken& token, domain::Timestamp now) {
    constexpr std::int64_t second_us = 1'000'000;
    return token.expires_at_seconds != 0 && now.microseconds / second_us >= token.expires_at_seconds;
}

std::string verify_url(std::string_view public_url, const eventstore::SecretKey& key, const domain::Uuid& tenant,
                       DocumentToken what) {
    what.expires_at_seconds = 0;
    std::string url(public_url);
    url += "/verify/";
    url += document_token(key, tenant, what);
    return url;
}

std::string document_url(std::string_view public_url, const eventstore::SecretKey& key, const domain::Uuid& tenant,
                         const DocumentToken& what) {
    std::string url(public_url);
    url += "/v1/public/documents/";
    url += document_token(key, tenant, what);
    return url;
}

}  // namespace suoledger::http
