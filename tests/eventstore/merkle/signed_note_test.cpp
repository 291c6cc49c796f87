// SPDX-License-Identifier: Apache-2.0
// Signed notes: the specification's example, notes of our own that another program signed, and what is refused.
#include "eventstore/merkle/signed_note.hpp"

#include <gtest/gtest.h>

#include "tests/eventstore/merkle/test_keys.hpp"

using namespace suoledger::eventstore;

namespace {

const std::string example_vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const std::string example_signature =
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
const std::string example_text = "This is an example message.\n";

const NoteSigner first{"ledger.example/test", rfc8032_seed_1()}, second{"ledger.example/other", rfc8032_seed_2()};

TEST(Ed25519, ReproducesTheKeysAndSignaturesOfRfc8032) {
    EXPECT_EQ(hex(ed25519_public_key(rfc8032_seed_1())),
              "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    EXPECT_EQ(hex(ed25519_public_key(rfc8032_seed_2())),
              "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    EXPECT_EQ(hex(ed25519_sign(rfc8032_seed_1(), "")),
              "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
              "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    EXPECT_EQ(hex(ed25519_sign(rfc8032_seed_2(), "\x72")),
              "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
              "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    const auto key = ed25519_public_key(rfc8032_seed_1());
    auto signature = ed25519_sign(rfc8032_seed_1(), "text");
    EXPECT_TRUE(ed25519_verify(key, signature, "text"));
    EXPECT_FALSE(ed25519_verify(key, signature, "Text"));
    EXPECT_FALSE(ed25519_verify(ed25519_public_key(rfc8032_seed_2()), signature, "text"));
    signature[40] ^= 1;
    EXPECT_FALSE(ed25519_verify(key, signature, "text"));
}

TEST(SignedNote, OpensTheExampleOfTheSpecification) {
    const auto verifier = parse_note_verifier(example_vkey);
    ASSERT_TRUE(verifier);
    EXPECT_EQ(verifier->name, "example.com/foo");
    EXPECT_EQ(hex(verifier->id()), "530d903a");
    EXPECT_EQ(verifier->text(), example_vkey);
    const auto opened = open_note(example_text + "\n" + example_signature, {&*verifier, 1});
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->text, example_text);
    EXPECT_EQ(opened->signed_by, std::vector{*verifier});
}

TEST(SignedNote, HasTheKeyNamesThatAnotherProgramComputed) {
    EXPECT_EQ(hex(first.verifier().id()), "bc8d6e27");
    EXPECT_EQ(first.verifier().text(), "ledger.example/test+bc8d6e27+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea");
    EXPECT_EQ(parse_note_verifier(first.verifier().text()), first.verifier());
}

TEST(SignedNote, OpensWithEachOfItsSignersAndSaysWhichSigned) {
    const std::vector<NoteSigner> both{first, second};
    const std::vector<NoteVerifier> known{first.verifier(), second.verifier()};
    const auto note = sign_note(example_text, both);
    EXPECT_EQ(open_note(note, known)->signed_by, known);
    for (const auto& verifier : known) EXPECT_EQ(open_note(note, {&verifier, 1})->signed_by, std::vector{verifier});
    EXPECT_EQ(open_note(note + note.substr(note.rfind("—")), known)->signed_by, known) << "the same line twice";
}

TEST(SignedNote, MayHoldEmptyLinesOfItsOwn) {
    const auto verifier = first.verifier();
    const std::string text = "above\n\n— nobody AAAAAAA=\n\nbelow\n";
    EXPECT_EQ(open_note(sign_note(text, {&first, 1}), {&verifier, 1})->text, text);
}

TEST(SignedNote, IsRefusedWhenAKnownKeyDidNotSignThisText) {
    const std::vector<NoteVerifier> known{first.verifier(), second.verifier()};
    const std::vector<NoteSigner> both{first, second};
    const auto note = sign_note(example_text, both);
    auto other_text = note;
    other_text[0] = 't';
    EXPECT_FALSE(open_note(other_text, known));
    // One good signature does not make up for a bad one of a known key.
    const auto elsewhere = sign_note("another text\n", {&second, 1});
    const auto mixed = sign_note(example_text, {&first, 1}) + elsewhere.substr(elsewhere.find("—"));
    EXPECT_FALSE(open_note(mixed, known));
    EXPECT_TRUE(open_note(mixed, {known.data(), 1})) << "the bad one is of a key that is not known here";
    EXPECT_FALSE(open_note(note, {})) << "nobody is known";
}

TEST(SignedNote, IsRefusedWhenEveryBitOfItsSignatureIsFlippedInTurn) {
    const auto verifier = first.verifier();
    const auto note = sign_note(example_text, {&first, 1});
    const auto begin = note.rfind(' ') + 1;
    const auto bytes = from_base64(note.substr(begin, note.size() - begin - 1)).value();
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        auto flipped = bytes;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        ASSERT_FALSE(open_note(note.substr(0, begin) + base64(bytes_of(flipped)) + "\n", {&verifier, 1})) << bit;
    }
}

TEST(SignedNote, IsRefusedWhenItIsMalformed) {
    const auto verifier = first.verifier();
    const auto good = sign_note(example_text, {&first, 1});
    const auto line = good.substr(good.find("—"));
    ASSERT_TRUE(open_note(good, {&verifier, 1}));
    for (const std::string& bad : {
             std::string(),
             good.substr(0, good.size() - 1),
             good + "\n",
             good + "not a signature\n",
             example_text + line,
             example_text + "\n",
             example_text + "\n-" + line.substr(std::string("—").size()),
             example_text + "\n" + line.substr(0, line.size() - 2) + "\n",
             good + "— ledger+other " + line.substr(line.rfind(' ') + 1),
             good + "— other AAAA\n",
             "\xff" + good,
             "\t" + good,
             std::string(1'000'001, 'x') + "\n" + good,
         }) {
        EXPECT_FALSE(open_note(bad, {&verifier, 1})) << bad.substr(0, 200);
    }
    std::string many = good;
    for (int i = 0; i < 99; ++i) many += "— other" + std::to_string(i) + " AAAAAAA=\n";
    EXPECT_TRUE(open_note(many, {&verifier, 1}));
    EXPECT_FALSE(open_note(many + "— one.more AAAAAAA=\n", {&verifier, 1}));
}

TEST(SignedNote, IsNotMadeOfWhatCouldNotBeReadBack) {
    for (const std::string text : {"no line end", "a tab\t\n", "a return\r\n", "\xc3\n"})
        EXPECT_THROW(sign_note(text, {&first, 1}), std::invalid_argument) << text;
    for (const std::string name : {"", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\nb"}) {
        const NoteSigner bad{name, first.seed};
        EXPECT_THROW(sign_note(example_text, {&bad, 1}), std::invalid_argument) << name;
    }
}

TEST(NoteVerifier, IsReadOnlyFromItsOneSpelling) {
    const std::string key = example_vkey.substr(example_vkey.rfind("+A"));
    for (const std::string& bad :
         {std::string(), std::string("example.com/foo"), "example.com/foo+530d903b" + key,
          "example.com/bar+530d903a" + key, "+530d903a" + key, "example.com/foo+530D903A" + key,
          example_vkey.substr(0, example_vkey.size() - 4), example_vkey + "AAAA",
          // another type of key
          std::string("example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")}) {
        EXPECT_FALSE(parse_note_verifier(bad)) << bad;
    }
}

TEST(SignedNotes, AreSplitWhereAFileHoldsThemOneBehindAnother) {
    const std::vector<NoteSigner> both{first, second};
    const auto two = sign_note(example_text, both);
    using Notes = std::vector<std::string_view>;
    EXPECT_EQ(split_notes(two + two + two), (Notes{two, two, two}));
    EXPECT_EQ(split_notes(two), Notes{two});
    EXPECT_EQ(split_notes(""), Notes{});
    EXPECT_EQ(split_notes(two + "half a note\n1"), (Notes{two, "half a note\n1"}));
}

TEST(Base64, IsTheOneWithPaddingAndStrict) {
    for (const auto& [bytes, text] : std::vector<std::pair<std::string, std::string>>{
             {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xfb\xff", "+/8="}}) {
        EXPECT_EQ(base64(bytes_of(bytes)), text);
        EXPECT_EQ(from_base64(text), bytes);
    }
    for (const auto* bad : {"Zg", "Zg=", "Zg===", "Zh==", "-_8=", "Zm9v\n", "Zm=v", "====", "Zm9vZ==="})
        EXPECT_FALSE(from_base64(bad)) << bad;
}

}  // namespace
