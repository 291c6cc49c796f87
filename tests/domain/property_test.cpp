// SPDX-License-Identifier: Apache-2.0
// Random command sequences: every event balances, nothing is lost between the two sides, a refusal leaves no trace.
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"

using namespace suoledger::domain;

namespace {

std::uint64_t seed() {
    const char* given = std::getenv("SUOLEDGER_SEED");
    const std::uint64_t value = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "seed " << value << " (repeat with SUOLEDGER_SEED=" << value << ")\n";
    return value;
}

class RandomShop {
public:
    explicit RandomShop(std::uint64_t seed) : random_(seed), scenario_(shop()) {}

    void step() {
        const std::size_t before = scenario_.log().size();
        const auto decided = scenario_.when(next());
        if (!decided) {
            ASSERT_EQ(scenario_.log().size(), before) << "a refused command leaves no trace";
        }
    }
    [[nodiscard]] const Scenario& scenario() const { return scenario_; }

private:
    int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
    Uuid any_invoice() { return id(1000 + below(std::max(1, invoices_ + 1))); }
    Uuid any_payment() { return id(5000 + below(std::max(1, payments_ + 1))); }
    std::int64_t amount() { return 1 + below(below(2) == 0 ? 500 : 5'000'000); }

    Command next() {
        switch (below(9)) {
            case 0:
            case 1: {
                std::vector<std::int64_t> prices;
                for (int i = below(3); i >= 0; --i) prices.push_back(amount());
                auto command = an_invoice(1000 + invoices_++, prices);
                command.prices_include_vat = below(2) == 0;
                for (auto& line : command.lines) {
                    line.quantity_thousandths = 1 + below(4000);
                    line.vat_treatment = static_cast<VatTreatment>(below(4));
                }
                command.discount = below(3) == 0 ? below(400) : 0;
                command.currency = below(5) == 0 ? Currency::usd : Currency::ngn;
                if (below(4) == 0) command.customer = a_customer(2000 + below(20));
                return command;
            }
            case 2:
            case 3:
                return a_payment(5000 + payments_++, amount(),
                                 below(5) == 0 ? std::nullopt : std::optional(any_invoice()));
            case 4:
                return AllocatePayment{any_payment(), any_invoice(),
                                       below(2) == 0 ? std::nullopt : std::optional(amount())};
            case 5:
                return DeallocatePayment{any_payment(), any_invoice(),
                                         below(2) == 0 ? std::nullopt : std::optional(amount())};
            case 6:
                return CancelInvoice{any_invoice(), {}};
            default: {
                IssueCreditNote command{any_invoice(), id(9000 + notes_++), {}, {}};
                if (below(2) == 0) command.lines.push_back({below(3), amount()});
                return command;
            }
        }
    }

    std::mt19937_64 random_;
    Scenario scenario_;
    int invoices_ = 0, payments_ = 0, notes_ = 0;
};

void check_books(const Scenario& scenario) {
    std::map<Currency, std::int64_t> received, allocated, unallocated, receivable_by_postings, due;
    for (const auto& event : scenario.log()) {
        const JournalEntry entry = postings_of(event.event);
        std::int64_t difference = 0;
        for (const auto& posting : entry.postings) {
            difference += posting.debit - posting.credit;
            ASSERT_TRUE((posting.debit > 0) != (posting.credit > 0)) << "one side of a posting is 0, the other is not";
            if (posting.account == 1100) receivable_by_postings[entry.currency] += posting.debit - posting.credit;
        }
        ASSERT_EQ(difference, 0) << name_of(event.event);
    }
    std::map<std::pair<Uuid, Uuid>, std::int64_t> by_invoice, by_payment;
    for (const auto& [stream, state] : scenario.streams()) {
        if (const auto* invoice = std::get_if<InvoiceState>(&*state)) {
            ASSERT_GE(amount_due_of(*invoice), 0);
            ASSERT_EQ(invoice->totals.subtotal + invoice->totals.vat, invoice->totals.total);
            due[invoice->currency] += amount_due_of(*invoice);
            std::int64_t sum = 0;
            for (const auto& part : invoice->allocations) sum += by_invoice[{part.payment, stream.id}] = part.amount;
            ASSERT_EQ(sum, invoice->allocated);
        } else if (const auto* payment = std::get_if<PaymentState>(&*state)) {
            ASSERT_GE(amount_unallocated_of(*payment), 0);
            received[payment->currency] += payment->amount;
            unallocated[payment->currency] += amount_unallocated_of(*payment);
            allocated[payment->currency] += payment->allocated;
            for (const auto& part : payment->allocations) by_payment[{stream.id, part.invoice}] = part.amount;
        }
    }
    ASSERT_EQ(by_invoice, by_payment) << "the two sides of an allocation";
    for (const auto& [currency, amount] : received) ASSERT_EQ(amount, allocated[currency] + unallocated[currency]);
    ASSERT_EQ(receivable_by_postings[Currency::ngn], due[Currency::ngn]) << "1100 is what customers owe";
}

void check_lines_add_up(const InvoiceIssued& issued) {
    std::int64_t amount = 0, vat = 0, shares = 0;
    for (const InvoiceLine& line : issued.lines) {
        ASSERT_GE(line.amount, 0);
        ASSERT_EQ(line.vat, vat_of(line.amount, line.vat_rate_bps, issued.prices_include_vat));
        amount += line.amount;
        vat += line.vat;
        shares += line.discount_share;
    }
    ASSERT_EQ(shares, issued.discount);
    ASSERT_EQ(vat, issued.totals.vat);
    ASSERT_EQ(amount, issued.prices_include_vat ? issued.totals.total : issued.totals.subtotal);
}

/// Folds the log again and looks at every invoice after each single event; answers how many were credited in full.
int check_every_position(const Scenario& scenario) {
    std::map<StreamId, State> states;
    std::map<StreamId, std::int64_t> credited_vat;
    for (const NewEvent& event : scenario.log()) {
        State& state = states.try_emplace(event.stream, initial_state(event.stream)).first->second;
        evolve(state, event.event);
        if (const auto* issued = std::get_if<InvoiceIssued>(&event.event)) check_lines_add_up(*issued);
        if (const auto* note = std::get_if<CreditNoteIssued>(&event.event))
            credited_vat[event.stream] += note->totals.vat;
        if (const auto* invoice = std::get_if<InvoiceState>(&state)) {
            EXPECT_GE(amount_due_of(*invoice), 0);
        }
        if (const auto* payment = std::get_if<PaymentState>(&state)) {
            EXPECT_GE(amount_unallocated_of(*payment), 0);
        }
    }
    int credited_in_full = 0;
    for (const auto& [stream, state] : states) {
        const auto* invoice = std::get_if<InvoiceState>(&state);
        if (!invoice || invoice->credited != invoice->totals.total) continue;
        ++credited_in_full;
        EXPECT_EQ(credited_vat[stream], invoice->totals.vat) << "crediting all reverses the VAT exactly";
    }
    return credited_in_full;
}

TEST(RandomCommands, HoldAtEveryPositionAndCreditVatExactly) {
    std::mt19937_64 seeds(seed());
    int credited_in_full = 0;
    for (int sequence = 0; sequence < 150; ++sequence) {
        RandomShop shop(seeds());
        for (int step = 0; step < 60; ++step) shop.step();
        credited_in_full += check_every_position(shop.scenario());
        if (HasFailure()) return;
    }
    EXPECT_GT(credited_in_full, 100) << "too few invoices were credited in full: the property tests nothing";
}

TEST(RandomCommands, KeepTheBooksInBalance) {
    std::mt19937_64 seeds(seed());
    std::size_t events = 0;
    for (int sequence = 0; sequence < 150; ++sequence) {
        RandomShop shop(seeds());
        for (int step = 0; step < 60; ++step) {
            shop.step();
            if (HasFatalFailure()) return;
        }
        check_books(shop.scenario());
        if (HasFatalFailure()) return;
        events += shop.scenario().log().size();
    }
    EXPECT_GT(events, 2000U) << "most commands were refused: the sequences test nothing";
}

TEST(RandomCommands, RaiseTheVersionOfTheirStreamsByOneEach) {
    std::mt19937_64 seeds(seed());
    RandomShop shop(seeds());
    for (int step = 0; step < 200; ++step) shop.step();
    std::map<StreamId, std::int64_t> counted;
    for (const auto& event : shop.scenario().log()) ++counted[event.stream];
    for (const auto& [stream, state] : shop.scenario().streams()) {
        const auto version = std::visit([](const auto& typed) { return typed.version; }, *state);
        EXPECT_EQ(version, counted[stream]);
    }
}

}  // namespace
