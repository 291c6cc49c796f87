// SPDX-License-Identifier: Apache-2.0
// Who sent it: published vectors, every way of not being signed, and every change of one bit.
#include "adapters/providers/signatures.hpp"

#include <gtest/gtest.h>

#include <random>

#include "adapters/providers/other_webhooks.hpp"
#include "adapters/providers/paystack_provider.hpp"
#include "eventstore/crypto.hpp"
#include "tests/support/seed.hpp"

namespace suoledger::tests {
namespace {

using namespace adapters;
using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view sample =
    R"({"event":"charge.success","data":{"id":1,"reference":"INV-1","amount":250000,"currency":"NGN"}})";
constexpr std::string_view sample_signature =
    "3a0b7d85a716beadc645a1c7dac8e6fbb09d3210b2b7b94163989f73bf6778297756b112741c10e6ab61aa53c6d2aef8b0482fb3fdfa12cf3e"
    "2"
    "0729fbc6f45a2";

std::string hex_hmac(std::string_view key, std::string_view text) {
    return eventstore::hex(eventstore::bytes_of(hmac_sha512(key, text)));
}

HeaderLookup lookup(Headers headers) {
    return [headers = std::move(headers)](std::string_view name) {
        std::vector<std::string> values;
        for (const auto& [known, value] : headers)
            if (known == name) values.push_back(value);
        return values;
    };
}

bool paystack_takes(const ProviderSecrets& secrets, Headers headers, std::string_view body = sample) {
    return make_paystack_webhooks(secrets)->is_genuine(lookup(std::move(headers)), body);
}

std::string counting_bytes(int from, int to) {
    std::string bytes;
    for (int byte = from; byte <= to; ++byte) bytes.push_back(static_cast<char>(byte));
    return bytes;
}

TEST(HmacSha512, GivesTheVectorsOfRfc4231) {
    const std::string large_key(131, '\xaa');
    EXPECT_EQ(
        hex_hmac(std::string(20, '\x0b'), "Hi There"),
        "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f"
        "1702e696c203a126854");
    EXPECT_EQ(
        hex_hmac("Jefe", "what do ya want for nothing?"),
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6"
        "b4b636e070a38bce737");
    EXPECT_EQ(
        hex_hmac(std::string(20, '\xaa'), std::string(50, '\xdd')),
        "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee89"
        "42674278859e13292fb");
    EXPECT_EQ(
        hex_hmac(counting_bytes(1, 25), std::string(50, '\xcd')),
        "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4"
        "f2de2adebeb10a298dd");
    EXPECT_EQ(hex_hmac(std::string(20, '\x0c'), "Test With Truncation").substr(0, 32),
              "415fad6271580a531d4179bc891d87a6");
    EXPECT_EQ(
        hex_hmac(large_key, "Test Using Larger Than Block-Size Key - Hash Key First"),
        "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0"
        "aec8b915a985d786598");
    EXPECT_EQ(
        hex_hmac(large_key,
                 "This is a test using a larger than block-size key and a larger than block-size data. The key needs "
                 "to be hashed before being used by the HMAC algorithm."),
        "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de04"
        "46065c97440fa8c6a58");
}

TEST(PaystackSignature, IsTheHexOfTheRawBody) {
    const ProviderSecrets secrets{{"sk_test_example"}};
    EXPECT_TRUE(paystack_takes(secrets, {{"x-paystack-signature", std::string{sample_signature}}}));
    // The same JSON in other bytes is another body.
    std::string spaced{sample};
    spaced.insert(spaced.size() - 1, " ");
    EXPECT_FALSE(paystack_takes(secrets, {{"x-paystack-signature", std::string{sample_signature}}}, spaced));
}

TEST(PaystackSignature, IsRefusedInEveryOtherForm) {
    const ProviderSecrets secrets{{"sk_test_example"}};
    const std::string good{sample_signature};
    std::string upper = good, cyrillic = good;
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    cyrillic.replace(1, 1, "\xd0\xb0");
    const std::string forged = hex_hmac("sk_test_forged", sample);
    for (const std::string& bad :
         {std::string{}, upper, cyrillic, forged, good.substr(0, 127), good.substr(1), good + "0", " " + good,
          good + " ", "sha512=" + good, good + '\0', good + "," + good})
        EXPECT_FALSE(paystack_takes(secrets, {{"x-paystack-signature", bad}})) << bad;
    EXPECT_FALSE(paystack_takes(secrets, {}));
    EXPECT_FALSE(paystack_takes(secrets, {{"x-paystack-signature", good}, {"x-paystack-signature", good}}));
    EXPECT_FALSE(paystack_takes(secrets, {{"x-paystack-signature", good}, {"x-paystack-signature", forged}}));
}

TEST(PaystackSignature, HoldsUnderEitherLiveSecretAndNoneThatWasWithdrawn) {
    ProviderSecrets secrets{parse_secrets("sk_live_new, sk_live_old").value()};
    const auto signed_with = [](const char* secret) {
        return Headers{{"x-paystack-signature", hex_hmac(secret, sample)}};
    };
    EXPECT_TRUE(paystack_takes(secrets, signed_with("sk_live_new")));
    EXPECT_TRUE(paystack_takes(secrets, signed_with("sk_live_old")));
    EXPECT_FALSE(paystack_takes(secrets, signed_with("")));
    secrets.replace({"sk_live_new"});
    EXPECT_TRUE(paystack_takes(secrets, signed_with("sk_live_new")));
    EXPECT_FALSE(paystack_takes(secrets, signed_with("sk_live_old")));
}

TEST(ProviderSecrets, AreOneOrTwoAndNeverShown) {
    EXPECT_EQ(parse_secrets("sk_live_a\n").value(), (SecretList{"sk_live_a"}));
    EXPECT_EQ(parse_secrets("sk_live_a,sk_live_b").value(), (SecretList{"sk_live_a", "sk_live_b"}));
    for (const auto* bad :
         {"", ",", "sk_live_a,", "sk_live_a,,sk_live_b", "sk_a,sk_b,sk_c", "sk_l\xc3\xadve", "sk live"}) {
        const auto parsed = parse_secrets(bad);
        ASSERT_FALSE(parsed) << bad;
        EXPECT_EQ(parsed.error().find("sk"), std::string::npos) << parsed.error();
    }
    EXPECT_THROW(ProviderSecrets{{}}, std::invalid_argument);
    EXPECT_THROW(ProviderSecrets{{""}}, std::invalid_argument);
}

TEST(FlutterwaveSignature, IsTheSecretItselfOrAMacOfTheBody) {
    const ProviderSecrets secrets{{"hash_example"}};
    const auto v3 = make_flutterwave_v3_webhooks(secrets, true);
    EXPECT_TRUE(v3->is_genuine(lookup({{"verif-hash", "hash_example"}}), sample));
    EXPECT_FALSE(v3->is_genuine(lookup({{"verif-hash", "hash_exampl"}}), sample));
    EXPECT_FALSE(v3->is_genuine(lookup({{"verif-hash", ""}}), sample));
    EXPECT_FALSE(v3->is_genuine(lookup({}), sample));
    const auto v4 = make_flutterwave_v4_webhooks(secrets, FlutterwaveSpelling::base64, true);
    EXPECT_TRUE(
        v4->is_genuine(lookup({{"flutterwave-signature", "98Ezc3RVltb/uOBJ1HTMemnFnO/QKiqLRGE3vxb1BgU="}}), sample));
    // Other padding bits, the same 32 bytes.
    EXPECT_FALSE(
        v4->is_genuine(lookup({{"flutterwave-signature", "98Ezc3RVltb/uOBJ1HTMemnFnO/QKiqLRGE3vxb1BgV="}}), sample));
    const auto mac = eventstore::hmac_sha256(eventstore::bytes_of("hash_example"), {eventstore::bytes_of(sample)});
    const Headers in_hex{{"flutterwave-signature", eventstore::hex(mac)}};
    EXPECT_FALSE(v4->is_genuine(lookup(in_hex), sample));
    EXPECT_TRUE(
        make_flutterwave_v4_webhooks(secrets, FlutterwaveSpelling::hex, true)->is_genuine(lookup(in_hex), sample));
}

TEST(MonnifySignature, IsTheHexOfTheRawBody) {
    const ProviderSecrets secrets{{"client_secret_example"}};
    const auto monnify = make_monnify_webhooks(secrets, true);
    const std::string good =
        "8ac3cad7f8034b5d69259a9770e42052f74ae5708f6a0055c4355dd3aaed73ff2939be6e34406f0e7c86f30b381be92faa2bd784efa921"
        "055403"
        "6c1cb696f68c";
    EXPECT_TRUE(monnify->is_genuine(lookup({{"monnify-signature", good}}), sample));
    EXPECT_FALSE(monnify->is_genuine(lookup({{"monnify-signature", good}, {"monnify-signature", good}}), sample));
    EXPECT_FALSE(monnify->is_genuine(lookup({{"monnify-signature", good}}), std::string{sample} + "\n"));
}

/// Each scheme that signs bodies: its header, and what signs and what checks.
struct Scheme {
    const char* header;
    std::unique_ptr<ProviderWebhooks> (*make)(const ProviderSecrets&);
    std::string (*sign)(std::string_view secret, std::string_view body);
};
const Scheme schemes[] = {
    {"x-paystack-signature", &make_paystack_webhooks, &hex_hmac},
    {"monnify-signature", [](const ProviderSecrets& secrets) { return make_monnify_webhooks(secrets, true); },
     &hex_hmac},
    {"flutterwave-signature",
     [](const ProviderSecrets& secrets) {
         return make_flutterwave_v4_webhooks(secrets, FlutterwaveSpelling::base64, true);
     },
     [](std::string_view secret, std::string_view body) {
         const auto mac = eventstore::hmac_sha256(eventstore::bytes_of(secret), {eventstore::bytes_of(body)});
         return base64({reinterpret_cast<const char*>(mac.data()), mac.size()});
     }},
};

/// Calls with every text that differs in one bit.
template <class Action>
void for_each_flip(const std::string& text, Action action) {
    for (std::size_t place = 0; place < text.size(); ++place)
        for (int bit = 0; bit < 8; ++bit) {
            std::string changed = text;
            changed[place] = static_cast<char>(changed[place] ^ (1 << bit));
            action(changed);
        }
}

std::string random_text(std::mt19937_64& chance, std::size_t size, int lowest, int highest) {
    std::uniform_int_distribution<int> any{lowest, highest};
    std::string text(size, ' ');
    for (char& c : text) c = static_cast<char>(any(chance));
    return text;
}

TEST(SignatureProperty, EveryChangeOfOneBitOfBodyKeyOrSignatureIsRefused) {
    std::mt19937_64 chance{seed()};
    for (const Scheme& scheme : schemes) {
        for (int round = 0; round < 10; ++round) {
            const std::string secret = random_text(chance, 1 + chance() % 150, '!', '~');
            const std::string body = round == 0 ? std::string{sample} : random_text(chance, 1 + chance() % 200, 0, 255);
            const std::string good = scheme.sign(secret, body);
            const ProviderSecrets secrets{{secret}};
            const auto provider = scheme.make(secrets);
            const auto takes = [&](const std::string& signature, const std::string& posted) {
                return provider->is_genuine(lookup({{scheme.header, signature}}), posted);
            };
            ASSERT_TRUE(takes(good, body)) << scheme.header;
            int accepted = 0;
            for_each_flip(body, [&](const std::string& changed) { accepted += takes(good, changed) ? 1 : 0; });
            for_each_flip(good, [&](const std::string& changed) { accepted += takes(changed, body) ? 1 : 0; });
            for_each_flip(secret, [&](const std::string& changed) {
                const ProviderSecrets others{{changed}};
                accepted += scheme.make(others)->is_genuine(lookup({{scheme.header, good}}), body) ? 1 : 0;
            });
            EXPECT_EQ(accepted, 0) << scheme.header << " round " << round;
        }
    }
}

}  // namespace
}  // namespace suoledger::tests
