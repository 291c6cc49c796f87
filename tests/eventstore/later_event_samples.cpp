// SPDX-License-Identifier: Apache-2.0
// Fixed samples of the events that came after the first release of the log; frozen like the others.
#include "tests/eventstore/event_samples.hpp"

namespace suoledger::eventstore {
namespace {

using domain::PersonalText;

constexpr auto ngn = domain::Currency::ngn;
const domain::Date booked_on{20'781};  // 2026-11-24
const domain::Date due_on{20'794};

domain::MemberAdded sample_member() {
    domain::MemberAdded member{
        numbered_id(0x61), PersonalText("Adaeze Nwosu"), PersonalText("adaeze.nwosu@example.com"), {}};
    member.scopes.add(domain::Scope::read);
    member.scopes.add(domain::Scope::write);
    return member;
}

domain::InvoiceDraft sample_draft() {
    domain::InvoiceDraft draft;
    draft.customer = numbered_id(0x21);
    draft.currency = domain::Currency::usd;
    draft.prices_include_vat = false;
    draft.vat_rule_set = "ng-2020-02-01";
    draft.lines = {{PersonalText("Rice 25kg bag"), 1'500, 2'000'000, 0, domain::VatTreatment::standard, 750, 100'000,
                    2'900'000, 217'500}};
    draft.discount = 100'000;
    draft.totals = {2'900'000, 217'500, 3'117'500};
    draft.due_on = due_on;
    draft.notes = PersonalText("Deliver to the back gate");
    draft.metadata = {{"order", PersonalText("4711")}};
    draft.livemode = false;
    return draft;
}

domain::InvoiceDraft changed_draft() {
    auto draft = sample_draft();
    draft.discount = 0;
    draft.lines.front().discount_share = 0;
    draft.lines.front().amount = 3'000'000;
    draft.lines.front().vat = 225'000;
    draft.totals = {3'000'000, 225'000, 3'225'000};
    draft.due_on.reset();
    return draft;
}

domain::InvoiceRevised sample_revision() {
    auto document = sample_invoice();
    document.notes = PersonalText("Deliver to Adaeze herself");
    document.due_on.reset();
    return {std::move(document), 3, {8'372'093, 627'907, 9'000'000}};
}

domain::ExpenseFacts sample_expense() {
    return {{ngn, 1'075'000, 75'000, domain::ExpenseCategory::fuel_and_power, domain::PaymentMethod::pos},
            PersonalText("Diesel for the Marina shop"),
            PersonalText("Adaeze Fuels"),
            booked_on};
}

domain::ExpenseCorrected sample_correction() {
    auto facts = sample_expense();
    facts.figures.amount = 1'000'000;
    facts.figures.vat = 0;
    facts.supplier = PersonalText("Ikeja Fuels");
    return {std::move(facts), sample_expense().figures};
}

std::vector<domain::Event> samples_of_parties() {
    return {
        domain::TaxProfileChanged{false, PersonalText("87654321-0001")},
        domain::BankAccountChanged{PersonalText("Bank 0123456789 Ada Stores")},
        sample_member(),
        domain::MemberRemoved{numbered_id(0x61)},
        domain::ConsentGiven{"payment_reminders", "2026-11", domain::ConsentChannel::whatsapp},
        domain::ConsentWithdrawn{"payment_reminders", domain::ConsentChannel::in_person},
    };
}

std::vector<domain::Event> samples_of_invoices() {
    const auto withholding = numbered_id(0x71);
    return {
        domain::InvoiceDrafted{sample_draft()},
        domain::DraftChanged{changed_draft()},
        domain::DraftDiscarded{},
        sample_revision(),
        domain::InvoiceWrittenOff{ngn, 105'000, booked_on, PersonalText("Adaeze cannot be found")},
        domain::InvoiceWriteOffReversed{ngn, 105'000},
        domain::WithholdingTaxRecorded{withholding, ngn, 450'000, booked_on, PersonalText("12345678-0001/WHT")},
        domain::VatWithheldRecorded{withholding, ngn, 627'907, booked_on, PersonalText("12345678-0001/VAT")},
        domain::WithholdingReversed{withholding, domain::WithholdingKind::vat, ngn, 627'907,
                                    PersonalText("Asked twice")},
    };
}

std::vector<domain::Event> samples_of_money_back() {
    const auto refund = numbered_id(0x81), chargeback = numbered_id(0x91);
    const auto card = domain::PaymentMethod::card;
    return {
        domain::RefundRequested{refund, ngn, 105'000, PersonalText("Two bags were torn"), 95'000},
        domain::RefundSettled{refund, ngn, 105'000, 2'500, 100'000, 1'000, domain::PaymentMethod::bank_transfer,
                              booked_on},
        domain::RefundFailed{refund, ngn, 105'000, PersonalText("Account 0123456789 is closed")},
        domain::ChargebackOpened{chargeback, ngn, 200'000, 150'000, card, booked_on,
                                 PersonalText("Adaeze says she never bought it")},
        domain::ChargebackWon{chargeback, ngn, 150'000, card, booked_on},
        domain::ChargebackLost{chargeback, ngn, 200'000, 150'000, 5'000, 20'000, 30'000, card, booked_on},
        domain::ProviderPayoutRecorded{"paystack", ngn, 8'890'000, 100'000, 5'000, 9'000'000, 1'000, booked_on,
                                       PersonalText("Payout to 0123456789"), false},
        domain::ExpenseRecorded{sample_expense(), false},
        sample_correction(),
        domain::ExpenseVoided{sample_expense().figures, PersonalText("Asked twice")},
    };
}

}  // namespace

std::vector<domain::Event> later_events() {
    std::vector<domain::Event> events;
    for (auto samples : {samples_of_parties(), samples_of_invoices(), samples_of_money_back()})
        for (auto& event : samples) events.push_back(std::move(event));
    return events;
}

std::vector<domain::Event> provider_events() {
    return {
        domain::PaymentInitiated{numbered_id(0xa1), 2, ngn, 9'000'000, "paystack", "sl-0190a3b4-0190a3b4",
                                 numbered_id(0x21), PersonalText("adaeze@example.com"), false},
        domain::CheckoutOpened{"paystack", PersonalText("https://checkout.example/0peioxfhpn"),
                               PersonalText("0peioxfhpn")},
        domain::PaymentFailed{"paystack", "insufficient_funds", PersonalText("Insufficient funds"), booked_on},
        domain::RefundAcknowledged{numbered_id(0x81), "paystack", "rf-8155"},
    };
}

}  // namespace suoledger::eventstore
