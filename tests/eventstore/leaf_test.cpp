// SPDX-License-Identifier: Apache-2.0
// The published leaf vector, and identifiers against numbers that another program made.
#include <gtest/gtest.h>

#include <set>

#include "eventstore/leaf.hpp"
#include "tests/eventstore/event_samples.hpp"
#include "tests/eventstore/golden.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

RecordedEvent vector_event() {
    RecordedEvent event;
    event.position = event.tenant_sequence = event.stream_version = event.series_number = 1;
    event.event_id = numbered_id(0xe1);
    event.stream = {numbered_id(0x01), domain::StreamType::invoice, numbered_id(0xa1)};
    event.event_type = "invoice_issued";
    event.recorded_at = event.effective_at = domain::parse_timestamp("2026-11-23T08:00:00Z").value();
    event.series = domain::Series::invoice;
    for (std::size_t i = 0; i < event.salt.size(); ++i) event.salt[i] = static_cast<std::uint8_t>(i);
    event.metadata = R"({"actor":{"kind":"api_key","id":"key_1"}})";
    event.payload = R"({"total":9000000,"note":"₦"})";
    return event;
}

TEST(Leaf, ReproducesThePublishedVector) {
    const auto event = vector_event();
    const auto metadata = metadata_commitment(event.salt, event.metadata);
    const auto payload = payload_commitment(event.salt, event.payload);
    EXPECT_EQ(hex(metadata), "89207a79e8c1d64f83a855e3fc624daf2454d230c5ed407b2c6eaee9095dbaf3");
    EXPECT_EQ(hex(payload), "472a3cf9e92fb1c0a4c132f1458653e32ea87b0e0a5d67b01089702661a98231");
    const auto data = leaf_data(event, metadata, payload);
    EXPECT_EQ(data.size(), 278U);
    EXPECT_EQ(hex(leaf_hash(data)), "bd8611df6d63a359110a43426d0b6bdc6b4e0e19a6d86b3d05a4a54f412f141a");
    EXPECT_EQ(leaf_hash_of(event), leaf_hash(data));
}

TEST(Leaf, ChangesWithEveryFieldOfTheRow) {
    std::set<Hash> hashes{leaf_hash_of(vector_event())};
    const auto add = [&](auto change) {
        auto event = vector_event();
        change(event);
        EXPECT_TRUE(hashes.insert(leaf_hash_of(event)).second) << hashes.size();
    };
    add([](RecordedEvent& event) { event.position = 2; });
    add([](RecordedEvent& event) { event.event_id = numbered_id(2); });
    add([](RecordedEvent& event) { event.stream.tenant = numbered_id(2); });
    add([](RecordedEvent& event) { event.tenant_sequence = 2; });
    add([](RecordedEvent& event) { event.stream.type = domain::StreamType::payment; });
    add([](RecordedEvent& event) { event.stream.id = numbered_id(2); });
    add([](RecordedEvent& event) { event.stream_version = 2; });
    add([](RecordedEvent& event) { event.event_type = "invoice_issue"; });
    add([](RecordedEvent& event) { event.schema_version = 2; });
    add([](RecordedEvent& event) { ++event.recorded_at.microseconds; });
    add([](RecordedEvent& event) { ++event.effective_at.microseconds; });
    add([](RecordedEvent& event) { event.series = domain::Series::receipt; });
    add([](RecordedEvent& event) { event.series_number = 2; });
    add([](RecordedEvent& event) { event.salt[15] = 0; });
    add([](RecordedEvent& event) { event.metadata += ' '; });
    add([](RecordedEvent& event) { event.payload += ' '; });
    EXPECT_EQ(hashes.size(), 17U);
}

TEST(EventId, IsTheOneThatAnotherProgramComputed) {
    const auto ids = golden_json("ids.json");
    for (const auto& vector : ids.at("event_ids").as_array()) {
        EXPECT_EQ(event_id_of(uuid_at(vector, "tenant"), uuid_at(vector, "command_id"), vector.at("index").as_int64()),
                  uuid_at(vector, "event_id"));
    }
    EXPECT_EQ(ids.at("event_ids").as_array().size(), 3U);
}

TEST(CommandId, IsTheOneThatAnotherProgramComputed) {
    const auto ids = golden_json("ids.json");
    for (const auto& vector : ids.at("command_ids").as_array()) {
        EXPECT_EQ(command_id_of(uuid_at(vector, "tenant"), text_at(vector, "principal_class"), text_at(vector, "route"),
                                text_at(vector, "key")),
                  uuid_at(vector, "command_id"));
    }
    EXPECT_EQ(ids.at("command_ids").as_array().size(), 3U);
}

TEST(UuidV7, CarriesTheInstantItsVersionAndItsVariant) {
    const auto id = new_uuid_v7({1'795'420'800'123'456});
    EXPECT_EQ(hex(std::span(id.bytes).first(6)), "01a2076b447b") << domain::to_string(id);
    EXPECT_EQ(id.bytes[6] >> 4, 7);
    EXPECT_EQ(id.bytes[8] >> 6, 2);
    EXPECT_EQ(time_of_uuid_v7(id), domain::Timestamp{1'795'420'800'123'000});
    EXPECT_EQ(time_of_uuid_v7(uuid_v8_of({})), std::nullopt);
}

TEST(UuidV7, RisesWithinOneMillisecondAndWhenTheClockStepsBackALittle) {
    const domain::Timestamp later{4'000'000'000'000'000};
    auto last = new_uuid_v7(later);
    for (int i = 0; i < 10'000; ++i) {  // more than the counter of one millisecond holds
        const auto next = new_uuid_v7({later.microseconds - (i % 3) * 1000});
        ASSERT_LT(last, next) << i;
        last = next;
    }
}

}  // namespace
