// SPDX-License-Identifier: Apache-2.0
// The second set of books: what an append does to accounts, streams and numbers, against what states say.
#include "tests/domain/books.hpp"

#include <algorithm>

#include "tests/domain/same_state.hpp"

namespace suoledger::domain {

namespace {

constexpr AccountCode disputed_funds = 1060, receivable = 1100, due_from_provider = 1150, wht_receivable = 1200,
                      input_vat = 1210, vat_withheld = 1220, output_vat = 2100, customer_credits = 2200, sales = 4000,
                      sales_returns = 4900, payment_fees = 6100, dispute_fees = 6110, bad_debts = 6200;

/// Sales, their VAT and returns are one figure here: a state does not keep how much VAT its credit notes took back.
/// Nothing for the accounts where money itself lies: as every event balances, they hold what all others leave.
std::optional<AccountCode> explained_by(AccountCode account) {
    if (account == sales || account == output_vat || account == sales_returns) return sales;
    if (account < disputed_funds || account == 1090) return std::nullopt;
    return account;
}

std::int64_t version_of(const State& state) {
    return std::visit([](const auto& typed) { return typed.version; }, state);
}

template <class Shares, class Counterpart>
std::int64_t share_of(const Shares& shares, Counterpart counterpart, const Uuid& id) {
    for (const auto& share : shares)
        if (share.*counterpart == id) return share.amount;
    return 0;
}

/// Out of the newest reserves first.
void check_reserves_taken(const std::vector<Refund>& before, const std::vector<Refund>& after) {
    bool newer_left = false;
    for (std::size_t i = before.size(); i-- > 0;) {
        require(!newer_left || after.at(i) == before[i], "a lost dispute takes the newest reserve first");
        newer_left = newer_left || after.at(i).reserved > 0;
    }
}

void check_order(const State& before, const Event& event) {
    const auto* freed = std::get_if<PaymentDeallocated>(&event);
    if (freed && (freed->reason == DeallocationReason::refund || freed->reason == DeallocationReason::chargeback)) {
        const auto& shares = std::get<PaymentState>(before).allocations;
        require(!shares.empty() && shares.back().invoice == freed->invoice, "the newest allocation is taken first");
    }
    const auto* unapplied = std::get_if<PaymentUnapplied>(&event);
    if (unapplied && unapplied->reason == DeallocationReason::credit_note) {
        const auto parts = std::get<InvoiceState>(before).allocations.oldest_first();
        require(!parts.empty() && parts.back().payment == unapplied->payment, "the newest payment is freed first");
    }
}

}  // namespace

const InvoiceState* Books::invoice(const StreamId& stream) const {
    const auto found = states_.find(stream);
    return found == states_.end() ? nullptr : std::get_if<InvoiceState>(&found->second);
}
const PaymentState* Books::payment(const StreamId& stream) const {
    const auto found = states_.find(stream);
    return found == states_.end() ? nullptr : std::get_if<PaymentState>(&found->second);
}

void Books::expect_fees(const Command& command, const Decision& decision) {
    const bool settles = std::ranges::any_of(
        decision.events, [](const NewEvent& event) { return std::holds_alternative<RefundSettled>(event.event); });
    // A refund that was settled before is not settled again, whatever a provider says it took for it.
    if (const auto* refund = std::get_if<RecordProviderRefund>(&command); refund && settles)
        unexplained_[{refund->amount.currency, dispute_fees}] -= refund->fee;
    if (const auto* refund = std::get_if<RecordRefund>(&command))
        if (const auto* of = payment({Scenario::tenant, StreamType::payment, refund->payment_id}))
            unexplained_[{of->currency, dispute_fees}] -= refund->fee;
    if (const auto* dispute = std::get_if<RecordChargeback>(&command))
        if (const auto* of = payment({Scenario::tenant, StreamType::payment, dispute->payment_id}))
            unexplained_[{of->currency, dispute_fees}] -= dispute->fee;
    if (const auto* payout = std::get_if<RecordPayout>(&command)) {
        unexplained_[{payout->currency, dispute_fees}] -= payout->dispute_fees;
        unexplained_[{payout->currency, payment_fees}] -= payout->payment_fees;
        unexplained_[{payout->currency, due_from_provider}] += payout->due_returned;
    }
}

void Books::expect_state(const State& state, std::int64_t sign) {
    const auto expect = [&](Currency currency, AccountCode account, std::int64_t amount) {
        unexplained_[{currency, account}] -= sign * amount;
    };
    if (const auto* owed = std::get_if<InvoiceState>(&state); owed && owed->version > 0) {
        expect(owed->currency, receivable, amount_due_of(*owed));
        expect(owed->currency, bad_debts, owed->written_off);
        for (const Withholding& one : owed->withholdings)
            if (!one.reversed)
                expect(owed->currency, one.kind == WithholdingKind::vat ? vat_withheld : wht_receivable, one.amount);
        if (!owed->draft && !owed->cancelled) expect(owed->currency, sales, owed->credited - owed->totals.total);
    }
    if (const auto* paid = std::get_if<PaymentState>(&state)) {
        expect(paid->currency, customer_credits, -amount_unallocated_of(*paid) - paid->reserved);
        expect(paid->currency, due_from_provider, paid->overdrawn);
        expect(paid->currency, payment_fees, paid->fee);
        for (const Chargeback& dispute : paid->chargebacks)
            if (dispute.stage == ChargebackStage::opened) expect(paid->currency, disputed_funds, dispute.amount_taken);
    }
    if (const auto* spent = std::get_if<ExpenseState>(&state); spent && !spent->voided) {
        const ExpenseFigures& figures = spent->facts.figures;
        expect(figures.currency, account_of(figures.category), figures.amount - figures.vat);
        expect(figures.currency, input_vat, figures.vat);
    }
}

void Books::post(const Event& event) {
    const JournalEntry entry = postings_of(event);
    std::int64_t difference = 0;
    for (const Posting& posting : entry.postings) {
        require((posting.debit > 0) != (posting.credit > 0), "one side of a posting is 0, the other is not");
        const std::int64_t amount = posting.debit - posting.credit;
        difference += amount;
        if (const auto account = explained_by(posting.account)) unexplained_[{entry.currency, *account}] += amount;
    }
    require(difference == 0, "every event balances");
}

void Books::count_flows(const Event& event) {
    if (const auto* received = std::get_if<PaymentReceived>(&event))
        flows_[received->currency].received += received->amount;
    if (const auto* paid = std::get_if<PaymentAllocated>(&event)) flows_[paid->currency].allocated += paid->amount;
    if (const auto* freed = std::get_if<PaymentDeallocated>(&event)) flows_[freed->currency].allocated -= freed->amount;
    if (const auto* refund = std::get_if<RefundSettled>(&event)) {
        flows_[refund->currency].refunded += refund->amount;
        flows_[refund->currency].overdrawn += refund->overdrawn;
    }
    if (const auto* lost = std::get_if<ChargebackLost>(&event)) {
        flows_[lost->currency].charged_back += lost->amount;
        flows_[lost->currency].overdrawn += lost->overdrawn;
    }
}

void Books::take(const NewEvent& event) {
    State& state = states_.at(event.stream);
    check_order(state, event.event);
    const auto* lost = std::get_if<ChargebackLost>(&event.event);
    const auto refunds_before = lost ? std::get<PaymentState>(state).refunds : std::vector<Refund>();
    evolve(state, event.event);
    require(version_of(state) == ++events_[event.stream], "versions rise by one");
    if (const Series series = series_of(event.event); series != Series::none) ++numbered_[event.stream][series];
    check_document(event.event);
    post(event.event);
    count_flows(event.event);
    if (const auto* owed = std::get_if<InvoiceState>(&state)) check_invoice(*owed);
    const auto* paid = std::get_if<PaymentState>(&state);
    if (!paid) return;
    check_payment(*paid);
    // Nothing is overdrawn while there is something to take; a refund leaves the reserves of others alone.
    const std::int64_t left = amount_unallocated_of(*paid) + paid->allocated;
    const auto* settled = std::get_if<RefundSettled>(&event.event);
    require(!settled || settled->overdrawn == 0 || left == 0, "a refund overdraws only an empty payment");
    require(!lost || lost->overdrawn == 0 || left + paid->reserved == 0, "a dispute overdraws only an empty payment");
    require(!lost || lost->from_reserved == 0 || left == 0, "a dispute takes reserves last");
    if (lost) check_reserves_taken(refunds_before, paid->refunds);
}

void Books::check_both_sides(const StreamId& stream) const {
    if (const PaymentState* paid = payment(stream))
        for (const InvoiceShare& share : paid->allocations) {
            const InvoiceState* owed = invoice({stream.tenant, StreamType::invoice, share.invoice});
            require(owed &&
                        share_of(owed->allocations.oldest_first(), &Allocation::payment, stream.id) == share.amount &&
                        owed->currency == paid->currency,
                    "an invoice agrees with what the payment allocated to it");
        }
    if (const InvoiceState* owed = invoice(stream))
        for (const Allocation& part : owed->allocations.oldest_first()) {
            const PaymentState* paid = payment({stream.tenant, StreamType::payment, part.payment});
            require(paid && share_of(paid->allocations, &InvoiceShare::invoice, stream.id) == part.amount,
                    "a payment agrees with what was applied to the invoice");
        }
}

void Books::take(const Command& command, const Decision& decision) {
    require(!decision.events.empty(), "what is not refused appends something");
    struct Before {
        std::int64_t due = 0;
        bool reopens = false;  // an invoice that was issued before
    };
    std::map<StreamId, Before> touched;
    std::map<StreamId, std::int64_t> reopened;
    expect_fees(command, decision);
    for (const NewEvent& event : decision.events) {
        const auto [found, first] = touched.try_emplace(event.stream);
        if (first) {
            const State& state = states_.try_emplace(event.stream, initial_state(event.stream)).first->second;
            expect_state(state, -1);
            if (const InvoiceState* owed = invoice(event.stream))
                found->second = {amount_due_of(*owed), owed->version > 0 && !owed->draft};
        }
        take(event);
        if (const auto* opened = std::get_if<InvoiceReopened>(&event.event))
            reopened[event.stream] = opened->amount_due;
    }
    require(touched.contains(decision.target), "the target is one of the streams that changed");
    for (const auto& [stream, before] : touched) {
        expect_state(states_.at(stream), 1);
        check_both_sides(stream);
        const InvoiceState* owed = invoice(stream);
        const std::int64_t due = owed ? amount_due_of(*owed) : 0;
        const bool rose = before.reopens && before.due == 0 && due > 0;
        require(reopened.contains(stream) == rose, "an invoice reopens exactly where something is due again");
        require(!rose || reopened[stream] == due, "a reopening says what is due");
    }
    for (const auto& [key, amount] : unexplained_)
        if (amount != 0)
            throw BrokenRule("account " + std::to_string(key.second) + " in " + std::string(to_string(key.first)) +
                             " is " + std::to_string(amount) + " above what the states say");
}

void Books::check_whole(const Scenario& scenario) const {
    require(states_.size() == scenario.streams().size(), "as many streams");
    std::map<Currency, Flows> flows;
    std::size_t events = 0;
    for (const auto& [stream, state] : scenario.streams()) {
        require(states_.at(stream) == *state, "the log, folded from empty, gives the state");
        require(version_of(*state) == events_.at(stream), "a version is the number of its stream's events");
        check_both_sides(stream);
        events += static_cast<std::size_t>(events_.at(stream));
        const auto numbers = numbered_.find(stream);
        const auto taken = numbers == numbered_.end() ? std::map<Series, std::int64_t>{} : numbers->second;
        const auto number = [&](Series series) { return taken.contains(series) ? taken.at(series) : 0; };
        const auto* owed = std::get_if<InvoiceState>(&*state);
        const auto* paid = std::get_if<PaymentState>(&*state);
        require(number(Series::invoice) == (owed && !owed->draft ? 1 : 0),
                "an issued invoice has one number, a draft none");
        require(number(Series::receipt) == (paid && paid->is_received ? 1 : 0),
                "money has one number, an attempt none");
        if (!owed || owed->credited == 0) require(number(Series::credit_note) == 0, "a credit note credits something");
        if (!paid || !paid->is_received) continue;
        Flows& sum = flows[paid->currency];
        sum.received += paid->amount;
        sum.allocated += paid->allocated;
        sum.refunded += paid->refunded;
        sum.charged_back += paid->charged_back;
        sum.overdrawn += paid->overdrawn;
    }
    require(events == scenario.log().size(), "every event of the log is on one stream");
    require(flows == flows_, "per currency, the payments are what the events say");
}

}  // namespace suoledger::domain
