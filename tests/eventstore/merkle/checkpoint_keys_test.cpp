// SPDX-License-Identifier: Apache-2.0
// The keys' file: made safely, kept for oneself, replaced whole, refused with words that help.
#include "eventstore/merkle/checkpoint_keys.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include <sys/stat.h>

#include "tests/eventstore/merkle/test_keys.hpp"
#include "tests/eventstore/scratch_directory.hpp"

using namespace suoledger::eventstore;
namespace fs = std::filesystem;

namespace {

class CheckpointKeyFile : public testing::Test {
protected:
    void write(std::string_view text, ::mode_t mode = 0600) const {
        std::ofstream(file_) << text;
        ::chmod(file_.c_str(), mode);
    }
    [[nodiscard]] std::string refusal() const {
        try {
            (void)CheckpointKeys::load_or_create(file_, false);
        } catch (const CheckpointKeyFault& fault) {
            return fault.what();
        }
        return "accepted";
    }
    [[nodiscard]] unsigned mode() const {
        struct stat status{};
        return ::stat(file_.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
    }
    [[nodiscard]] auto files() const {
        return std::distance(fs::directory_iterator(directory_), fs::directory_iterator());
    }

    const suoledger::tests::ScratchDirectory scratch_;
    const fs::path& directory_ = scratch_.path();
    const fs::path file_ = directory_ / "checkpoint-keys.json";
};

TEST_F(CheckpointKeyFile, IsMadeOnceWithAKeyAndANameOfItsOwn) {
    const auto made = CheckpointKeys::load_or_create(file_, true);
    EXPECT_TRUE(made.is_new);
    EXPECT_EQ(mode(), 0600U);
    EXPECT_EQ(files(), 1) << "leftovers";
    ASSERT_EQ(made.signing.size(), 1U);
    EXPECT_NE(made.signing[0], SecretKey{});
    EXPECT_TRUE(made.name.starts_with("suoledger/"));
    const auto read = CheckpointKeys::load_or_create(file_, true);
    EXPECT_FALSE(read.is_new);
    EXPECT_EQ(read.name, made.name);
    EXPECT_EQ(read.signing, made.signing);
    fs::remove(file_);
    EXPECT_NE(CheckpointKeys::load_or_create(file_, true).name, made.name);
}

TEST_F(CheckpointKeyFile, IsNotMadeUnasked) {
    EXPECT_NE(refusal().find("--checkpoint-key-file"), std::string::npos);
    EXPECT_FALSE(fs::exists(file_));
}

TEST_F(CheckpointKeyFile, IsReplacedWholeAndKeepsItsMode) {
    auto keys = CheckpointKeys::load_or_create(file_, true);
    keys.signing = {rfc8032_seed_1(), rfc8032_seed_2()};
    keys.retired = {ed25519_public_key(SecretKey{})};
    keys.save(file_);
    EXPECT_EQ(mode(), 0600U);
    EXPECT_EQ(files(), 1);
    const auto read = CheckpointKeys::load_or_create(file_, false);
    EXPECT_EQ(read.signing, keys.signing);
    EXPECT_EQ(read.retired, keys.retired);
}

TEST_F(CheckpointKeyFile, KnowsWhoSignsAndWhoMayHaveSigned) {
    CheckpointKeys keys;
    keys.name = "ledger.example/books";
    keys.signing = {rfc8032_seed_1(), rfc8032_seed_2()};
    keys.retired = {ed25519_public_key(SecretKey{})};
    const auto signers = keys.signers(3);
    const auto verifiers = keys.verifiers(3);
    ASSERT_EQ(signers.size(), 2U);
    ASSERT_EQ(verifiers.size(), 3U);
    for (const auto& verifier : verifiers) EXPECT_EQ(verifier.name, "ledger.example/books/log/3");
    EXPECT_EQ(verifiers[0], signers[0].verifier());
    EXPECT_EQ(verifiers[1], signers[1].verifier());
    EXPECT_EQ(verifiers[2].public_key, keys.retired[0]);
}

TEST_F(CheckpointKeyFile, IsRefusedWhenOthersCouldReadIt) {
    for (const ::mode_t mode : {0640U, 0604U, 0660U}) {
        write("{}", mode);
        EXPECT_NE(refusal().find("chmod 600 " + file_.string()), std::string::npos) << refusal();
    }
}

TEST_F(CheckpointKeyFile, IsRefusedWhenItHoldsNoKeys) {
    const std::string key(43, 'A');
    write(R"({"name":"n","signing":[")" + key + R"("],"retired":[]})");
    EXPECT_EQ(refusal(), "accepted");
    for (const std::string& text :
         {std::string(), std::string("{}"), R"({"name":"n","signing":[],"retired":[]})" + std::string(),
          R"({"name":"n","signing":["AAAA"],"retired":[]})" + std::string(),
          R"({"name":"n","signing":[")" + key + R"("]})", R"({"name":"a b","signing":[")" + key + R"("],"retired":[]})",
          R"({"name":"n","signing":[")" + key + R"("],"retired":[7]})", std::string(300'000, ' ')}) {
        write(text);
        EXPECT_NE(refusal().find("--checkpoint-key-file"), std::string::npos) << text.substr(0, 80) << refusal();
    }
    fs::remove(file_);
    fs::create_directory(file_);
    EXPECT_NE(refusal().find("regular file"), std::string::npos);
}

}  // namespace
