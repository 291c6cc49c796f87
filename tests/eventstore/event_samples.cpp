// SPDX-License-Identifier: Apache-2.0
// One fixed sample of every event type. Changing one means adding another beside its golden file, never editing the
// file.
#include "tests/eventstore/event_samples.hpp"

namespace suoledger::eventstore {
namespace {

using domain::PersonalText;

const domain::NumberFormat invoice_format{"INV-", 6};
const domain::NumberFormat credit_note_format{"CN-", 5};
const domain::NumberFormat receipt_format{"RCT-", 4};
const domain::Date issued_on{20'780};  // 2026-11-23
const domain::Date due_on{20'794};

domain::ApiKeyFacts sample_key() {
    domain::ApiKeyFacts key;
    key.key_id = numbered_id(0x41);
    key.public_part = "abcdefgh12345678";
    for (std::size_t i = 0; i < key.secret_sha256.size(); ++i) key.secret_sha256[i] = static_cast<std::uint8_t>(i * 7);
    key.scopes.add(domain::Scope::read);
    key.scopes.add(domain::Scope::manage);
    key.livemode = false;
    key.expires_at = domain::Timestamp{1'795'420'800'123'456};
    key.label = PersonalText("Till at Ikeja");
    return key;
}

domain::CustomerDetails sample_details() {
    return {PersonalText("Adaeze Okonkwo"), PersonalText("+2348012345678"), PersonalText("adaeze@example.com"),
            PersonalText("12 Allen Avenue\nIkeja"), PersonalText("12345678-0001")};
}

domain::ApiKeyFacts key_without_label() {
    auto key = sample_key();
    key.label = PersonalText();
    return key;
}

}  // namespace

domain::Uuid numbered_id(std::uint8_t number) {
    auto id = domain::parse_uuid("0190a3b4-0000-7000-8000-000000000000").value();
    id.bytes.back() = number;
    return id;
}

SampleKeys::SampleKeys() {
    for (const auto& key_id : {contact_key_id, record_key_id, business_key_id}) {
        SecretKey key{};
        key.fill(key_id.bytes.back());
        keys_.emplace(key_id, std::make_shared<const SecretKey>(key));
    }
}

FindKey SampleKeys::finder() const {
    return [this](const domain::Uuid& key_id) {
        const auto found = keys_.find(key_id);
        return found == keys_.end() ? nullptr : found->second;
    };
}

domain::NewEvent new_event(domain::Event event) {
    const bool operators = std::holds_alternative<domain::OperatorKeyIssued>(event) ||
                           std::holds_alternative<domain::OperatorKeyRevoked>(event) ||
                           std::holds_alternative<domain::KekRotated>(event) ||
                           std::holds_alternative<domain::KekDestroyed>(event);
    // The tenant binds the blobs; the rest of the stream's name has no part in the payload.
    if (operators) return {{domain::platform_tenant, domain::StreamType::platform, {}}, std::move(event), {}, {}};
    return {{sample_tenant, domain::StreamType::invoice, numbered_id(0xa1)},
            std::move(event),
            {},
            {contact_key_id, record_key_id, business_key_id}};
}

domain::InvoiceIssued sample_invoice() {
    domain::InvoiceIssued event;
    event.customer = numbered_id(0x21);
    event.seller = {"Ada Stores", PersonalText("3 Marina, Lagos"), PersonalText("87654321-0001"),
                    PersonalText("Bank 0123456789"), std::array<std::uint8_t, 32>{0xab, 0xcd}};
    event.buyer = {PersonalText("Adaeze Okonkwo"), PersonalText("12 Allen Avenue"), PersonalText("12345678-0001")};
    event.vat_rule_set = "ng-2020-02-01";
    event.lines = {{PersonalText("Rice 50kg “bag” ₦"), 2'000, 4'500'000, 0, domain::VatTreatment::standard, 750,
                    500'000, 8'500'000, 593'023},
                   {PersonalText("Ọ̀gẹ̀dẹ̀"), 500, 1'000'000, 100, domain::VatTreatment::zero_rated, 0, 0, 499'900, 0}};
    event.discount = 500'000;
    event.totals = {8'406'877, 593'023, 8'999'900};
    event.issued_on = issued_on;
    event.due_on = due_on;
    event.notes = PersonalText("Deliver to the back gate");
    event.metadata = {{"order", PersonalText("4711")}, {"a/b~c", PersonalText("x")}};
    event.number_format = invoice_format;
    event.livemode = false;
    return event;
}

namespace {

std::vector<domain::Event> first_events() {
    const auto invoice = numbered_id(0xa1);
    const auto payment = numbered_id(0x31);
    const auto ngn = domain::Currency::ngn;
    return {
        domain::BusinessRegistered{"Ada Stores", false, true, "Africa/Lagos", invoice_format, credit_note_format,
                                   receipt_format, business_key_id, PersonalText("3 Marina, Lagos"),
                                   PersonalText("87654321-0001"), PersonalText("Bank 0123456789")},
        domain::BusinessProfileChanged{"Ada & Daughters", invoice_format, credit_note_format, receipt_format,
                                       PersonalText("4 Marina, Lagos")},
        domain::ApiKeyIssued{sample_key()},
        domain::ApiKeyRevoked{numbered_id(0x41)},
        domain::OperatorKeyIssued{key_without_label()},
        domain::OperatorKeyRevoked{numbered_id(0x42)},
        domain::CustomerRegistered{contact_key_id, record_key_id, sample_details()},
        domain::CustomerDetailsChanged{sample_details()},
        sample_invoice(),
        domain::InvoiceCancelled{ngn, {8'372'093, 627'907, 9'000'000}, PersonalText("Asked twice")},
        domain::CreditNoteIssued{numbered_id(0x51),
                                 ngn,
                                 {{0, 100'000, 6'977}, {1, 5'000, 0}},
                                 {98'023, 6'977, 105'000},
                                 issued_on,
                                 PersonalText("Two bags were torn"),
                                 credit_note_format},
        domain::PaymentApplied{payment, 9'000'000},
        domain::PaymentUnapplied{payment, 105'000, domain::DeallocationReason::credit_note},
        domain::InvoiceReopened{105'000},
        domain::PaymentReceived{domain::Currency::usd, 9'000'000, 10'000, domain::PaymentMethod::bank_transfer,
                                PersonalText("NIP/Adaeze/Rice"), numbered_id(0x21), invoice,
                                domain::CreditReason::currency_differs, issued_on, receipt_format, false, "paystack",
                                "4099260516", "sl-0190a3b4-0190a3b4", "dedicated_nuban"},
        domain::PaymentAllocated{invoice, ngn, 9'000'000},
        domain::PaymentDeallocated{invoice, ngn, 105'000, domain::DeallocationReason::requested},
    };
}

}  // namespace

std::vector<domain::Event> sample_events() {
    auto events = first_events();
    for (auto& event : later_events()) events.push_back(std::move(event));
    for (auto& event : privacy_events()) events.push_back(std::move(event));
    for (auto& event : provider_events()) events.push_back(std::move(event));
    for (auto& event : delivery_events()) events.push_back(std::move(event));
    return events;
}

}  // namespace suoledger::eventstore
