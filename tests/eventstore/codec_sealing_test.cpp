// SPDX-License-Identifier: Apache-2.0
// Whose key seals what: erasing a customer must take their words out of every event, and no more than theirs.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <set>

#include "eventstore/event_store.hpp"
#include "tests/eventstore/event_samples.hpp"

using namespace suoledger;
using namespace suoledger::eventstore;

namespace {

const std::string contact = to_string(contact_key_id), record = to_string(record_key_id),
                  business = to_string(business_key_id);

/// Of every event that holds personal fields, the keys that its sample is sealed under.
const std::map<std::string_view, std::set<std::string>> keys_by_event{
    {"business_registered", {business}},
    {"business_profile_changed", {business}},
    {"tax_profile_changed", {business}},
    {"bank_account_changed", {business}},
    {"api_key_issued", {business}},
    {"member_added", {business}},
    {"customer_registered", {contact, record}},
    {"customer_details_changed", {contact, record}},
    {"invoice_drafted", {record}},
    {"draft_changed", {record}},
    {"invoice_issued", {record, business}},
    {"invoice_revised", {record, business}},
    {"invoice_cancelled", {record}},
    {"credit_note_issued", {record}},
    {"invoice_written_off", {record}},
    {"withholding_tax_recorded", {record}},
    {"vat_withheld_recorded", {record}},
    {"withholding_reversed", {record}},
    {"payment_received", {record}},
    {"refund_requested", {record}},
    {"refund_failed", {record}},
    {"chargeback_opened", {record}},
    {"provider_payout_recorded", {business}},
    {"expense_recorded", {business}},
    {"expense_corrected", {business}},
    {"expense_voided", {business}},
    {"legal_hold_placed", {record}},
    {"legal_hold_released", {record}},
    {"request_received", {record}},
    {"request_decided", {record}},
    {"breach_assessed", {business}},
    {"authority_notified", {business}},
    {"payment_initiated", {contact}},
    {"checkout_opened", {business}},
    {"payment_failed", {business}},
    {"transfer_claimed", {record}},
    {"transfer_claim_rejected", {record}},
    {"send_requested", {contact}},
    {"invoice_bounced", {contact}},
};

TEST(Sealing, PutsEveryPersonalFieldUnderTheKeyOfWhomItIsAbout) {
    const SampleKeys keys;
    for (const auto& event : sample_events()) {
        const auto name = domain::name_of(event);
        const auto payload = boost::json::parse(encode(new_event(event), sample_event_id, keys.finder()).payload);
        std::set<std::string> sealed_under;
        if (const auto* sealed = payload.as_object().if_contains("sealed"))
            for (const auto& blob : sealed->as_object()) sealed_under.insert(std::string(blob.key()));
        const auto expected = keys_by_event.find(name);
        EXPECT_EQ(sealed_under, expected == keys_by_event.end() ? std::set<std::string>() : expected->second) << name;
    }
}

/// Whoever keeps the keys does not answer: that is neither an erasure nor a fault.
TEST(Sealing, ShowsFieldsAsUnavailableWhileTheirKeysAreNotToBeHad) {
    const SampleKeys keys;
    const FindKey away = [](const domain::Uuid&) -> std::shared_ptr<const SecretKey> {
        throw KeysUnavailable("the primary cannot be reached");
    };
    int shown = 0;
    for (const auto& event : sample_events()) {
        const auto name = domain::name_of(event);
        if (!keys_by_event.contains(name)) continue;
        const auto encoded = encode(new_event(event), sample_event_id, keys.finder());
        const auto opened = boost::json::parse(open_payload(encoded.payload, sample_tenant, sample_event_id, away));
        for (const auto& blob : opened.at("sealed").as_object())
            EXPECT_EQ(boost::json::serialize(blob.value()), R"({"unavailable":true})") << name;
        const auto decoded =
            decode(name, encoded.schema_version, encoded.payload, sample_tenant, sample_event_id, &away);
        if (const auto* customer = std::get_if<domain::CustomerRegistered>(&decoded)) {
            EXPECT_EQ(customer->details.name.state, domain::PersonalState::unavailable);
            // Stored again it would be lost.
            EXPECT_THROW(static_cast<void>(encode(new_event(decoded), sample_event_id, keys.finder())), CodecFault);
            ++shown;
        }
    }
    EXPECT_GE(shown, 1);
}

}  // namespace
