// SPDX-License-Identifier: Apache-2.0
// Kept documents are gone with any key that opened something in them, and cannot be read where they lie.
#include "http/kept_documents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstore/memory_keys.hpp"

namespace suoledger::http::test {
namespace {

using domain::Uuid;

constexpr std::size_t cache_bytes = 8'000;

Uuid id(std::uint8_t last) {
    Uuid uuid;
    uuid.bytes[15] = last;
    return uuid;
}

class KeptCopies : public ::testing::Test {
protected:
    KeptCopies() {
        for (const Uuid& key : keys_) add_key(tenant_, key);
    }
    void add_key(const Uuid& tenant, const Uuid& key) {
        domain::NewSubjectKey made;
        made.key_id = key;
        table_.put(vault_.make(tenant, made));
    }
    /// Another process: nothing cached.
    KeptDocuments fresh() { return {store_, vault_, cache_bytes}; }

    const Uuid tenant_ = id(1), other_tenant_ = id(2);
    const std::vector<Uuid> keys_{id(10), id(11)};
    eventstore::MemoryWrappedKeySource table_;
    eventstore::KeyVault vault_{eventstore::KekRing::of({{1, eventstore::SecretKey{7}}}), table_};
    MemoryDocumentStore store_;
    KeptDocuments kept_{store_, vault_, cache_bytes};
};

TEST_F(KeptCopies, AreFoundAsTheyWereKept) {
    kept_.keep(tenant_, "a/1", keys_, "%PDF of Chinedu");
    for (int i = 0; i < 2; ++i) EXPECT_EQ(kept_.find(tenant_, "a/1"), "%PDF of Chinedu");
    EXPECT_EQ(fresh().find(tenant_, "a/1"), "%PDF of Chinedu");
    EXPECT_FALSE(kept_.find(tenant_, "a/2"));
}

TEST_F(KeptCopies, CannotBeReadWhereTheyLie) {
    kept_.keep(tenant_, "a/1", keys_, "%PDF of Chinedu");
    const std::string stored = store_.get("a/1").value();
    EXPECT_EQ(stored.find("Chinedu"), std::string::npos);
    EXPECT_TRUE(stored.starts_with("suodoc\x01"));
}

TEST_F(KeptCopies, AreGoneWithAnyOfTheirKeys) {
    const auto expect_gone_with = [this](const Uuid& key, const std::string& name) {
        EXPECT_TRUE(kept_.find(tenant_, name)) << name;
        vault_.destroy(key);
        EXPECT_FALSE(kept_.find(tenant_, name)) << name << ", cached before";
        EXPECT_FALSE(fresh().find(tenant_, name)) << name;
    };
    add_key(tenant_, id(12));
    kept_.keep(tenant_, "a", {keys_[0], keys_[1]}, "x");
    kept_.keep(tenant_, "b", {keys_[1], id(12)}, "x");
    expect_gone_with(keys_[0], "a");
    expect_gone_with(id(12), "b");
}

TEST_F(KeptCopies, AreNotTakenForOthers) {
    kept_.keep(tenant_, "a/1", {keys_.front()}, "x");
    const std::string stored = store_.get("a/1").value();
    store_.put("a/2", stored);
    EXPECT_FALSE(kept_.find(tenant_, "a/2")) << "moved to another name";
    EXPECT_FALSE(fresh().find(other_tenant_, "a/1")) << "asked for by another business";
    for (std::size_t i = 0; i < stored.size(); ++i) {
        std::string changed = stored;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        store_.put("a/1", changed);
        EXPECT_FALSE(fresh().find(tenant_, "a/1")) << "byte " << i;
        store_.put("a/1", stored.substr(0, i));
        EXPECT_FALSE(fresh().find(tenant_, "a/1")) << "cut at " << i;
    }
}

TEST_F(KeptCopies, AreNotKeptWithoutAKeyNorWhenOneIsGone) {
    kept_.keep(tenant_, "a/1", {}, "x");
    kept_.keep(tenant_, "a/2", {keys_.front(), id(99)}, "x");
    EXPECT_FALSE(store_.get("a/1"));
    EXPECT_FALSE(store_.get("a/2"));
}

TEST_F(KeptCopies, TakeNoMoreMemoryThanTheyMay) {
    const std::string page(500, 'x');
    for (int i = 0; i < 100; ++i) {
        kept_.keep(tenant_, "a/" + std::to_string(i), keys_, page);
        EXPECT_LE(kept_.cached_bytes(), cache_bytes);
    }
    EXPECT_GT(kept_.cached_bytes(), cache_bytes / 2);
    kept_.keep(tenant_, "large", keys_, std::string(cache_bytes / 2, 'x'));
    EXPECT_GT(kept_.cached_bytes(), cache_bytes / 2) << "one does not push out the others";
    EXPECT_EQ(kept_.find(tenant_, "a/0"), page) << "from the store";
    EXPECT_EQ(kept_.find(tenant_, "a/99"), page);
}

}  // namespace
}  // namespace suoledger::http::test
