// SPDX-License-Identifier: Apache-2.0
// Random events of every type: each member anything that its type and the log allow.
#include <limits>
#include <string>

#include "tests/eventstore/event_samples.hpp"

namespace suoledger::eventstore {
namespace {

using domain::PersonalText;

class Maker {
public:
    explicit Maker(std::mt19937_64& random) : random_(random) {}

    std::int64_t below(std::int64_t end) { return std::uniform_int_distribution<std::int64_t>(0, end - 1)(random_); }
    bool flip() { return below(2) == 0; }
    std::int64_t number() {
        constexpr auto largest = std::numeric_limits<std::int64_t>::max();
        return below(8) == 0 ? largest : below(largest);
    }
    domain::Uuid uuid() {
        domain::Uuid id;
        for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(below(256));
        return id;
    }
    std::array<std::uint8_t, 32> hash() {
        std::array<std::uint8_t, 32> bytes{};
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(below(256));
        return bytes;
    }
    std::string text() {
        static constexpr std::string_view parts[] = {"a",  "Z",  "0",      " ",    "\"",     "\\",     "/",
                                                     "~1", "\n", "\t",     "\x01", "<",      "₦",      "ọ̀",
                                                     "ƙ",  "汉", "\u2028", "😀",   "\u00ad", "e\u0301"};
        std::string out;
        for (auto left = below(20); left > 0; --left) out += parts[below(std::size(parts))];
        return out;
    }
    PersonalText personal() { return below(4) == 0 ? PersonalText() : PersonalText(text()); }
    domain::Date date() { return {static_cast<std::int32_t>(below(2'932'896))}; }  // 1970-01-01 to 9999-12-31
    domain::Timestamp instant() { return {below(253'402'300'800'000'000)}; }       // 1970-01-01 to 9999-12-31
    domain::Restriction restriction() { return {text(), static_cast<domain::RestrictionKind>(below(2))}; }
    std::vector<std::string> texts() {
        std::vector<std::string> made;
        for (auto left = below(5); left > 0; --left) made.push_back(text());
        return made;
    }
    domain::NumberFormat format() { return {text(), static_cast<std::int32_t>(below(20))}; }
    domain::Currency currency() { return flip() ? domain::Currency::ngn : domain::Currency::usd; }
    domain::InvoiceTotals totals() { return {number(), number(), number()}; }
    domain::DeallocationReason reason() { return static_cast<domain::DeallocationReason>(below(4)); }
    template <class Make>
    auto maybe(Make make) -> std::optional<decltype(make())> {
        if (flip()) return std::nullopt;
        return make();
    }
    domain::PaymentMethod method() { return static_cast<domain::PaymentMethod>(below(5)); }
    domain::WithholdingKind withholding() { return static_cast<domain::WithholdingKind>(below(2)); }
    domain::ConsentChannel channel() { return static_cast<domain::ConsentChannel>(below(6)); }
    domain::Scopes scopes() { return {static_cast<std::uint8_t>(below(32))}; }
    std::vector<domain::InvoiceLine> lines() {
        std::vector<domain::InvoiceLine> made;
        for (auto left = below(30); left > 0; --left) {
            made.push_back({personal(), number(), number(), number(), static_cast<domain::VatTreatment>(below(4)),
                            static_cast<std::int32_t>(below(10'000)), number(), number(), number()});
        }
        return made;
    }
    domain::Metadata metadata() {
        domain::Metadata made;
        for (auto left = below(21); left > 0; --left) made.emplace_back(text(), personal());
        return made;
    }
    domain::InvoiceDraft draft() {
        return {uuid(),     currency(), flip(), text(), lines(), number(), totals(), maybe([&] { return date(); }),
                personal(), metadata(), flip()};
    }
    domain::ExpenseFigures expense_figures() {
        return {currency(), number(), number(), static_cast<domain::ExpenseCategory>(below(15)), method()};
    }
    domain::ExpenseFacts expense() { return {expense_figures(), personal(), personal(), date()}; }
    domain::CustomerDetails details() { return {personal(), personal(), personal(), personal(), personal()}; }
    domain::ApiKeyFacts key(PersonalText label) {
        return {uuid(),          text(),
                hash(),          {static_cast<std::uint8_t>(below(32))},
                flip(),          maybe([&] { return domain::Timestamp{below(253'402'300'800'000'000)}; }),
                std::move(label)};
    }

    void fill(domain::BusinessRegistered& event) {
        event = {text(),   flip(), flip(),     text(),     format(),  format(),
                 format(), uuid(), personal(), personal(), personal()};
    }
    void fill(domain::BusinessProfileChanged& event) { event = {text(), format(), format(), format(), personal()}; }
    void fill(domain::ApiKeyIssued& event) { event = {key(personal())}; }
    void fill(domain::ApiKeyRevoked& event) { event = {uuid()}; }
    void fill(domain::OperatorKeyIssued& event) { event = {key(PersonalText())}; }
    void fill(domain::OperatorKeyRevoked& event) { event = {uuid()}; }
    void fill(domain::CustomerRegistered& event) { event = {uuid(), uuid(), details()}; }
    void fill(domain::CustomerDetailsChanged& event) { event = {details()}; }
    void fill(domain::InvoiceIssued& event) {
        event.customer = uuid();
        event.seller = {text(), personal(), personal(), personal(), maybe([&] { return hash(); })};
        event.buyer = {personal(), personal(), personal()};
        event.currency = currency();
        event.prices_include_vat = flip();
        event.vat_rule_set = text();
        event.lines = lines();
        event.discount = number();
        event.totals = totals();
        event.issued_on = date();
        event.due_on = maybe([&] { return date(); });
        event.notes = personal();
        event.metadata = metadata();
        event.number_format = format();
        event.livemode = flip();
    }
    void fill(domain::InvoiceCancelled& event) { event = {currency(), totals(), personal()}; }
    void fill(domain::CreditNoteIssued& event) {
        event = {uuid(), currency(), {}, totals(), date(), personal(), format()};
        for (auto left = below(10); left > 0; --left) {
            event.lines.push_back({static_cast<std::int32_t>(below(500)), number(), number()});
        }
    }
    void fill(domain::PaymentApplied& event) { event = {uuid(), number()}; }
    void fill(domain::PaymentUnapplied& event) { event = {uuid(), number(), reason()}; }
    void fill(domain::InvoiceReopened& event) { event = {number()}; }
    void fill(domain::PaymentReceived& event) {
        event = {currency(),
                 number(),
                 number(),
                 method(),
                 personal(),
                 maybe([&] { return uuid(); }),
                 maybe([&] { return uuid(); }),
                 static_cast<domain::CreditReason>(below(9)),
                 date(),
                 format(),
                 flip(),
                 text(),
                 text(),
                 text(),
                 text()};
    }
    void fill(domain::PaymentInitiated& event) {
        event = {uuid(),     number(), currency(), number(), text(), text(), maybe([&] { return uuid(); }),
                 personal(), flip()};
    }
    void fill(domain::CheckoutOpened& event) { event = {text(), personal(), personal()}; }
    void fill(domain::PaymentFailed& event) { event = {text(), text(), personal(), date()}; }
    void fill(domain::RefundAcknowledged& event) { event = {uuid(), text(), text()}; }
    void fill(domain::PaymentAllocated& event) { event = {uuid(), currency(), number()}; }
    void fill(domain::PaymentDeallocated& event) { event = {uuid(), currency(), number(), reason()}; }
    void fill(domain::TaxProfileChanged& event) { event = {flip(), personal()}; }
    void fill(domain::BankAccountChanged& event) { event = {personal()}; }
    void fill(domain::MemberAdded& event) { event = {uuid(), personal(), personal(), scopes()}; }
    void fill(domain::MemberRemoved& event) { event = {uuid()}; }
    void fill(domain::ConsentGiven& event) { event = {text(), text(), channel()}; }
    void fill(domain::ConsentWithdrawn& event) { event = {text(), channel()}; }
    void fill(domain::InvoiceDrafted& event) { event = {draft()}; }
    void fill(domain::DraftChanged& event) { event = {draft()}; }
    void fill(domain::DraftDiscarded&) {}
    void fill(domain::InvoiceRevised& event) {
        fill(event.document);
        event.revision = number();
        event.replaced = totals();
    }
    void fill(domain::InvoiceWrittenOff& event) { event = {currency(), number(), date(), personal()}; }
    void fill(domain::InvoiceWriteOffReversed& event) { event = {currency(), number()}; }
    void fill(domain::WithholdingTaxRecorded& event) { event = {uuid(), currency(), number(), date(), personal()}; }
    void fill(domain::VatWithheldRecorded& event) { event = {uuid(), currency(), number(), date(), personal()}; }
    void fill(domain::WithholdingReversed& event) { event = {uuid(), withholding(), currency(), number(), personal()}; }
    void fill(domain::RefundRequested& event) { event = {uuid(), currency(), number(), personal(), number()}; }
    void fill(domain::RefundSettled& event) {
        event = {uuid(), currency(), number(), number(), number(), number(), method(), date()};
    }
    void fill(domain::RefundFailed& event) { event = {uuid(), currency(), number(), personal()}; }
    void fill(domain::ChargebackOpened& event) {
        event = {uuid(), currency(), number(), number(), method(), date(), personal()};
    }
    void fill(domain::ChargebackWon& event) { event = {uuid(), currency(), number(), method(), date()}; }
    void fill(domain::ChargebackLost& event) {
        event = {uuid(), currency(), number(), number(), number(), number(), number(), method(), date()};
    }
    void fill(domain::ProviderPayoutRecorded& event) {
        event = {text(), currency(), number(), number(), number(), number(), number(), date(), personal(), flip()};
    }
    void fill(domain::ExpenseRecorded& event) { event = {expense(), flip()}; }
    void fill(domain::ExpenseCorrected& event) { event = {expense(), expense_figures()}; }
    void fill(domain::ExpenseVoided& event) { event = {expense_figures(), personal()}; }
    void fill(domain::AccountingYearChanged& event) {
        event = {{static_cast<std::int32_t>(below(12)), static_cast<std::int32_t>(below(31))}};
    }
    void fill(domain::ErasureRequested& event) {
        event = {maybe([&] { return uuid(); }),
                 static_cast<domain::ErasureBasis>(below(5)),
                 uuid(),
                 uuid(),
                 maybe([&] { return date(); }),
                 date(),
                 date()};
    }
    void fill(domain::SubjectKeyDestroyed& event) {
        event = {uuid(),
                 static_cast<domain::KeyClass>(below(2)),
                 static_cast<domain::DestructionReason>(below(3)),
                 number(),
                 number(),
                 maybe([&] { return date(); })};
    }
    void fill(domain::RecordKeyPostponed& event) { event = {date(), date()}; }
    void fill(domain::LegalHoldPlaced& event) { event = {uuid(), personal(), personal()}; }
    void fill(domain::LegalHoldReleased& event) { event = {uuid(), personal()}; }
    void fill(domain::ProcessingRestricted& event) {
        event = {restriction(), maybe([&] { return uuid(); })};
    }
    void fill(domain::ProcessingRestrictionLifted& event) { event = {restriction()}; }
    void fill(domain::RequestReceived& event) {
        event = {static_cast<domain::RequestKind>(below(7)), maybe([&] { return uuid(); }), channel(), instant(),
                 personal()};
    }
    void fill(domain::RequesterIdentified& event) {
        event = {static_cast<domain::IdentificationMethod>(below(5)), maybe([&] { return uuid(); })};
    }
    void fill(domain::RequestDecided& event) {
        event = {static_cast<domain::RequestOutcome>(below(3)), text(), personal()};
    }
    void fill(domain::RequestCompleted& event) {
        event = {maybe([&] { return number(); }), text()};
    }
    void fill(domain::BreachAssessed& event) {
        event = {instant(),
                 maybe([&] { return instant(); }),
                 maybe([&] { return instant(); }),
                 static_cast<domain::BreachRisk>(below(3)),
                 number(),
                 texts(),
                 personal(),
                 personal()};
    }
    void fill(domain::AuthorityNotified& event) { event = {personal(), instant()}; }
    void fill(domain::SubjectsNotified& event) { event = {channel(), number(), instant()}; }
    void fill(domain::PersonalDataRead& event) {
        event = {static_cast<domain::PersonalRead>(below(3)), maybe([&] { return uuid(); }),
                 maybe([&] { return number(); }), maybe([&] { return number(); })};
    }
    void fill(domain::HistoryExported& event) { event = {number(), number(), number(), text()}; }
    domain::DeliveryChannel delivery_channel() { return static_cast<domain::DeliveryChannel>(below(2)); }
    void fill(domain::LogoChanged& event) {
        event = {maybe([&] { return hash(); })};
    }
    void fill(domain::PayLinkRenewed& event) { event = {number()}; }
    void fill(domain::TransferClaimed& event) {
        event = {uuid(), number(), currency(), number(), personal(), personal(), date()};
    }
    void fill(domain::TransferClaimRejected& event) { event = {uuid(), personal()}; }
    void fill(domain::SendRequested& event) {
        event = {uuid(), delivery_channel(), static_cast<domain::MessageTemplate>(below(5)), number(), personal()};
    }
    void fill(domain::InvoiceSent& event) { event = {uuid(), delivery_channel(), text()}; }
    void fill(domain::InvoiceDelivered& event) { event = {uuid(), delivery_channel()}; }
    void fill(domain::InvoiceBounced& event) { event = {uuid(), delivery_channel(), text(), flip(), personal()}; }
    void fill(domain::SendingFailed& event) { event = {uuid(), delivery_channel(), text()}; }
    void fill(domain::InvoiceViewed& event) { event = {number(), delivery_channel()}; }
    void fill(domain::DocumentRendered& event) {
        event = {static_cast<domain::DocumentKind>(below(4)),    number(), text(),
                 static_cast<domain::DocumentErasure>(below(3)), hash(),   number()};
    }
    void fill(domain::KekRotated& event) { event = {number(), number(), instant()}; }
    void fill(domain::KekDestroyed& event) { event = {number()}; }

private:
    std::mt19937_64& random_;
};

template <std::size_t index = 0>
domain::Event event_of_type(std::size_t type, Maker& maker) {
    if constexpr (index + 1 < std::variant_size_v<domain::AnyEvent>) {
        if (type != index) return event_of_type<index + 1>(type, maker);
    }
    std::variant_alternative_t<index, domain::AnyEvent> event;
    maker.fill(event);
    return event;
}

}  // namespace

domain::Event random_event(std::mt19937_64& random) {
    Maker maker(random);
    return event_of_type(static_cast<std::size_t>(maker.below(std::variant_size_v<domain::AnyEvent>)), maker);
}

}  // namespace suoledger::eventstore
