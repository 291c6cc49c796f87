// SPDX-License-Identifier: Apache-2.0
// Random command sequences: every event balances, nothing is lost between the two sides, a refusal leaves no trace.
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/domain/scenario.hpp"
#include "tests/support/seed.hpp"

using suoledger::seed;
using namespace suoledger::domain;

namespace {

using Streams = std::map<StreamId, std::shared_ptr<const State>>;

/// InvoiceReopened stands last on its stream exactly where the amount_due of an issued invoice rose from 0.
void check_reopenings(const Streams& before, const Streams& after, const Decision& decision) {
    std::map<StreamId, std::optional<std::int64_t>> reopened;
    for (const NewEvent& event : decision.events) {
        const auto* reopening = std::get_if<InvoiceReopened>(&event.event);
        reopened[event.stream] = reopening ? std::optional(reopening->amount_due) : std::nullopt;
    }
    for (const auto& [stream, amount_due] : reopened) {
        const auto known = before.find(stream);
        const auto* was = known == before.end() ? nullptr : std::get_if<InvoiceState>(&*known->second);
        const auto* is = std::get_if<InvoiceState>(&*after.at(stream));
        const bool rose = was && !was->draft && amount_due_of(*was) == 0 && amount_due_of(*is) > 0;
        ASSERT_EQ(amount_due, rose ? std::optional(amount_due_of(*is)) : std::nullopt);
    }
}

class RandomShop {
public:
    explicit RandomShop(std::uint64_t seed) : random_(seed), scenario_(shop()) {}

    void step() {
        const std::size_t before = scenario_.log().size();
        const Streams streams = scenario_.streams();
        const auto decided = scenario_.when(below(2) == 0 ? next() : next_on_invoice());
        if (!decided) {
            ASSERT_EQ(scenario_.log().size(), before) << "a refused command leaves no trace";
            return;
        }
        check_reopenings(streams, scenario_.streams(), *decided);
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
                auto command = an_invoice(1000 + invoices_++, {});
                command.lines = any_lines();
                command.prices_include_vat = below(2) == 0;
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

    std::vector<LineRequest> any_lines() {
        std::vector<std::int64_t> prices;
        for (int i = below(3); i >= 0; --i) prices.push_back(amount());
        auto lines = an_invoice(0, prices).lines;
        for (auto& line : lines) {
            line.quantity_thousandths = 1 + below(4000);
            line.vat_treatment = static_cast<VatTreatment>(below(4));
        }
        return lines;
    }
    ChangeDraft any_change() {
        ChangeDraft command;
        command.invoice_id = any_invoice();
        if (below(2) == 0) command.lines = any_lines();
        if (below(2) == 0) command.prices_include_vat = below(2) == 0;
        if (below(4) == 0) command.discount = below(400);
        if (below(4) == 0) command.customer = a_customer(2000 + below(20));
        return command;
    }
    template <class Record>
    Record any_withholding() {
        withholdings_.emplace_back(any_invoice(), id(12'000 + static_cast<int>(withholdings_.size())));
        return {withholdings_.back().first, withholdings_.back().second, amount(), {}, {}};
    }

    Command next_on_invoice() {
        switch (below(9)) {
            case 0:
                return DraftInvoice{.invoice_id = id(1000 + invoices_++),
                                    .customer = id(20),
                                    .lines = any_lines(),
                                    .discount = below(9)};
            case 1:
                return any_change();
            case 2:
                return DiscardDraft{below(3) == 0 ? any_invoice() : id(1)};
            case 3:
            case 4:
                return IssueDraft{any_invoice(), {}};
            case 5:
                return ReviseInvoice{.invoice_id = any_invoice(),
                                     .prices_include_vat = below(2) == 0,
                                     .lines = any_lines(),
                                     .discount = below(9)};
            case 6:
                return WriteOffInvoice{any_invoice(), {}, {}};
            case 7:
                if (below(2) == 0) return any_withholding<RecordVatWithheld>();
                return any_withholding<RecordWithholdingTax>();
            default: {
                if (withholdings_.empty()) return any_withholding<RecordWithholdingTax>();
                const auto& [invoice, withholding] =
                    withholdings_[static_cast<std::size_t>(below(static_cast<int>(withholdings_.size())))];
                return ReverseWithholding{invoice, withholding, {}};
            }
        }
    }

    std::mt19937_64 random_;
    Scenario scenario_;
    int invoices_ = 0, payments_ = 0, notes_ = 0;
    std::vector<std::pair<Uuid, Uuid>> withholdings_;  // invoice, withholding
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
            for (const auto& part : invoice->allocations.oldest_first())
                sum += by_invoice[{part.payment, stream.id}] = part.amount;
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
    for (const Currency currency : {Currency::ngn, Currency::usd})
        ASSERT_EQ(receivable_by_postings[currency], due[currency]) << "1100 is what customers owe";
}

/// Of an issued or revised document, or of a draft.
template <class Document>
void check_lines_add_up(const Document& issued) {
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

void check_documents_of(const Event& event) {
    if (const auto* issued = std::get_if<InvoiceIssued>(&event)) check_lines_add_up(*issued);
    if (const auto* revised = std::get_if<InvoiceRevised>(&event)) check_lines_add_up(revised->document);
    if (const auto* drafted = std::get_if<InvoiceDrafted>(&event)) check_lines_add_up(drafted->draft);
    if (const auto* changed = std::get_if<DraftChanged>(&event)) check_lines_add_up(changed->draft);
}

void check_invoice(const InvoiceState& invoice) {
    ASSERT_GE(amount_due_of(invoice), 0);
    if (invoice.draft) {
        ASSERT_EQ(invoice.credited + invoice.allocated + invoice.withheld + invoice.written_off, 0)
            << "nothing moves a draft";
        ASSERT_TRUE(invoice.allocations.oldest_first().empty());
    }
    if (invoice.written_off > 0) {
        ASSERT_EQ(amount_due_of(invoice), 0) << "a write-off takes all that is due";
    }
    std::int64_t withheld = 0, vat_withheld = 0;
    for (const Withholding& one : invoice.withholdings) {
        if (one.reversed) continue;
        withheld += one.amount;
        if (one.kind == WithholdingKind::vat) vat_withheld += one.amount;
    }
    ASSERT_EQ(withheld, invoice.withheld);
    ASSERT_LE(vat_withheld, invoice.totals.vat);
}

/// Folds the log again and looks at every invoice after each single event; answers how many were credited in full.
int check_every_position(const Scenario& scenario) {
    std::map<StreamId, State> states;
    std::map<StreamId, std::int64_t> credited_vat;
    for (const NewEvent& event : scenario.log()) {
        State& state = states.try_emplace(event.stream, initial_state(event.stream)).first->second;
        evolve(state, event.event);
        check_documents_of(event.event);
        if (const auto* note = std::get_if<CreditNoteIssued>(&event.event))
            credited_vat[event.stream] += note->totals.vat;
        if (const auto* invoice = std::get_if<InvoiceState>(&state)) check_invoice(*invoice);
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
        for (int step = 0; step < 100; ++step) shop.step();
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
        for (int step = 0; step < 100; ++step) {
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
