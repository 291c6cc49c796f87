// SPDX-License-Identifier: Apache-2.0
// The list of destroyed keys: what it holds survives, and what was done to it shows.
#include "eventstore/destroyed_keys.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "eventstore/leaf.hpp"
#include "tests/eventstore/event_samples.hpp"
#include "tests/eventstore/scratch_directory.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

const domain::Timestamp moment{1'795'424'400'000'000};

class DestroyedKeyList : public testing::Test {
protected:
    DestroyedKeys open() {
        return DestroyedKeys(file_, CheckpointKeys::load_or_create(folder_.path() / "checkpoint-keys.json", true));
    }
    std::string text() {
        std::ifstream in(file_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(const std::string& text) { std::ofstream(file_, std::ios::binary | std::ios::trunc) << text; }

    tests::ScratchDirectory folder_;
    const std::filesystem::path file_ = folder_.path() / "destroyed-keys";
};

TEST_F(DestroyedKeyList, KeepsItsEntriesInOrderAndEachKeyOnce) {
    auto list = open();
    EXPECT_FALSE(list.exists());
    EXPECT_EQ(list.add(sample_tenant, contact_key_id, moment), (ListedKey{1, sample_tenant, contact_key_id, moment}));
    EXPECT_EQ(list.add(sample_tenant, record_key_id, moment).number, 2);
    EXPECT_EQ(list.add(sample_tenant, contact_key_id, {}).number, 1) << "it is named already";
    EXPECT_EQ(std::filesystem::status(file_).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    auto again = open();
    EXPECT_TRUE(again.contains(record_key_id));
    EXPECT_FALSE(again.contains(business_key_id));
    EXPECT_EQ(again.entries(), list.entries());
}

TEST_F(DestroyedKeyList, IsWrittenAsTheFormatSays) {
    open().add(sample_tenant, contact_key_id, moment);
    EXPECT_TRUE(
        text().starts_with("suoledger/destroyed-key/v1\n1\n0190a3b4-0000-7000-8000-000000000001\n"
                           "0190a3b4-0000-7000-8000-0000000000c1\n1795424400000000\n" +
                           std::string(64, '0') + "\n\n\u2014 "))
        << text();
}

TEST_F(DestroyedKeyList, IsSharedByProcesses) {
    auto ours = open(), theirs = open();
    ours.add(sample_tenant, contact_key_id, moment);
    EXPECT_EQ(theirs.add(sample_tenant, record_key_id, moment).number, 2);
    EXPECT_EQ(ours.entries().size(), 2U);
    EXPECT_TRUE(ours.contains(record_key_id));
}

TEST_F(DestroyedKeyList, ForgetsANoteThatAPowerCutLeftUnfinished) {
    open().add(sample_tenant, contact_key_id, moment);
    const std::string whole = text();
    open().add(sample_tenant, record_key_id, moment);
    const std::string two = text();
    for (std::size_t length = whole.size() + 1; length < two.size(); ++length) {
        write(two.substr(0, length));
        auto list = open();
        ASSERT_EQ(list.entries().size(), 1U) << length;
        ASSERT_EQ(text(), whole);
        ASSERT_EQ(list.add(sample_tenant, record_key_id, moment).number, 2);
        ASSERT_EQ(text(), two);
    }
}

TEST_F(DestroyedKeyList, RefusesEveryChange) {
    {
        auto list = open();
        for (const auto& key : {contact_key_id, record_key_id, business_key_id}) list.add(sample_tenant, key, moment);
    }
    const std::string good = text();
    const auto second = good.find("suoledger/destroyed-key/v1", 1);
    const auto third = good.find("suoledger/destroyed-key/v1", second + 1);
    const std::vector<std::pair<std::string, std::string>> changed = {
        {"another key", std::string(good).replace(good.find("c1\n"), 2, "c9")},
        {"one left out", good.substr(0, second) + good.substr(third)},
        {"the first left out", good.substr(second)},
        {"two swapped", good.substr(second, third - second) + good.substr(0, second) + good.substr(third)},
        {"one twice", good.substr(0, second) + good},
        {"no signature", std::string(good).erase(good.find("\u2014 "), 10)},
    };
    for (const auto& [what, bytes] : changed) {
        write(bytes);
        EXPECT_THROW(open(), DestroyedKeysFault) << what;
    }
    write(good);
    EXPECT_NO_THROW(open());
}

TEST_F(DestroyedKeyList, RefusesTheListOfAnotherLog) {
    open().add(sample_tenant, contact_key_id, moment);
    std::filesystem::remove(folder_.path() / "checkpoint-keys.json");
    EXPECT_THROW(open(), DestroyedKeysFault);
}

TEST_F(DestroyedKeyList, RefusesAFileThatOthersMayWrite) {
    open().add(sample_tenant, contact_key_id, moment);
    std::filesystem::permissions(file_, std::filesystem::perms::group_write, std::filesystem::perm_options::add);
    EXPECT_THROW(open(), DestroyedKeysFault);
}

}  // namespace
