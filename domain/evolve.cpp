// SPDX-License-Identifier: Apache-2.0
// Folding events into the state of their stream.
#include "domain/evolving.hpp"
#include "domain/ledger_assert.hpp"

namespace suoledger::domain {
namespace {

template <class S, class E>
concept Evolves = requires(S& state, const E& event) { apply(state, event); };

/// Every event must evolve exactly one kind of state, or it does not compile.
template <class E>
constexpr int kinds_evolved_by = []<class... S>(std::variant<S...>*) {
    return (0 + ... + static_cast<int>(Evolves<S, E>));
}(static_cast<AnyState*>(nullptr));

}  // namespace

State::State(const State&) = default;
State::State(State&&) noexcept = default;
State& State::operator=(const State&) = default;
State& State::operator=(State&&) noexcept = default;
State::~State() = default;

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
        case StreamType::payout: {
            PayoutState state;
            state.id = stream.id;
            return state;
        }
        case StreamType::expense: {
            ExpenseState state;
            state.id = stream.id;
            return state;
        }
        case StreamType::request: {
            RequestState state;
            state.id = stream.id;
            return state;
        }
        case StreamType::access:
            return AccessState{};
        case StreamType::delivery: {
            DeliveryState state;
            state.id = stream.id;
            return state;
        }
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
