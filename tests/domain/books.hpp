// SPDX-License-Identifier: Apache-2.0
// A second set of books beside the ledger: folds every append and says what does not hold of it.
#pragma once

#include <map>
#include <stdexcept>
#include <string_view>

#include "tests/domain/scenario.hpp"

namespace suoledger::domain {

/// Thrown and not EXPECTed: a sequence that is made smaller fails many times before it is reported.
struct BrokenRule : std::runtime_error {
    using std::runtime_error::runtime_error;
};
inline void require(bool holds, std::string_view rule) {
    if (!holds) throw BrokenRule(std::string(rule));
}

/// The rules of one document or state, at every position.
void check_document(const Event& event);
void check_invoice(const InvoiceState& invoice);
void check_payment(const PaymentState& payment);

class Books {
public:
    /// All that a command appended; `command` names the fees that must be found in the accounts.
    void take(const Command& command, const Decision& decision);
    /// What can be said only of the whole log.
    void check_whole(const Scenario& scenario) const;

private:
    using Key = std::pair<Currency, AccountCode>;
    struct Flows {
        std::int64_t received = 0, allocated = 0, refunded = 0, charged_back = 0, overdrawn = 0;
        bool operator==(const Flows&) const = default;
    };

    void expect_fees(const Command& command, const Decision& decision);
    void expect_state(const State& state, std::int64_t sign);
    void take(const NewEvent& event);
    void count_flows(const Event& event);
    void post(const Event& event);
    void check_both_sides(const StreamId& stream) const;
    [[nodiscard]] const InvoiceState* invoice(const StreamId& stream) const;
    [[nodiscard]] const PaymentState* payment(const StreamId& stream) const;

    std::map<StreamId, State> states_;
    std::map<StreamId, std::int64_t> events_;
    std::map<StreamId, std::map<Series, std::int64_t>> numbered_;  // how many numbers a stream took
    std::map<Key, std::int64_t> unexplained_;                      // postings less what states and commands explain
    std::map<Currency, Flows> flows_;
};

}  // namespace suoledger::domain
