// SPDX-License-Identifier: Apache-2.0
// Every event type has a frozen stored form that is read, and written again byte for byte.
// SUOLEDGER_WRITE_GOLDEN=1 writes the files that do not exist yet; an existing one is never touched.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "eventstore/sealing.hpp"
#include "tests/eventstore/event_samples.hpp"
#include "tests/eventstore/golden.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

std::filesystem::path file_of(std::string_view name, std::int32_t version) {
    return golden_file("events/" + std::string(name) + ".v" + std::to_string(version) + ".json");
}
std::filesystem::path file_of(const domain::Event& event) {
    const auto version = std::visit([]<class E>(const E&) { return domain::schema_version_of<E>; }, event);
    return file_of(domain::name_of(event), version);
}

void write_golden(const domain::Event& event) {
    const SampleKeys keys;
    const auto stored = new_event(event);
    const auto encoded = encode(stored, sample_event_id, keys.finder());
    boost::json::object named;
    for (const auto& [key_id, key] : keys.all()) named.emplace(to_string(key_id), hex(*key));
    const boost::json::value golden{{"type", encoded.event_type},
                                    {"schema_version", encoded.schema_version},
                                    {"tenant", to_string(stored.stream.tenant)},
                                    {"event_id", to_string(sample_event_id)},
                                    {"keys", std::move(named)},
                                    {"payload", encoded.payload}};
    std::filesystem::create_directories(file_of(event).parent_path());
    std::ofstream(file_of(event)) << boost::json::serialize(golden) << '\n';
}

/// Keys as the file names them: a golden file stands for itself.
FindKey keys_in(const boost::json::value& golden) {
    std::map<domain::Uuid, std::shared_ptr<const SecretKey>> keys;
    for (const auto& [name, text] : golden.at("keys").as_object()) {
        const auto key = array_of<32>(from_hex(std::string_view(text.as_string())).value());
        keys.emplace(domain::parse_uuid(std::string_view(name)).value(), std::make_shared<const SecretKey>(key));
    }
    return [keys = std::move(keys)](const domain::Uuid& key_id) {
        const auto found = keys.find(key_id);
        return found == keys.end() ? nullptr : found->second;
    };
}

/// The nonces of the blobs that the file holds.
MakeNonce nonces_in(const std::string& payload) {
    const auto tree = boost::json::parse(payload);
    std::map<domain::Uuid, Nonce> nonces;
    if (const auto* sealed = tree.as_object().if_contains("sealed")) {
        for (const auto& [name, text] : sealed->as_object()) {
            const auto blob = from_base64url(std::string_view(text.as_string())).value();
            nonces.emplace(domain::parse_uuid(std::string_view(name)).value(), array_of<12>(blob.substr(18, 12)));
        }
    }
    return [nonces = std::move(nonces)](const domain::Uuid& key_id) { return nonces.at(key_id); };
}

domain::Event decoded_in(const boost::json::value& golden, const FindKey& find_key) {
    return decode(text_at(golden, "type"), static_cast<std::int32_t>(golden.at("schema_version").as_int64()),
                  text_at(golden, "payload"), uuid_at(golden, "tenant"), uuid_at(golden, "event_id"), &find_key);
}
/// A stored form that is not written any more.
template <class E>
E read_older(std::int32_t version) {
    const auto golden = boost::json::parse(read_text(file_of(domain::EventName<E>::value, version)));
    return std::get<E>(decoded_in(golden, keys_in(golden)));
}
template <class E>
E sample_of() {
    for (const auto& sample : sample_events())
        if (const auto* found = std::get_if<E>(&sample)) return *found;
    throw std::logic_error("there is no such sample");
}

class GoldenEvent : public testing::TestWithParam<domain::Event> {};

TEST_P(GoldenEvent, IsReadAsItWasAndWrittenAgainByteForByte) {
    const auto& event = GetParam();
    if (std::getenv("SUOLEDGER_WRITE_GOLDEN") != nullptr && !std::filesystem::exists(file_of(event)))
        write_golden(event);
    ASSERT_TRUE(std::filesystem::exists(file_of(event))) << "no golden file for " << domain::name_of(event);
    const auto golden = boost::json::parse(read_text(file_of(event)));
    const auto payload = text_at(golden, "payload");
    const auto find_key = keys_in(golden);
    const auto event_id = uuid_at(golden, "event_id");

    EXPECT_TRUE(decoded_in(golden, find_key) == event) << payload;

    const auto again = encode_with_nonces(new_event(event), event_id, find_key, nonces_in(payload));
    EXPECT_EQ(again.event_type, text_at(golden, "type"));
    EXPECT_EQ(again.schema_version, golden.at("schema_version").as_int64());
    EXPECT_EQ(again.payload, payload);
}

INSTANTIATE_TEST_SUITE_P(EveryType, GoldenEvent, testing::ValuesIn(sample_events()),
                         [](const auto& sample) { return std::string(domain::name_of(sample.param)); });

TEST(GoldenEvents, OfMoneyFromBeforeProvidersNameNone) {
    auto expected = sample_of<domain::PaymentReceived>();
    for (std::string* added :
         {&expected.provider, &expected.provider_payment_id, &expected.provider_reference, &expected.channel})
        added->clear();
    EXPECT_EQ(read_older<domain::PaymentReceived>(1), expected);
}

TEST(GoldenEvents, OfRefundsFromBeforeProvidersReserveAllOfTheirAmount) {
    auto expected = sample_of<domain::RefundRequested>();
    expected.reserved = expected.amount;
    EXPECT_EQ(read_older<domain::RefundRequested>(1), expected);
}

TEST(GoldenEvents, HaveAFileOfEveryVersionThereWas) {
    for (const auto& sample : sample_events()) {
        const auto newest = std::visit([]<class E>(const E&) { return domain::schema_version_of<E>; }, sample);
        for (std::int32_t version = 1; version <= newest; ++version)
            EXPECT_TRUE(std::filesystem::exists(file_of(domain::name_of(sample), version)))
                << domain::name_of(sample) << " v" << version;
    }
}

TEST(GoldenEvents, HaveASampleOfEveryTypeThereIs) {
    const auto samples = sample_events();
    ASSERT_EQ(samples.size(), std::variant_size_v<domain::AnyEvent>);
    for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_EQ(samples[i].index(), i);
}

}  // namespace
