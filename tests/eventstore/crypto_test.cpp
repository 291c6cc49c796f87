// SPDX-License-Identifier: Apache-2.0
// The primitives against published vectors.
#include <sys/wait.h>
#include <unistd.h>

#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "eventstore/crypto.hpp"
#include "tests/eventstore/golden.hpp"

using namespace suoledger::eventstore;

namespace {

std::string unhex(std::string_view text) { return from_hex(text).value(); }

TEST(Sha256, SumsPartsAsOneMessage) {
    EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256({bytes_of("a"), bytes_of(""), bytes_of("bc")})),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HmacSha256, ReproducesRfc4231) {
    EXPECT_EQ(hex(hmac_sha256(bytes_of(std::string(20, '\x0b')), {bytes_of("Hi There")})),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hex(hmac_sha256(bytes_of("Jefe"), {bytes_of("what do ya want "), bytes_of("for nothing?")})),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex(hmac_sha256(bytes_of(std::string(131, '\xaa')),
                              {bytes_of("Test Using Larger Than Block-Size Key - Hash Key First")})),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, TakesAnEmptyKeyAsEmptyAndNotAsTheLastOne) {
    (void)hmac_sha256(bytes_of("Jefe"), {});
    EXPECT_EQ(hex(hmac_sha256({}, {})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

constexpr std::string_view case_16_key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
constexpr std::string_view case_16_plaintext =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba"
    "637b39";
constexpr std::string_view case_16_sealed =
    "cafebabefacedbaddecaf888"
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abc"
    "c9f662"
    "76fc6ece0f4e1768cddf8853bb2d551b";
constexpr std::string_view case_16_additional_data = "feedfacedeadbeeffeedfacedeadbeefabaddad2";

TEST(AesGcm, ReproducesTestCase16OfTheGcmSpecification) {
    const auto key = array_of<32>(unhex(case_16_key));
    const auto nonce = array_of<12>(unhex(case_16_sealed.substr(0, 24)));
    const auto plaintext = unhex(case_16_plaintext);
    const auto additional_data = unhex(case_16_additional_data);
    const auto sealed = aes_gcm_seal_with_nonce(key, nonce, bytes_of(plaintext), bytes_of(additional_data));
    EXPECT_EQ(hex(bytes_of(sealed)), case_16_sealed);
    EXPECT_EQ(aes_gcm_open(key, bytes_of(sealed), bytes_of(additional_data)), plaintext);
}

/// A phone sealed under additional data with separators: made by another implementation.
TEST(AesGcm, ReproducesTheVectorOfASealedPhone) {
    const auto key = array_of<32>(unhex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
    const auto nonce = array_of<12>(unhex("000102030405060708090a0b"));
    using namespace std::string_literals;
    const auto additional_data = "suo-pii-v1\0tenant-1\0stream-1\0"s + "7\0"s + "customer.phone\0k-1"s;
    const std::string phone = "+2348031234567";
    const auto sealed = aes_gcm_seal_with_nonce(key, nonce, bytes_of(phone), bytes_of(additional_data));
    EXPECT_EQ(hex(bytes_of(sealed)),
              "000102030405060708090a0b6c30e52ffdd5f12abf72a3be87de03859b3c17bd5d94784fd1eafa373760");
    EXPECT_EQ(aes_gcm_open(key, bytes_of(sealed), bytes_of(additional_data)), phone);
}

TEST(AesGcm, OpensNothingThatWasChangedAnywhere) {
    const auto key = array_of<32>(unhex(case_16_key));
    const auto additional_data = unhex(case_16_additional_data);
    const auto sealed = unhex(case_16_sealed);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(aes_gcm_open(key, bytes_of(changed), bytes_of(additional_data))) << i;
    }
    EXPECT_FALSE(aes_gcm_open(key, bytes_of(sealed), {}));
    EXPECT_FALSE(aes_gcm_open(SecretKey{}, bytes_of(sealed), bytes_of(additional_data)));
    EXPECT_FALSE(aes_gcm_open(key, bytes_of(sealed.substr(0, 27)), bytes_of(additional_data)));
    EXPECT_TRUE(aes_gcm_open(key, bytes_of(sealed), bytes_of(additional_data)));
}

TEST(AesGcm, SealsNothingTwiceTheSameWay) {
    const SecretKey key{};
    const auto first = aes_gcm_seal(key, {}, {});
    EXPECT_EQ(first.size(), 28U);
    EXPECT_NE(first, aes_gcm_seal(key, {}, {}));
    EXPECT_EQ(aes_gcm_open(key, bytes_of(first), {}), "");
}

TEST(AesGcm, WorksInManyThreadsAtOnce) {
    std::vector<std::thread> threads;
    std::array<int, 4> opened{};
    for (auto& count : opened) {
        threads.emplace_back([&count] {
            const SecretKey key{7};
            for (int i = 0; i < 200; ++i) {
                const auto text = std::to_string(i);
                count += aes_gcm_open(key, bytes_of(aes_gcm_seal(key, bytes_of(text), {})), {}) == text ? 1 : 0;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    for (const int count : opened) EXPECT_EQ(count, 200);
}

TEST(Base64Url, ReproducesRfc4648WithoutPadding) {
    const std::pair<std::string_view, std::string_view> vectors[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"}};
    for (const auto& [plain, text] : vectors) {
        EXPECT_EQ(base64url(bytes_of(plain)), text);
        EXPECT_EQ(from_base64url(text), plain);
    }
}

TEST(Base64Url, RefusesPaddingOtherAlphabetsAndSecondSpellings) {
    for (const std::string_view text : {"Zg==", "Z", "+//+", "Zm 9", "Zh", "Zm9", "Zg\n"})
        EXPECT_FALSE(from_base64url(text)) << text;
}

TEST(Hex, ReadsLowerCaseOnly) {
    EXPECT_EQ(hex(bytes_of(std::string_view("\x00\xab", 2))), "00ab");
    EXPECT_EQ(from_hex("00ab"), std::string("\x00\xab", 2));
    for (const std::string_view text : {"0", "0g", "AB"}) EXPECT_FALSE(from_hex(text)) << text;
}

std::string random_text(std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    fill_random(bytes);
    return {bytes.begin(), bytes.end()};
}

TEST(FillRandom, NeverGivesTheSameBytesTwice) {
    std::set<std::string> seen;
    std::mutex mutex;
    const auto draw = [&] {
        for (int i = 0; i < 1000; ++i)
            for (const std::size_t size : {std::size_t{12}, std::size_t{16}, std::size_t{32}, std::size_t{500}}) {
                const std::string drawn = random_text(size);
                const std::lock_guard lock(mutex);
                EXPECT_TRUE(seen.insert(drawn.substr(0, 12)).second);
            }
    };
    std::thread other(draw);
    draw();
    other.join();
}

TEST(FillRandom, GivesAForkedProcessOthersThanItsParent) {
    random_text(16);  // the stock of this thread is filled, and the child has a copy of it
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    const std::string drawn = random_text(16);
    if (child == 0) ::_exit(::write(ends[1], drawn.data(), drawn.size()) == 16 ? 0 : 1);
    std::string of_child(16, '\0');
    ASSERT_EQ(::read(ends[0], of_child.data(), of_child.size()), 16);
    int status = 1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_NE(of_child, drawn);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST(LengthPrefixed, PutsFourBytesBigEndianBeforeEveryField) {
    EXPECT_EQ(hex(bytes_of(length_prefixed({bytes_of("ab"), {}, big_endian(258)}))),
              "000000026162"
              "00000000"
              "000000080000000000000102");
}

TEST(EqualInConstantTime, ComparesLengthAndContent) {
    EXPECT_TRUE(equal_in_constant_time(bytes_of("abc"), bytes_of("abc")));
    EXPECT_FALSE(equal_in_constant_time(bytes_of("abc"), bytes_of("abd")));
    EXPECT_FALSE(equal_in_constant_time(bytes_of("abc"), bytes_of("ab")));
}

}  // namespace
