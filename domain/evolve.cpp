// SPDX-License-Identifier: Apache-2.0
// Folding events into the state of their stream.
#include <algorithm>

#include "domain/decide.hpp"
#include "domain/ledger_assert.hpp"

namespace suoledger::domain {
namespace {

/// The counterpart's entry grows, or a new one joins behind the others.
template <class Share>
void add_share(std::vector<Share>& shares, Uuid Share::* counterpart, const Uuid& id, std::int64_t amount) {
    for (Share& share : shares) {
        if (share.*counterpart != id) continue;
        share.amount += amount;
        return;
    }
    Share share;
    share.*counterpart = id;
    share.amount = amount;
    shares.push_back(share);
}

template <class Share>
void take_share(std::vector<Share>& shares, Uuid Share::* counterpart, const Uuid& id, std::int64_t amount) {
    const auto found = std::ranges::find(shares, id, counterpart);
    LEDGER_ASSERT(found != shares.end() && found->amount >= amount);
    found->amount -= amount;
    if (found->amount == 0) shares.erase(found);
}

void apply(BusinessState& state, const BusinessRegistered& event) {
    state.name = event.name;
    state.livemode = event.livemode;
    state.vat_registered = event.vat_registered;
    const auto zone = find_zone(event.time_zone);
    LEDGER_ASSERT(zone.has_value());
    state.zone = *zone;
    state.invoice_format = event.invoice_format;
    state.credit_note_format = event.credit_note_format;
    state.receipt_format = event.receipt_format;
    state.business_key = event.business_key;
    state.address = event.address;
    state.tax_id = event.tax_id;
    state.bank_account = event.bank_account;
}
void apply(BusinessState& state, const BusinessProfileChanged& event) {
    state.name = event.name;
    state.invoice_format = event.invoice_format;
    state.credit_note_format = event.credit_note_format;
    state.receipt_format = event.receipt_format;
    state.address = event.address;
}
void apply(BusinessState& state, const ApiKeyIssued& event) { state.key_revoked[event.key.key_id] = false; }
void apply(BusinessState& state, const ApiKeyRevoked& event) { state.key_revoked[event.key_id] = true; }
void apply(PlatformState& state, const OperatorKeyIssued& event) { state.key_revoked[event.key.key_id] = false; }
void apply(PlatformState& state, const OperatorKeyRevoked& event) { state.key_revoked[event.key_id] = true; }

void apply(CustomerState& state, const CustomerRegistered& event) {
    state.contact_key = event.contact_key;
    state.record_key = event.record_key;
    state.details = event.details;
}
void apply(CustomerState& state, const CustomerDetailsChanged& event) { state.details = event.details; }

void apply(InvoiceState& state, const InvoiceIssued& event) {
    state.customer = event.customer;
    state.currency = event.currency;
    state.prices_include_vat = event.prices_include_vat;
    state.lines = event.lines;
    for (InvoiceLine& line : state.lines) line.description = PersonalText();
    state.credited_by_line.assign(event.lines.size(), 0);
    state.totals = event.totals;
    state.issued_on = event.issued_on;
    state.due_on = event.due_on;
}
void apply(InvoiceState& state, const InvoiceCancelled&) { state.cancelled = true; }
void apply(InvoiceState& state, const CreditNoteIssued& event) {
    for (const CreditedLine& credited : event.lines) {
        const auto index = static_cast<std::size_t>(credited.line);
        LEDGER_ASSERT(index < state.credited_by_line.size());
        state.credited_by_line[index] += credited.amount;
    }
    state.credited += event.totals.total;
}
void apply(InvoiceState& state, const PaymentApplied& event) {
    add_share(state.allocations, &Allocation::payment, event.payment, event.amount);
    state.allocated += event.amount;
}
void apply(InvoiceState& state, const PaymentUnapplied& event) {
    take_share(state.allocations, &Allocation::payment, event.payment, event.amount);
    state.allocated -= event.amount;
}
void apply(InvoiceState&, const InvoiceReopened&) {}

void apply(PaymentState& state, const PaymentReceived& event) {
    state.currency = event.currency;
    state.amount = event.amount;
    state.fee = event.fee;
    state.customer = event.customer;
}
void apply(PaymentState& state, const PaymentAllocated& event) {
    add_share(state.allocations, &InvoiceShare::invoice, event.invoice, event.amount);
    state.allocated += event.amount;
}
void apply(PaymentState& state, const PaymentDeallocated& event) {
    take_share(state.allocations, &InvoiceShare::invoice, event.invoice, event.amount);
    state.allocated -= event.amount;
}

template <class S, class E>
concept Evolves = requires(S& state, const E& event) { apply(state, event); };

/// Every event must evolve exactly one kind of state, or it does not compile.
template <class E>
constexpr int kinds_evolved_by = []<class... S>(std::variant<S...>*) {
    return (0 + ... + static_cast<int>(Evolves<S, E>));
}(static_cast<State*>(nullptr));

}  // namespace

State initial_state(const StreamId& stream) {
    switch (stream.type) {
        case StreamType::business: {
            BusinessState state;
            state.id = stream.id;
            return state;
        }
        case StreamType::customer: {
            CustomerState state;
            state.id = stream.id;
            return state;
        }
        case StreamType::invoice: {
            InvoiceState state;
            state.id = stream.id;
            return state;
        }
        case StreamType::payment: {
            PaymentState state;
            state.id = stream.id;
            return state;
        }
        case StreamType::platform:
            return PlatformState{};
    }
    throw BrokenInvariant("a stream of no known type");
}

void evolve(State& state, const Event& event) {
    std::visit(
        []<class S, class E>(S& folded, const E& fact) {
            static_assert(kinds_evolved_by<E> == 1);
            if constexpr (Evolves<S, E>) {
                apply(folded, fact);
                ++folded.version;
            } else {
                throw BrokenInvariant("an event in a stream of another type: " + std::string(EventName<E>::value));
            }
        },
        state, event);
}

}  // namespace suoledger::domain
