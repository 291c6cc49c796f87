// SPDX-License-Identifier: Apache-2.0
// Whose key seals what: erasing a customer must take their words out of every event, and no more than theirs.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <set>

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

}  // namespace
