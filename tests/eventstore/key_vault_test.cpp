// SPDX-License-Identifier: Apache-2.0
// Making, finding, forgetting and losing keys.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <vector>

#include "eventstore/memory_keys.hpp"
#include "tests/eventstore/event_samples.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

SecretKey kek_of(std::uint8_t byte) {
    SecretKey key{};
    key.fill(byte);
    return key;
}

domain::NewSubjectKey key_for(const domain::Uuid& key_id) {
    return {key_id, domain::KeyClass::record, {sample_tenant, domain::StreamType::customer, numbered_id(0x21)}};
}

std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const KekFault& fault) {
        return fault.what();
    }
    return "no KekFault";
}

struct KeyVaultTest : testing::Test {
    MemoryWrappedKeySource source;
    KekRing first_ring = KekRing::of({{1, kek_of(1)}});
    KekRing rotated_ring = KekRing::of({{1, kek_of(1)}, {2, kek_of(2)}});
};

TEST_F(KeyVaultTest, FindsAKeyItMadeBeforeItIsStored) {
    KeyVault vault(first_ring, source);
    const auto wrapped = vault.make(sample_tenant, key_for(record_key_id));
    EXPECT_EQ(wrapped.kek_epoch, 1);
    EXPECT_EQ(wrapped.wrapped.size(), 12U + 32U + 16U);
    EXPECT_NE(vault.find(sample_tenant, record_key_id), nullptr);
}

TEST_F(KeyVaultTest, OpensInAnotherProcessWhatWasStored) {
    KeyVault vault(first_ring, source);
    source.put(vault.make(sample_tenant, key_for(record_key_id)));
    KeyVault other(rotated_ring, source);
    ASSERT_NE(other.find(sample_tenant, record_key_id), nullptr);
    EXPECT_EQ(*other.find(sample_tenant, record_key_id), *vault.find(sample_tenant, record_key_id));
}

TEST_F(KeyVaultTest, HoldsAKeyForItsLifetimeAndThenAsksAgain) {
    std::chrono::steady_clock::time_point now{};
    KeyVault maker(first_ring, source);
    source.put(maker.make(sample_tenant, key_for(record_key_id)));
    KeyVault vault(first_ring, source, {.lifetime = std::chrono::seconds{10}, .now = [&now] { return now; }});
    ASSERT_NE(vault.find(sample_tenant, record_key_id), nullptr);
    source.erase(sample_tenant, record_key_id);
    now += std::chrono::seconds{9};
    vault.forget_lapsed();
    EXPECT_NE(vault.find(sample_tenant, record_key_id), nullptr);
    now += std::chrono::seconds{1};
    EXPECT_EQ(vault.find(sample_tenant, record_key_id), nullptr);
}

TEST_F(KeyVaultTest, HoldsNoMoreKeysThanItMay) {
    KeyVault maker(first_ring, source);
    const std::vector<domain::Uuid> ids{numbered_id(1), numbered_id(2), numbered_id(3)};
    for (const auto& id : ids) source.put(maker.make(sample_tenant, key_for(id)));
    KeyVault vault(first_ring, source, {.most = 2});
    for (const auto& id : ids) ASSERT_NE(vault.find(sample_tenant, id), nullptr);
    for (const auto& id : ids) source.erase(sample_tenant, id);
    EXPECT_EQ(vault.find(sample_tenant, ids[0]), nullptr);  // went when the third came
    EXPECT_NE(vault.find(sample_tenant, ids[1]), nullptr);
    EXPECT_NE(vault.find(sample_tenant, ids[2]), nullptr);
}

TEST_F(KeyVaultTest, WrapsUnderTheNewestEpoch) {
    KeyVault vault(rotated_ring, source);
    EXPECT_EQ(vault.make(sample_tenant, key_for(record_key_id)).kek_epoch, 2);
}

TEST_F(KeyVaultTest, KeepsKeysFromOtherBusinessesAlsoWhenCached) {
    KeyVault vault(first_ring, source);
    source.put(vault.make(sample_tenant, key_for(record_key_id)));
    EXPECT_EQ(vault.find(numbered_id(0x02), record_key_id), nullptr);
}

TEST_F(KeyVaultTest, FindsNothingOnceTheKeyIsDestroyedAndForgotten) {
    KeyVault vault(first_ring, source);
    source.put(vault.make(sample_tenant, key_for(record_key_id)));
    source.erase(sample_tenant, record_key_id);
    EXPECT_NE(vault.find(sample_tenant, record_key_id), nullptr);
    vault.forget(record_key_id);
    EXPECT_EQ(vault.find(sample_tenant, record_key_id), nullptr);
}

/// Forgets the key while it is being looked up.
class OvertakenSource final : public WrappedKeySource {
public:
    OvertakenSource(MemoryWrappedKeySource& source, std::function<void()> meanwhile)
        : source_(source), meanwhile_(std::move(meanwhile)) {}
    std::optional<WrappedKey> find(const domain::Uuid& tenant, const domain::Uuid& key_id) override {
        auto found = source_.find(tenant, key_id);
        if (found) meanwhile_();
        return found;
    }
    std::string find_or_create_service_key(const std::string& name, const std::string& candidate,
                                           std::int64_t epoch) override {
        return source_.find_or_create_service_key(name, candidate, epoch);
    }

private:
    MemoryWrappedKeySource& source_;
    std::function<void()> meanwhile_;
};

TEST_F(KeyVaultTest, DoesNotBringBackAKeyThatWasForgottenDuringALookUp) {
    KeyVault maker(first_ring, source);
    source.put(maker.make(sample_tenant, key_for(record_key_id)));
    KeyVault* under_test = nullptr;
    OvertakenSource overtaken(source, [&] {
        source.erase(sample_tenant, record_key_id);
        under_test->forget(record_key_id);
    });
    KeyVault vault(first_ring, overtaken);
    under_test = &vault;
    (void)vault.find(sample_tenant, record_key_id);
    EXPECT_EQ(vault.find(sample_tenant, record_key_id), nullptr);
}

TEST_F(KeyVaultTest, NamesTheFileWhenTheRingLacksTheEpoch) {
    KeyVault newer(KekRing::of({{2, kek_of(2)}}), source);
    source.put(newer.make(sample_tenant, key_for(record_key_id)));
    KeyVault vault(first_ring, source);
    const auto message = message_of([&] { (void)vault.find(sample_tenant, record_key_id); });
    EXPECT_NE(message.find("--kek-file"), std::string::npos) << message;
    EXPECT_NE(message.find("epoch 2"), std::string::npos) << message;
}

TEST_F(KeyVaultTest, NamesTheFileWhenTheRingIsAnotherOne) {
    KeyVault writer(first_ring, source);
    source.put(writer.make(sample_tenant, key_for(record_key_id)));
    (void)writer.service_key("cursor");
    KeyVault stranger(KekRing::of({{1, kek_of(9)}}), source);
    EXPECT_NE(message_of([&] { (void)stranger.find(sample_tenant, record_key_id); }).find("--kek-file"),
              std::string::npos);
    EXPECT_NE(message_of([&] { (void)stranger.service_key("cursor"); }).find("--kek-file"), std::string::npos);
}

TEST_F(KeyVaultTest, RefusesAWrappedKeyThatWasMovedToAnotherName) {
    KeyVault vault(first_ring, source);
    auto wrapped = vault.make(sample_tenant, key_for(record_key_id));
    wrapped.key_id = contact_key_id;
    source.put(wrapped);
    EXPECT_THROW((void)vault.find(sample_tenant, contact_key_id), KekFault);
}

TEST_F(KeyVaultTest, GivesEveryProcessTheSameServiceKeyAlsoAfterARotation) {
    KeyVault before(first_ring, source);
    const auto secret = before.service_key("cursor");
    KeyVault after(rotated_ring, source);
    EXPECT_EQ(after.service_key("cursor"), secret);
    EXPECT_NE(after.service_key("fingerprint/x"), secret);
}

TEST_F(KeyVaultTest, IndexesAndFingerprintsDifferBetweenBusinesses) {
    KeyVault vault(first_ring, source);
    const auto here = vault.blind_index(sample_tenant, "phone", "+2348012345678");
    EXPECT_EQ(here, vault.blind_index(sample_tenant, "phone", "+2348012345678"));
    EXPECT_NE(here, vault.blind_index(numbered_id(2), "phone", "+2348012345678"));
    EXPECT_NE(here, vault.blind_index(sample_tenant, "email", "+2348012345678"));
    EXPECT_NE(vault.fingerprint(sample_tenant, "x"), vault.fingerprint(numbered_id(2), "x"));
    EXPECT_NE(vault.fingerprint(sample_tenant, "x"), vault.fingerprint(sample_tenant, "y"));
}

TEST_F(KeyVaultTest, LetsTheLeastRecentlyUsedKeyGoWhenTheCacheIsFull) {
    KeyVault vault(first_ring, source);
    (void)vault.make(sample_tenant, key_for(record_key_id));
    (void)vault.make(sample_tenant, key_for(contact_key_id));
    domain::Uuid filler = numbered_id(0);
    for (std::size_t i = 2; i < max_cached_subject_keys; ++i) {
        filler.bytes[0] = static_cast<std::uint8_t>(i >> 8);
        filler.bytes[1] = static_cast<std::uint8_t>(i & 0xffU);
        (void)vault.make(sample_tenant, key_for(filler));
    }
    EXPECT_NE(vault.find(sample_tenant, record_key_id), nullptr);
    (void)vault.make(sample_tenant, key_for(business_key_id));
    // Neither was stored, so only the cache can answer.
    EXPECT_NE(vault.find(sample_tenant, record_key_id), nullptr);
    EXPECT_EQ(vault.find(sample_tenant, contact_key_id), nullptr);
}

}  // namespace
