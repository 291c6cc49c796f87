// SPDX-License-Identifier: Apache-2.0
// What each event adds to which figure, on which day, with amounts worked out by hand.
#include "domain/figures.hpp"

#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;
using List = std::vector<Movement>;

namespace {

const Date today = day("2026-11-23");
constexpr InvoiceTotals totals{100'000, 7'500, 107'500};
constexpr auto standard = static_cast<std::uint8_t>(VatTreatment::standard);
constexpr auto zero_rated = static_cast<std::uint8_t>(VatTreatment::zero_rated);

InvoiceLine line(VatTreatment treatment, std::int64_t amount, std::int64_t vat) {
    InvoiceLine made;
    made.vat_treatment = treatment;
    made.amount = amount;
    made.vat = vat;
    return made;
}

/// ₦1 075 with 75 of VAT in it, and ₦500 zero-rated; prices include VAT.
InvoiceIssued mixed_invoice() {
    InvoiceIssued event;
    event.customer = id(20);
    event.lines = {line(VatTreatment::standard, 107'500, 7'500), line(VatTreatment::zero_rated, 50'000, 0)};
    event.totals = {150'000, 7'500, 157'500};
    event.issued_on = today;
    return event;
}

InvoiceFacts facts_of(const InvoiceIssued& event) { return *facts_after(std::nullopt, event, today); }

List movements(const Event& event, const InvoiceFacts* invoice = nullptr, const PaymentFacts* payment = nullptr) {
    return movements_of(event, {today, invoice, payment}).list;
}
Movement plain(Figure figure, std::int64_t amount, std::int64_t count, std::uint8_t dimension = 0) {
    return {figure, today, dimension, {}, amount, count};
}
Movement by_customer(Figure figure, std::int64_t amount, std::int64_t count, Date on = today) {
    return {figure, on, 0, id(20), amount, count};
}

TEST(Figures, AnInvoiceIsIssuedAndItsVatIsOwedByTreatment) {
    EXPECT_EQ(movements(mixed_invoice()),
              (List{plain(Figure::issued, 157'500, 1), by_customer(Figure::invoiced_of_customer, 157'500, 1),
                    plain(Figure::net_sales, 100'000, 0, standard), plain(Figure::vat_output, 7'500, 0, standard),
                    plain(Figure::net_sales, 50'000, 0, zero_rated)}));
}

TEST(Figures, WhereVatIsAddedTheLineIsTheNetAmount) {
    auto event = mixed_invoice();
    event.prices_include_vat = false;
    event.lines = {line(VatTreatment::standard, 100'000, 7'500)};
    event.totals = totals;
    const auto found = movements(event);
    EXPECT_EQ(found[2], plain(Figure::net_sales, 100'000, 0, standard));
    EXPECT_EQ(found[3], plain(Figure::vat_output, 7'500, 0, standard));
}

TEST(Figures, ARevisionMovesOnlyTheDifferenceOnItsOwnDay) {
    const auto before = facts_of(mixed_invoice());
    InvoiceRevised event;
    event.document = mixed_invoice();
    event.document.lines = {line(VatTreatment::standard, 215'000, 15'000)};
    event.document.totals = {200'000, 15'000, 215'000};
    event.replaced = mixed_invoice().totals;
    EXPECT_EQ(movements(event, &before),
              (List{plain(Figure::issued, 57'500, 0), by_customer(Figure::invoiced_of_customer, 57'500, 0),
                    plain(Figure::net_sales, 100'000, 0, standard), plain(Figure::vat_output, 7'500, 0, standard),
                    plain(Figure::net_sales, -50'000, 0, zero_rated)}));
}

TEST(Figures, ACancellationTakesEverythingBack) {
    const auto before = facts_of(mixed_invoice());
    const InvoiceCancelled event{Currency::ngn, mixed_invoice().totals, {}};
    EXPECT_EQ(movements(event, &before),
              (List{plain(Figure::cancelled, 157'500, 1), by_customer(Figure::invoiced_of_customer, -157'500, -1),
                    plain(Figure::net_sales, -100'000, 0, standard), plain(Figure::vat_output, -7'500, 0, standard),
                    plain(Figure::net_sales, -50'000, 0, zero_rated)}));
}

TEST(Figures, ACreditNoteTakesBackTheVatOfTheLinesItNames) {
    const auto before = facts_of(mixed_invoice());
    CreditNoteIssued event;
    event.lines = {{1, 20'000, 0}, {0, 10'750, 750}};
    event.totals = {30'000, 750, 30'750};
    EXPECT_EQ(movements(event, &before),
              (List{plain(Figure::credited, 30'750, 1), by_customer(Figure::invoiced_of_customer, -30'750, 0),
                    plain(Figure::net_sales, -10'000, 0, standard), plain(Figure::vat_output, -750, 0, standard),
                    plain(Figure::net_sales, -20'000, 0, zero_rated)}));
}

TEST(Figures, AnAllocationCountsOnThePaymentsDayAndADeallocationOnItsOwn) {
    const auto invoice = facts_of(mixed_invoice());
    const PaymentFacts payment{Currency::ngn, day("2026-10-05")};
    const PaymentAllocated allocated{id(30), Currency::ngn, 900};
    EXPECT_EQ(movements(allocated, &invoice, &payment),
              (List{{Figure::collected, day("2026-10-05"), 0, {}, 900, 1},
                    by_customer(Figure::collected_of_customer, 900, 1, day("2026-10-05"))}));
    const PaymentDeallocated released{id(30), Currency::ngn, 400, DeallocationReason::refund};
    EXPECT_EQ(movements(released, &invoice, &payment),
              (List{plain(Figure::collected, -400, -1), by_customer(Figure::collected_of_customer, -400, -1)}));
}

TEST(Figures, MoneyThatArrivedCountsByMethodAndItsFeeApart) {
    PaymentReceived event;
    event.amount = 10'000;
    event.fee = 150;
    event.method = PaymentMethod::provider;
    EXPECT_EQ(movements(event), (List{plain(Figure::received, 10'000, 1, 4), plain(Figure::fees, 150, 0, 0)}));
}

TEST(Figures, RefundsAndLostDisputesCountWithTheirFees) {
    RefundSettled refund;
    refund.amount = 700;
    refund.fee = 20;
    EXPECT_EQ(movements(refund), (List{plain(Figure::refunded, 700, 1), plain(Figure::fees, 20, 0, 1)}));
    ChargebackLost lost;
    lost.amount = 800;
    lost.fee = 30;
    EXPECT_EQ(movements(lost), (List{plain(Figure::charged_back, 800, 1), plain(Figure::fees, 30, 0, 1)}));
    EXPECT_EQ(movements(ChargebackOpened{}), List{}) << "a dispute is not lost yet";
    EXPECT_EQ(movements(RefundRequested{}), List{});
}

TEST(Figures, APayoutAddsOnlyTheFeesThatItBooks) {
    ProviderPayoutRecorded event;
    event.net = 5'000;
    event.cleared = 5'060;
    event.payment_fees = 40;
    event.dispute_fees = 20;
    EXPECT_EQ(movements(event), (List{plain(Figure::fees, 40, 0, 0), plain(Figure::fees, 20, 0, 1)}));
}

TEST(Figures, WriteOffsAndWithheldTaxAreTakenBackOnTheDayOfTheReversal) {
    EXPECT_EQ(movements(InvoiceWrittenOff{Currency::usd, 600, today, {}}), (List{plain(Figure::written_off, 600, 1)}));
    EXPECT_EQ(movements(InvoiceWriteOffReversed{Currency::usd, 600}), (List{plain(Figure::written_off, -600, -1)}));
    EXPECT_EQ(movements_of(InvoiceWriteOffReversed{Currency::usd, 600}, {today}).currency, Currency::usd);
    WithholdingTaxRecorded tax;
    tax.amount = 50;
    EXPECT_EQ(movements(tax), (List{plain(Figure::withheld, 50, 1, 0)}));
    VatWithheldRecorded vat;
    vat.amount = 75;
    EXPECT_EQ(movements(vat), (List{plain(Figure::withheld, 75, 1, 1)}));
    WithholdingReversed reversed;
    reversed.kind = WithholdingKind::vat;
    reversed.amount = 75;
    EXPECT_EQ(movements(reversed), (List{plain(Figure::withheld, -75, -1, 1)}));
}

TEST(Figures, AnExpenseCostsWhatCannotBeClaimed) {
    ExpenseFigures figures{Currency::ngn, 10'750, 750, ExpenseCategory::transport, PaymentMethod::cash};
    ExpenseRecorded recorded;
    recorded.facts.figures = figures;
    const auto transport = static_cast<std::uint8_t>(ExpenseCategory::transport);
    const auto rent = static_cast<std::uint8_t>(ExpenseCategory::rent);
    EXPECT_EQ(movements(recorded),
              (List{plain(Figure::expenses, 10'000, 1, transport), plain(Figure::vat_input, 750, 0)}));
    ExpenseCorrected corrected;
    corrected.replaced = figures;
    corrected.facts.figures = {Currency::ngn, 9'000, 0, ExpenseCategory::rent, PaymentMethod::cash};
    EXPECT_EQ(movements(corrected), (List{plain(Figure::expenses, -10'000, -1, transport),
                                          plain(Figure::vat_input, -750, 0), plain(Figure::expenses, 9'000, 1, rent)}));
    EXPECT_EQ(movements(ExpenseVoided{figures, {}}),
              (List{plain(Figure::expenses, -10'000, -1, transport), plain(Figure::vat_input, -750, 0)}));
}

TEST(Figures, AnInvoiceIsSettledFromTheDayNothingIsDueOfIt) {
    auto facts = facts_after(std::nullopt, mixed_invoice(), today);
    const auto after = [&facts](const Event& event, const char* on) { facts = facts_after(facts, event, day(on)); };
    after(PaymentApplied{id(30), 57'500}, "2026-11-24");
    EXPECT_EQ(facts->settled_on, std::nullopt);
    after(PaymentApplied{id(31), 100'000}, "2026-11-26");
    EXPECT_EQ(facts->settled_on, day("2026-11-26"));
    after(PaymentUnapplied{id(31), 100'000, {}}, "2026-11-27");
    EXPECT_EQ(facts->settled_on, std::nullopt);
    WithholdingTaxRecorded tax;
    tax.amount = 100'000;
    after(tax, "2026-11-28");
    EXPECT_EQ(facts->settled_on, day("2026-11-28")) << "a part was paid, the rest withheld by law";
}

TEST(Figures, AnInvoiceThatNobodyPaidIsNeverSettled) {
    CreditNoteIssued all;
    all.totals = mixed_invoice().totals;
    EXPECT_EQ(facts_after(facts_of(mixed_invoice()), all, today)->settled_on, std::nullopt);
    const InvoiceWrittenOff written_off{Currency::ngn, 157'500, today, {}};
    EXPECT_EQ(facts_after(facts_of(mixed_invoice()), written_off, today)->settled_on, std::nullopt);
    EXPECT_FALSE(facts_after(std::nullopt, InvoiceDrafted{}, today).has_value());
}

/// Whatever is invoiced is net sales and VAT; whatever is collected of customers is collected.
TEST(Figures, OfAShopAgreeWithItsJournal) {
    Scenario scenario = shop();
    ASSERT_TRUE(scenario.when(an_invoice(30, {107'500, 21'500})));
    ASSERT_TRUE(scenario.when(a_payment(40, 50'000, id(30))));
    ASSERT_TRUE(scenario.when(IssueCreditNote{id(30), id(50), {}, {}}));
    std::map<StreamId, std::optional<InvoiceFacts>> invoices;
    PaymentFacts payment{Currency::ngn, today};
    std::map<Figure, std::int64_t> sums;
    for (const NewEvent& event : scenario.log()) {
        StreamId stream = event.stream;
        if (const auto* allocated = std::get_if<PaymentAllocated>(&event.event))
            stream = {Scenario::tenant, StreamType::invoice, allocated->invoice};
        if (const auto* released = std::get_if<PaymentDeallocated>(&event.event))
            stream = {Scenario::tenant, StreamType::invoice, released->invoice};
        auto& facts = invoices[stream];
        for (const auto& movement : movements_of(event.event, {today, facts ? &*facts : nullptr, &payment}).list)
            sums[movement.figure] += movement.amount;
        if (event.stream.type == StreamType::invoice) facts = facts_after(facts, event.event, today);
    }
    EXPECT_EQ(sums[Figure::issued], 129'000);
    EXPECT_EQ(sums[Figure::credited], 129'000);
    EXPECT_EQ(sums[Figure::collected], 0) << "the credit note released what was paid";
    EXPECT_EQ(sums[Figure::vat_output], -balance_of(scenario, 2100));
    EXPECT_EQ(sums[Figure::net_sales], -balance_of(scenario, 4000) - balance_of(scenario, 4900));
    EXPECT_EQ(sums[Figure::received], balance_of(scenario, 1000));
}

}  // namespace
