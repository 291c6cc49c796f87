// SPDX-License-Identifier: Apache-2.0
// A record holds everything of an event, says it as CloudEvents do, and is read strictly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/kafka/log_record.hpp"
#include "eventstore/leaf.hpp"
#include "tests/adapters/kafka/sample_log.hpp"

using namespace suoledger;
using namespace suoledger::adapters;
using testing::HasSubstr;

namespace {

KafkaMessage sample() { return to_log_record(tests::sample_log(9).back(), tests::sample_epoch(3)); }

std::string& value_of(KafkaMessage& message, std::string_view name) {
    return std::ranges::find(message.headers, name, &KafkaHeader::name)->value;
}

std::string problem_of(const KafkaMessage& message) {
    const auto record = read_log_record(message);
    return record ? "" : record.error();
}

TEST(LogRecord, HoldsEverythingOfAnEvent) {
    for (const auto& event : tests::sample_log(40)) {
        const auto record = read_log_record(to_log_record(event, tests::sample_epoch(7)));
        ASSERT_TRUE(record) << record.error();
        EXPECT_EQ(record->event, event);
        EXPECT_EQ(record->epoch, tests::sample_epoch(7));
        EXPECT_EQ(eventstore::leaf_hash_of(record->event), event.leaf_hash);
    }
}

TEST(LogRecord, IsACloudEventInBinaryMode) {
    const auto event = tests::sample_log(9).back();
    KafkaMessage message = to_log_record(event, tests::sample_epoch(3));
    EXPECT_EQ(message.value, tests::payload_of_a_naira_invoice);
    EXPECT_FALSE(message.key);
    EXPECT_EQ(value_of(message, "content-type"), "application/json");
    EXPECT_EQ(value_of(message, "ce_specversion"), "1.0");
    EXPECT_EQ(value_of(message, "ce_source"), "/suoledger/log/3");
    EXPECT_EQ(value_of(message, "ce_id"), domain::to_type_id("evt", event.event_id));
    EXPECT_EQ(value_of(message, "ce_type"), "payment_received");
    EXPECT_EQ(value_of(message, "ce_subject"), domain::to_type_id("pay", event.stream.id));
    EXPECT_EQ(value_of(message, "ce_time"), domain::to_string(event.recorded_at));
    EXPECT_EQ(value_of(message, "ce_position"), "9");
    // Names of extensions are lower-case letters and digits (CloudEvents 1.0.2, §3.1).
    for (const KafkaHeader& header : message.headers) {
        if (header.name == "content-type") continue;
        ASSERT_TRUE(header.name.starts_with("ce_"));
        EXPECT_TRUE(std::ranges::all_of(header.name.substr(3), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        })) << header.name;
    }
}

TEST(LogRecord, IsReadOnlyWhenEachHeaderIsThereOnce) {
    const KafkaMessage whole = sample();
    ASSERT_EQ(problem_of(whole), "");
    for (std::size_t i = 0; i < whole.headers.size(); ++i) {
        const std::string& name = whole.headers[i].name;
        KafkaMessage without = whole, twice = whole;
        without.headers.erase(without.headers.begin() + static_cast<std::ptrdiff_t>(i));
        twice.headers.push_back(whole.headers[i]);
        const bool is_nobodys = name == "ce_type" || name == "ce_metadata";  // any text is one
        KafkaMessage other = whole;
        other.headers[i].value = is_nobodys ? whole.headers[i].value : whole.headers[i].value + "x";
        EXPECT_THAT(problem_of(without), HasSubstr(name + " is missing"));
        EXPECT_THAT(problem_of(twice), HasSubstr(name + " is there twice"));
        EXPECT_EQ(problem_of(other).empty(), is_nobodys) << name;
    }
}

TEST(LogRecord, RefusesNumbersThatItWouldNotWrite) {
    for (const std::string_view text : {"", "0", "-1", "+9", "09", "9 ", "9223372036854775808", "nine"}) {
        KafkaMessage message = sample();
        value_of(message, "ce_position") = text;
        EXPECT_EQ(problem_of(message), "header ce_position is malformed") << text;
    }
    KafkaMessage message = sample();
    value_of(message, "ce_schemaversion") = "4294967297";  // not taken for 1
    EXPECT_EQ(problem_of(message), "header ce_schemaversion is malformed");
}

TEST(LogRecord, RefusesASubjectOrSourceOfSomethingElse) {
    KafkaMessage message = sample();
    value_of(message, "ce_streamid") = "01890000-0000-7000-8000-000000000001";
    EXPECT_THAT(problem_of(message), HasSubstr("ce_subject"));
    message = sample();
    value_of(message, "ce_epoch") = "4";
    EXPECT_THAT(problem_of(message), HasSubstr("ce_source"));
}

TEST(LogRecord, PassesOverHeadersOfOthers) {
    KafkaMessage message = sample();
    message.headers.push_back({"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"});
    message.key = "put there by a mirror";
    EXPECT_EQ(problem_of(message), "");
}

}  // namespace
