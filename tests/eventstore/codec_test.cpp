// SPDX-License-Identifier: Apache-2.0
// What stays clear, what is sealed, and what readers without a key get.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "eventstore/key_vault.hpp"
#include "eventstore/sealing.hpp"
#include "tests/eventstore/event_samples.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;
using domain::PersonalState;
using domain::PersonalText;

namespace {

const SampleKeys all_keys;

std::string payload_of(const domain::Event& event) {
    return encode(new_event(event), sample_event_id, all_keys.finder()).payload;
}

template <class E>
E decoded(const std::string& payload, const FindKey* find_key) {
    return std::get<E>(decode(domain::EventName<E>::value, 1, payload, sample_tenant, sample_event_id, find_key));
}

template <class E>
E after_losing(const domain::Uuid& key_id, const std::string& payload) {
    SampleKeys keys;
    keys.destroy(key_id);
    const auto find_key = keys.finder();
    return decoded<E>(payload, &find_key);
}

domain::CustomerDetails some_details() {
    domain::CustomerDetails details;
    details.name = PersonalText("Adaeze");
    details.phone = PersonalText("+2348012345678");
    return details;
}

TEST(Codec, LeavesNoPersonalTextInClear) {
    for (const auto& event : sample_events()) {
        const auto payload = payload_of(event);
        for (const std::string_view text :
             {"Adaeze",     "+234801",   "@example",  "Allen Avenue", "12345678-0001", "87654321-0001",
              "0123456789", "Marina",    "Rice",      "back gate",    "4711",          "torn",
              "twice",      "Ikeja",     "Nwosu",     "never bought", "be found",      "Diesel",
              "Fuels",      "is closed", "Payout to", "/WHT",         "stolen",        "revoked",
              "withdrew",   "sues over", "LD/",       "no such box",  "has arrived"}) {
            EXPECT_EQ(payload.find(text), std::string::npos) << text << " in " << payload;
        }
    }
}

TEST(Codec, KeepsBusinessNamesAmountsAndLengthsOfListsInClear) {
    const auto tree = boost::json::parse(payload_of(sample_invoice()));
    EXPECT_EQ(tree.at("seller").at("name"), "Ada Stores");
    EXPECT_EQ(tree.at("totals").at("total"), 8'999'900);
    EXPECT_EQ(tree.at("issued_on"), "2026-11-23");
    EXPECT_EQ(tree.at("lines").as_array().size(), 2U);
    EXPECT_EQ(tree.at("lines").at(0).at("quantity_thousandths"), 2'000);
    EXPECT_EQ(boost::json::serialize(tree.at("metadata")), R"([{"key":"order"},{"key":"a/b~c"}])");
    EXPECT_EQ(tree.as_object().rbegin()->key(), "sealed");
}

TEST(Codec, WritesNoSealedMemberWhenNothingIsSealed) {
    EXPECT_EQ(payload_of(domain::InvoiceReopened{5}), R"({"amount_due":5})");
    EXPECT_EQ(sealed_part_of(R"({"amount_due":5})"), "");
}

TEST(Codec, SealsRecordTextUnderTheBusinessKeyWhereThereIsNoCustomer) {
    auto event = new_event(domain::InvoiceCancelled{domain::Currency::ngn, {}, PersonalText("why")});
    event.keys = {std::nullopt, std::nullopt, business_key_id};
    const auto payload = encode(event, sample_event_id, all_keys.finder()).payload;
    EXPECT_TRUE(boost::json::parse(payload).at("sealed").as_object().contains(to_string(business_key_id)));
    const auto find_key = all_keys.finder();
    EXPECT_EQ(decoded<domain::InvoiceCancelled>(payload, &find_key).reason, PersonalText("why"));
}

TEST(Codec, GivesClosedTextsToAReaderWithoutKeys) {
    const auto event = decoded<domain::InvoiceIssued>(payload_of(sample_invoice()), nullptr);
    EXPECT_EQ(event.buyer.name.state, PersonalState::closed);
    EXPECT_EQ(event.seller.bank_account.state, PersonalState::closed);
    EXPECT_EQ(event.lines.at(1).description.state, PersonalState::closed);
    EXPECT_EQ(event.metadata.at(0).second.state, PersonalState::closed);
    EXPECT_EQ(event.metadata.at(0).first, "order");
    EXPECT_EQ(event.totals, sample_invoice().totals);
}

TEST(Codec, ErasesOnlyWhatTheDestroyedKeyHeld) {
    const auto payload = payload_of(domain::CustomerDetailsChanged{some_details()});
    const auto event = after_losing<domain::CustomerDetailsChanged>(contact_key_id, payload);
    EXPECT_EQ(event.details.name, PersonalText("Adaeze"));
    EXPECT_TRUE(event.details.address.is_absent());
    EXPECT_EQ(event.details.phone.state, PersonalState::erased);
    // Nothing in clear tells that there never was an e-mail.
    EXPECT_EQ(event.details.email.state, PersonalState::erased);
}

TEST(Codec, KeepsTheSellerWhenTheBuyerIsErased) {
    const auto event = after_losing<domain::InvoiceIssued>(record_key_id, payload_of(sample_invoice()));
    EXPECT_EQ(event.seller, sample_invoice().seller);
    EXPECT_EQ(event.buyer.name.state, PersonalState::erased);
    EXPECT_EQ(event.notes.state, PersonalState::erased);
    EXPECT_EQ(event.lines.at(0).description.state, PersonalState::erased);
}

TEST(Codec, RefusesToStoreAgainATextThatWasNotOpened) {
    domain::CustomerDetails details = some_details();
    details.email = PersonalText::closed();
    EXPECT_THROW(payload_of(domain::CustomerDetailsChanged{details}), CodecFault);
}

TEST(Codec, StoresAnErasedTextAsNothing) {
    domain::CustomerDetails details = some_details();
    details.phone = PersonalText::erased();
    const auto find_key = all_keys.finder();
    const auto event =
        decoded<domain::CustomerDetailsChanged>(payload_of(domain::CustomerDetailsChanged{details}), &find_key);
    EXPECT_TRUE(event.details.phone.is_absent());
}

TEST(Codec, RefusesTextThatNoReaderWouldTake) {
    for (const std::string& bad : {std::string("a\0b", 3), std::string("\xff"), std::string("\xed\xa0\x80")}) {
        domain::CustomerDetails details;
        details.name = PersonalText(bad);
        EXPECT_THROW(payload_of(domain::CustomerDetailsChanged{details}), CodecFault);
        EXPECT_THROW(payload_of(domain::BusinessProfileChanged{bad, {}, {}, {}, {}}), CodecFault);
    }
}

TEST(Codec, RefusesToSealWithoutAKey) {
    auto event = new_event(domain::CustomerDetailsChanged{some_details()});
    event.keys.contact.reset();
    EXPECT_THROW(encode(event, sample_event_id, all_keys.finder()), CodecFault);
    SampleKeys keys;
    keys.destroy(record_key_id);
    EXPECT_THROW(encode(new_event(sample_invoice()), sample_event_id, keys.finder()), CodecFault);
}

TEST(Codec, RefusesAPayloadAboveTheLimit) {
    auto event = sample_invoice();
    event.notes = PersonalText(std::string(max_payload_bytes, 'x'));
    EXPECT_THROW(payload_of(event), CodecFault);
}

TEST(Codec, NoticesABlobThatWasMoved) {
    const auto find_key = all_keys.finder();
    const auto payload = payload_of(sample_invoice());
    EXPECT_THROW(decode("invoice_issued", 1, payload, sample_tenant, numbered_id(0xe2), &find_key), CodecFault);
    EXPECT_THROW(decode("invoice_issued", 1, payload, numbered_id(0x02), sample_event_id, &find_key), CodecFault);
}

TEST(Codec, RefusesABlobWithFieldsThatTheEventDoesNotHave) {
    const auto find_key = all_keys.finder();
    const auto sealed = sealed_part_of(payload_of(domain::CustomerDetailsChanged{some_details()}));
    const auto payload = R"({"amount_due":5,"sealed":)" + sealed + "}";
    EXPECT_THROW(decode("invoice_reopened", 1, payload, sample_tenant, sample_event_id, &find_key), CodecFault);
}

/// With members that nobody knows between them.
boost::json::value in_reverse(const boost::json::value& tree) {
    if (const auto* array = tree.if_array()) {
        boost::json::array turned;
        for (const auto& entry : *array) turned.push_back(in_reverse(entry));
        return turned;
    }
    const auto* object = tree.if_object();
    if (object == nullptr) return tree;
    boost::json::object turned;
    for (auto member = object->rbegin(); member != object->rend(); ++member) {
        turned["later_" + std::string(member->key())] = {{"a", {1, 2}}};
        turned[member->key()] = member->key() == sealed_part_name ? member->value() : in_reverse(member->value());
    }
    return turned;
}

TEST(Codec, ReadsMembersInWhateverOrderTheyLie) {
    const auto find_key = all_keys.finder();
    for (const auto& event : sample_events()) {
        const auto stored = encode(new_event(event), sample_event_id, find_key);
        const auto payload = boost::json::serialize(in_reverse(boost::json::parse(stored.payload)));
        EXPECT_TRUE(decode(stored.event_type, stored.schema_version, payload, sample_tenant, sample_event_id,
                           &find_key) == event)
            << payload;
    }
}

TEST(Codec, RefusesTypesVersionsAndBytesItDoesNotKnow) {
    EXPECT_THROW(decode("invoice_vanished", 1, "{}", sample_tenant, sample_event_id, nullptr), CodecFault);
    EXPECT_THROW(decode("invoice_reopened", 2, R"({"amount_due":5})", sample_tenant, sample_event_id, nullptr),
                 CodecFault);
    for (const std::string_view payload :
         {"", "[]", "{}", R"({"amount_due":"5"})", R"({"amount_due":5.0})", R"({"amount_due":5,"sealed":[]})",
          R"({"amount_due":5,"sealed":{"x":"y"}})"}) {
        EXPECT_THROW(decode("invoice_reopened", 1, payload, sample_tenant, sample_event_id, nullptr), CodecFault)
            << payload;
    }
}

TEST(OpenPayload, PutsSealedFieldsBackInTheirPlaces) {
    const auto opened = boost::json::parse(
        open_payload(payload_of(sample_invoice()), sample_tenant, sample_event_id, all_keys.finder()));
    EXPECT_EQ(opened.at("buyer").at("name"), "Adaeze Okonkwo");
    EXPECT_EQ(opened.at("lines").at(0).at("description"), "Rice 50kg “bag” ₦");
    EXPECT_EQ(opened.at("metadata").at(1).at("value"), "x");
    EXPECT_FALSE(opened.as_object().contains("sealed"));
}

TEST(OpenPayload, NamesTheKeysThatAreErased) {
    SampleKeys keys;
    keys.destroy(record_key_id);
    const auto opened =
        boost::json::parse(open_payload(payload_of(sample_invoice()), sample_tenant, sample_event_id, keys.finder()));
    EXPECT_EQ(opened.at("seller").at("address"), "3 Marina, Lagos");
    EXPECT_EQ(boost::json::serialize(opened.at("sealed")), "{\"" + to_string(record_key_id) + R"(":{"erased":true}})");
}

TEST(SealedPart, IsTheStoredMemberUnchanged) {
    const auto payload = payload_of(sample_invoice());
    const auto sealed = sealed_part_of(payload);
    ASSERT_FALSE(sealed.empty());
    EXPECT_TRUE(payload.ends_with("\"sealed\":" + sealed + "}"));
}

}  // namespace
