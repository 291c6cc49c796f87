// SPDX-License-Identifier: Apache-2.0
// Bytes that can never change, because events are for ever: made by other programs, reproduced here.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "eventstore/codec.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/leaf.hpp"
#include "eventstore/sealing.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;
namespace json = boost::json;

namespace {

json::value golden(const std::string& name) {
    std::ifstream file(std::filesystem::path(SUOLEDGER_GOLDEN_DIR) / name);
    std::stringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
}

domain::Uuid uuid(std::string_view text) { return domain::parse_uuid(text).value(); }
domain::Uuid uuid_in(const json::value& text) { return uuid(std::string_view(text.as_string())); }

template <std::size_t size>
std::array<std::uint8_t, size> bytes_in(const json::value& hex_text) {
    const auto raw = from_hex(std::string_view(hex_text.as_string())).value();
    std::array<std::uint8_t, size> out{};
    std::copy(raw.begin(), raw.end(), out.begin());
    return out;
}

TEST(Leaf, IsThePublishedOne) {
    RecordedEvent event;
    event.position = 1;
    event.event_id = uuid("0190a3b4-0000-7000-8000-0000000000e1");
    event.stream = {uuid("0190a3b4-0000-7000-8000-000000000001"), domain::StreamType::invoice,
                    uuid("0190a3b4-0000-7000-8000-0000000000a1")};
    event.tenant_sequence = event.stream_version = event.series_number = 1;
    event.event_type = "invoice_issued";
    event.series = domain::Series::invoice;
    event.recorded_at = event.effective_at = domain::parse_timestamp("2026-11-23T08:00:00Z").value();
    for (std::uint8_t i = 0; i < 16; ++i) event.salt[i] = i;
    event.metadata = R"({"actor":{"kind":"api_key","id":"key_1"}})";
    event.payload = "{\"total\":9000000,\"note\":\"\u20a6\"}";
    const Hash metadata = metadata_commitment(event.salt, event.metadata);
    const Hash payload = payload_commitment(event.salt, event.payload);
    EXPECT_EQ(hex(metadata), "89207a79e8c1d64f83a855e3fc624daf2454d230c5ed407b2c6eaee9095dbaf3");
    EXPECT_EQ(hex(payload), "472a3cf9e92fb1c0a4c132f1458653e32ea87b0e0a5d67b01089702661a98231");
    EXPECT_EQ(leaf_data(event, metadata, payload).size(), 278U);
    EXPECT_EQ(hex(leaf_hash_of(event)), "bd8611df6d63a359110a43426d0b6bdc6b4e0e19a6d86b3d05a4a54f412f141a");
}

TEST(Ids, AreThoseOfTheFrozenVectors) {
    const auto vectors = golden("ids.json");
    for (const auto& v : vectors.at("event_ids").as_array())
        EXPECT_EQ(event_id_of(uuid_in(v.at("tenant")), uuid_in(v.at("command_id")), v.at("index").as_int64()),
                  uuid_in(v.at("event_id")));
    for (const auto& v : vectors.at("command_ids").as_array())
        EXPECT_EQ(command_id_of(uuid_in(v.at("tenant")), std::string_view(v.at("principal_class").as_string()),
                                std::string_view(v.at("route").as_string()), std::string_view(v.at("key").as_string())),
                  uuid_in(v.at("command_id")));
}

TEST(SealedBlob, IsTheFrozenOneAndOpens) {
    const auto v = golden("sealed_blob.json");
    const auto key = bytes_in<32>(v.at("key"));
    const BlobPlace place{uuid_in(v.at("tenant")), uuid_in(v.at("event_id")), uuid_in(v.at("key_id"))};
    const std::string_view plaintext(v.at("plaintext").as_string());
    const std::string sealed = seal_blob_with_nonce(key, bytes_in<12>(v.at("nonce")), place, plaintext);
    EXPECT_EQ(base64url(bytes_of(sealed)), std::string_view(v.at("blob").as_string()));
    EXPECT_EQ(open_blob(key, place.tenant, place.event_id, place.key_id, sealed), plaintext);
    EXPECT_EQ(open_blob(key, place.tenant, place.tenant, place.key_id, sealed), std::nullopt)
        << "moved to another event";
}

TEST(BlindIndex, IsTheFrozenOne) {
    const auto v = golden("blind_index.json");
    const auto key = bytes_in<32>(v.at("index_key"));
    for (const auto& index : v.at("indexes").as_array()) {
        const Hash whole = hmac_sha256(
            key, {bytes_of(std::string_view(index.at("field").as_string())), bytes_of(std::string_view("\0", 1)),
                  bytes_of(std::string_view(index.at("value").as_string()))});
        EXPECT_EQ(hex(Bytes(whole).first(16)), std::string_view(index.at("index").as_string()));
    }
}

TEST(Codec, SealsWhatIsPersonalAndGivesItBack) {
    const domain::Uuid tenant = uuid("0190a3b4-0000-7000-8000-000000000001"),
                       record = uuid("0190a3b4-0000-7000-8000-0000000000f1"),
                       contact = uuid("0190a3b4-0000-7000-8000-0000000000f2");
    domain::CustomerRegistered registered{contact, record, {}};
    registered.details.name = domain::PersonalText("Ad\u1eb9 \"Bola\" \u20a6");
    registered.details.phone = domain::PersonalText("+2348012345678");
    const domain::NewEvent event{
        {tenant, domain::StreamType::customer, record}, registered, {}, {contact, record, tenant}};
    bool erased = false;
    const FindKey find_key = [&](const domain::Uuid& id) {
        return erased && id == contact ? nullptr : std::make_shared<const SecretKey>(SecretKey{id.bytes[15]});
    };
    const auto encoded = encode(event, record, find_key);
    EXPECT_EQ(encoded.payload.find("Bola"), std::string::npos);
    EXPECT_EQ(encoded.payload.find("80123"), std::string::npos);
    EXPECT_EQ(
        std::get<domain::CustomerRegistered>(decode(encoded.event_type, 1, encoded.payload, tenant, record, &find_key)),
        registered);
    erased = true;
    const auto after =
        std::get<domain::CustomerRegistered>(decode(encoded.event_type, 1, encoded.payload, tenant, record, &find_key));
    EXPECT_EQ(after.details.phone, domain::PersonalText::erased());
    EXPECT_EQ(after.details.name, registered.details.name) << "the record key still lives";
}

}  // namespace
