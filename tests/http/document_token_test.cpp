// SPDX-License-Identifier: Apache-2.0
// Document tokens: what they say cannot be changed, and nobody else can say it.
#include "http/document_token.hpp"

#include <gtest/gtest.h>

namespace suoledger::http::test {
namespace {

using domain::DocumentKind;

domain::Uuid id(std::uint8_t last) {
    domain::Uuid uuid;
    uuid.bytes[15] = last;
    return uuid;
}

const eventstore::SecretKey token_key{5};
const domain::Uuid tenant = id(1);
const DocumentToken receipt{DocumentKind::receipt, id(2), 3, 1'764'000'000};

TEST(DocumentToken, IsReadAsItWasMade) {
    for (const auto kind :
         {DocumentKind::invoice, DocumentKind::receipt, DocumentKind::credit_note, DocumentKind::statement}) {
        for (const std::int64_t version : {std::int64_t{1}, std::int64_t{1} << 40}) {
            const DocumentToken what{kind, id(9), version, 0};
            const std::string token = document_token(token_key, tenant, what);
            EXPECT_EQ(token.size(), 66U) << "49 bytes";
            EXPECT_EQ(read_document_token(token_key, tenant, token), what);
            EXPECT_EQ(claimed_document(token), what);
        }
    }
}

/// On paper: a token that was printed must be read for ever.
TEST(DocumentToken, IsTheSameForEver) {
    EXPECT_EQ(document_token(token_key, tenant, {DocumentKind::invoice, id(2), 1, 0}),
              "AQAAAAAAAAAAAAAAAAAAAAIAAAAAAAAAAQAAAAAAAAAA7ezUv1QmDacUclbTV6MZQA");
}

TEST(DocumentToken, HoldsForItsTenantAndItsKeyOnly) {
    const std::string token = document_token(token_key, tenant, receipt);
    EXPECT_FALSE(read_document_token(eventstore::SecretKey{6}, tenant, token));
    EXPECT_FALSE(read_document_token(token_key, id(4), token));
    EXPECT_EQ(claimed_document(token), receipt) << "a claim says only where to look";
}

TEST(DocumentToken, CannotBeChangedAnywhere) {
    const std::string token = document_token(token_key, tenant, receipt);
    const auto bytes = eventstore::from_base64url(token).value();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(read_document_token(token_key, tenant, eventstore::base64url(eventstore::bytes_of(changed)))) << i;
    }
    for (const std::string& other : {std::string(), token.substr(1), token + "AA", std::string("%"), token + "="})
        EXPECT_FALSE(read_document_token(token_key, tenant, other)) << other;
}

TEST(DocumentToken, ExpiresAtItsSecondOrNever) {
    const auto at = [](std::int64_t seconds) { return domain::Timestamp{seconds * 1'000'000}; };
    EXPECT_FALSE(has_expired(receipt, at(receipt.expires_at_seconds - 1)));
    EXPECT_TRUE(has_expired(receipt, at(receipt.expires_at_seconds)));
    EXPECT_FALSE(has_expired({DocumentKind::invoice, id(2), 1, 0}, at(32'503'680'000)));
}

TEST(DocumentToken, OfAPrintedCodeNeverExpires) {
    const std::string url = verify_url("https://pay.example", token_key, tenant, receipt);
    ASSERT_TRUE(url.starts_with("https://pay.example/verify/")) << url;
    const auto token = read_document_token(token_key, tenant, url.substr(url.rfind('/') + 1));
    ASSERT_TRUE(token);
    EXPECT_EQ(token->expires_at_seconds, 0);
    EXPECT_EQ(token->subject, receipt.subject);
    EXPECT_EQ(document_url("https://pay.example", token_key, tenant, receipt),
              "https://pay.example/v1/public/documents/" + document_token(token_key, tenant, receipt));
}

}  // namespace
}  // namespace suoledger::http::test
