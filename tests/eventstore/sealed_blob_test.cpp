// SPDX-License-Identifier: Apache-2.0
// Sealed blob and blind index against bytes that another program made.
#include <gtest/gtest.h>

#include "eventstore/key_vault.hpp"
#include "eventstore/memory_keys.hpp"
#include "eventstore/sealing.hpp"
#include "tests/eventstore/golden.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

struct FrozenBlob {
    boost::json::value file = golden_json("sealed_blob.json");
    SecretKey key = array_of<32>(bytes_at(file, "key"));
    Nonce nonce = array_of<12>(bytes_at(file, "nonce"));
    domain::Uuid tenant = uuid_at(file, "tenant"), event_id = uuid_at(file, "event_id"),
                 key_id = uuid_at(file, "key_id");
    std::string plaintext = text_at(file, "plaintext"), blob = from_base64url(text_at(file, "blob")).value();
};

TEST(SealedBlob, OpensTheFrozenOne) {
    const FrozenBlob frozen;
    EXPECT_EQ(open_blob(frozen.key, frozen.tenant, frozen.event_id, frozen.key_id, frozen.blob), frozen.plaintext);
}

TEST(SealedBlob, ReproducesTheFrozenOne) {
    const FrozenBlob frozen;
    EXPECT_EQ(seal_blob_with_nonce(frozen.key, frozen.nonce, {frozen.tenant, frozen.event_id, frozen.key_id},
                                   frozen.plaintext),
              frozen.blob);
}

TEST(SealedBlob, OpensOnlyInItsOwnPlace) {
    const FrozenBlob frozen;
    const domain::Uuid other{};
    EXPECT_FALSE(open_blob(frozen.key, other, frozen.event_id, frozen.key_id, frozen.blob));
    EXPECT_FALSE(open_blob(frozen.key, frozen.tenant, other, frozen.key_id, frozen.blob));
    EXPECT_FALSE(open_blob(frozen.key, frozen.tenant, frozen.event_id, other, frozen.blob));
    EXPECT_FALSE(open_blob(SecretKey{}, frozen.tenant, frozen.event_id, frozen.key_id, frozen.blob));
}

TEST(SealedBlob, RefusesAnyOtherFormatAlgorithmOrByte) {
    const FrozenBlob frozen;
    for (std::size_t i = 0; i < frozen.blob.size(); ++i) {
        auto changed = frozen.blob;
        changed[i] = static_cast<char>(changed[i] ^ 2);
        EXPECT_FALSE(open_blob(frozen.key, frozen.tenant, frozen.event_id, frozen.key_id, changed)) << i;
    }
    EXPECT_FALSE(open_blob(frozen.key, frozen.tenant, frozen.event_id, frozen.key_id, ""));
}

TEST(SealedBlob, OpensWhatWasSealedWithARandomNonce) {
    const FrozenBlob frozen;
    const auto blob = seal_blob(frozen.key, frozen.tenant, frozen.event_id, frozen.key_id, "{}");
    EXPECT_EQ(open_blob(frozen.key, frozen.tenant, frozen.event_id, frozen.key_id, blob), "{}");
    EXPECT_NE(blob, seal_blob(frozen.key, frozen.tenant, frozen.event_id, frozen.key_id, "{}"));
}

/// Answers every look-up of a service key with one that the frozen file names.
class FrozenServiceKey final : public WrappedKeySource {
public:
    FrozenServiceKey(const SecretKey& kek, const SecretKey& secret) : kek_(kek), secret_(secret) {}
    std::optional<WrappedKey> find(const domain::Uuid&, const domain::Uuid&) override { return std::nullopt; }
    std::string find_or_create_service_key(const std::string& name, const std::string&, std::int64_t) override {
        return aes_gcm_seal(kek_, secret_,
                            bytes_of(length_prefixed({bytes_of("suoledger/service-key/v1"), bytes_of(name)})));
    }

private:
    SecretKey kek_, secret_;
};

TEST(BlindIndex, IsTheOneThatAnotherProgramComputed) {
    const auto file = golden_json("blind_index.json");
    const SecretKey kek{1};
    FrozenServiceKey source(kek, array_of<32>(bytes_at(file, "index_key")));
    KeyVault vault(KekRing::of({{1, kek}}), source);
    for (const auto& vector : file.at("indexes").as_array()) {
        EXPECT_EQ(hex(vault.blind_index({}, text_at(vector, "field"), text_at(vector, "value"))),
                  text_at(vector, "index"));
    }
    EXPECT_EQ(file.at("indexes").as_array().size(), 2U);
}

}  // namespace
