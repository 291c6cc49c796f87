// SPDX-License-Identifier: Apache-2.0
// The list of personal fields is the codec's: what an event of any type seals is in it.
#include "eventstore/personal_fields.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "domain/processing.hpp"
#include "eventstore/codec_events.hpp"
#include "eventstore/sealing.hpp"
#include "tests/eventstore/event_samples.hpp"

namespace suoledger::eventstore {
namespace {

std::set<std::string> sealed_in(const domain::Event& event) {
    const domain::NewEvent made = new_event(event);
    SealedFields fields(made.keys);
    JsonText nowhere(0);
    PayloadWriter out(nowhere, "", fields);
    std::visit([&](const auto& typed) { write(out, typed); }, made.event);
    std::set<std::string> pointers;
    static const std::regex index("/[0-9]+(?=/|$)");
    fields.visit([&](std::string_view pointer, std::string_view) {
        pointers.insert(std::regex_replace(std::string(pointer), index, "/*"));
    });
    return pointers;
}

std::set<std::string> declared_of(std::string_view type) {
    std::set<std::string> pointers;
    for (const auto& field : personal_fields_of(type)) pointers.insert(field.pointer);
    return pointers;
}

TEST(PersonalFields, HoldWhatEverySampleSealsAndNothingElse) {
    std::set<std::string_view> seen;
    for (const auto& event : sample_events()) {
        const auto type = domain::name_of(event);
        seen.insert(type);
        EXPECT_EQ(declared_of(type), sealed_in(event)) << type;
    }
    for (const auto& handling : domain::event_handlings())
        EXPECT_TRUE(seen.contains(handling.event_type)) << handling.event_type << " has no sample";
}

TEST(PersonalFields, OfAnInvoiceNameTheirKeys) {
    std::set<PersonalField> fields;
    for (const auto& field : personal_fields_of("invoice_issued")) fields.insert(field);
    EXPECT_TRUE(fields.contains({"/buyer/name", domain::KeyClass::record}));
    EXPECT_TRUE(fields.contains({"/lines/*/description", domain::KeyClass::record}));
    EXPECT_TRUE(fields.contains({"/seller/bank_account", domain::KeyClass::business}));
    EXPECT_THROW(personal_fields_of("no_such_event"), CodecFault);
}

TEST(EventHandlings, HaveOneOfEveryTypeAndARuleForEveryClass) {
    std::set<std::string_view> types;
    for (const auto& handling : domain::event_handlings()) {
        EXPECT_TRUE(types.insert(handling.event_type).second);
        const auto rules = domain::retention_rules();
        EXPECT_TRUE(std::ranges::any_of(rules, [&](const auto& rule) { return rule.retention == handling.retention; }));
    }
    EXPECT_EQ(types.size(), std::variant_size_v<domain::AnyEvent>);
}

/// What holds nothing personal is the only kind that is kept without an end.
TEST(EventHandlings, SayThatOperationIsNotPersonal) {
    for (const auto& handling : domain::event_handlings())
        EXPECT_TRUE(handling.retention != domain::RetentionClass::operation || declared_of(handling.event_type).empty())
            << handling.event_type;
}

}  // namespace
}  // namespace suoledger::eventstore
