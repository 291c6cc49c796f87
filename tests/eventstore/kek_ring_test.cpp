// SPDX-License-Identifier: Apache-2.0
// The ring's file: made safely, kept for oneself, refused with words that help.
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <fstream>

#include "eventstore/key_vault.hpp"
#include "tests/eventstore/golden.hpp"

using namespace suoledger::eventstore;
namespace fs = std::filesystem;

namespace {

class KekFile : public testing::Test {
protected:
    KekFile() {
        std::string pattern = (fs::temp_directory_path() / "kek-ring-XXXXXX").string();
        directory_ = ::mkdtemp(pattern.data());
        file_ = directory_ / "kek.json";
    }
    ~KekFile() override { fs::remove_all(directory_); }

    void write(std::string_view text, ::mode_t mode = 0600) const {
        std::ofstream(file_) << text;
        ::chmod(file_.c_str(), mode);
    }
    [[nodiscard]] std::string refusal() const {
        try {
            (void)KekRing::load_or_create(file_, false);
        } catch (const KekFault& fault) {
            return fault.what();
        }
        return "accepted";
    }

    fs::path directory_, file_;
};

const std::string key_text(43, 'A');  // 32 zero bytes

TEST_F(KekFile, IsMadeOnceWithOneKeyThatOnlyItsOwnerReads) {
    const auto made = KekRing::load_or_create(file_, true);
    struct stat status{};
    ASSERT_EQ(::stat(file_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
    EXPECT_EQ(made.newest_epoch(), 1);
    EXPECT_EQ(KekRing::load_or_create(file_, true).keys(), made.keys());
    EXPECT_EQ(std::distance(fs::directory_iterator(directory_), fs::directory_iterator()), 1) << "leftovers";
    EXPECT_NE(*made.find(1), SecretKey{});
}

TEST_F(KekFile, IsNotMadeUnasked) {
    EXPECT_NE(refusal().find("--kek-file"), std::string::npos);
    EXPECT_FALSE(fs::exists(file_));
}

TEST_F(KekFile, HoldsSeveralEpochsOfWhichTheHighestIsTheNewest) {
    write(R"({"keys":[{"epoch":7,"key":")" + std::string(42, 'B') + R"(A"},{"epoch":3,"key":")" + key_text + R"("}]})");
    const auto ring = KekRing::load_or_create(file_, false);
    EXPECT_EQ(ring.newest_epoch(), 7);
    ASSERT_NE(ring.find(3), nullptr);
    EXPECT_EQ(*ring.find(3), SecretKey{});
    EXPECT_EQ(ring.find(1), nullptr);
}

TEST_F(KekFile, IsRefusedWhenOthersCouldReadIt) {
    for (const ::mode_t mode : {0640U, 0604U, 0660U}) {
        write(R"({"keys":[{"epoch":1,"key":")" + key_text + R"("}]})", mode);
        EXPECT_NE(refusal().find("chmod 600 " + file_.string()), std::string::npos) << refusal();
    }
}

TEST_F(KekFile, IsRefusedWhenItIsNoRing) {
    for (const std::string& text :
         {std::string(), std::string("{}"), std::string("[]"), std::string(R"({"keys":[]})"),
          std::string(R"({"keys":[{"epoch":1,"key":"AAAA"}]})"),
          R"({"keys":[{"epoch":0,"key":")" + key_text + R"("}]})",
          R"({"keys":[{"epoch":1,"key":")" + key_text + R"("},{"epoch":1,"key":")" + key_text + R"("}]})",
          std::string(70'000, ' ')}) {
        write(text);
        EXPECT_NE(refusal().find("--kek-file"), std::string::npos) << text.substr(0, 80) << refusal();
    }
}

TEST_F(KekFile, IsRefusedWhenItIsADirectory) {
    fs::create_directory(file_);
    EXPECT_NE(refusal().find("regular file"), std::string::npos);
}

TEST(KekRing, IsRefusedWithoutAKey) { EXPECT_THROW(KekRing::of({}), KekFault); }

}  // namespace
