// SPDX-License-Identifier: Apache-2.0
// given(events).when(command).then(events | rejection) over streams held in memory: no clock, no database, no mocks.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "domain/decide.hpp"
#include "domain/journal.hpp"

namespace suoledger::domain {

/// A number as an id, so that tests read well.
Uuid id(int number);
Date day(std::string_view text);
Timestamp instant(std::string_view text);

class Scenario {
public:
    static inline const Uuid tenant = id(1);
    static inline const Timestamp now = {1'795'424'400'000'000};  // 2026-11-23T09:00:00Z

    /// Folds events that happened before.
    Scenario& given(const StreamId& stream, std::vector<Event> events);
    /// Decides, fetching what is missing, and appends what was decided.
    std::expected<Decision, Rejection> when(const Command& command, std::optional<std::int64_t> expected_version = {});
    /// What the last decision looked at.
    [[nodiscard]] const View& last_view() const { return view_; }
    static CommandContext context_of(const Command& command, std::optional<std::int64_t> expected_version = {});
    /// The code of the refusal; fails the test when there was none, or when anything was appended.
    RejectionCode refusal_of(const Command& command, std::optional<std::int64_t> expected_version = {});

    /// The pointers of the fields it is refused for; fails the test as refusal_of does.
    std::set<std::string> wrong_fields_of(const Command& command);

    template <class S>
    [[nodiscard]] const S& state(StreamType type, const Uuid& stream_id) const {
        return std::get<S>(*streams_.at({type == StreamType::platform ? platform_tenant : tenant, type, stream_id}));
    }
    [[nodiscard]] const InvoiceState& invoice(const Uuid& invoice_id) const {
        return state<InvoiceState>(StreamType::invoice, invoice_id);
    }
    [[nodiscard]] const PaymentState& payment(const Uuid& payment_id) const {
        return state<PaymentState>(StreamType::payment, payment_id);
    }
    [[nodiscard]] const std::vector<NewEvent>& log() const { return log_; }
    [[nodiscard]] const std::map<StreamId, std::shared_ptr<const State>>& streams() const { return streams_; }

private:
    void append(const Decision& decision);

    std::map<StreamId, std::shared_ptr<const State>> streams_;
    std::map<ReservationKey, Uuid> owners_;
    std::vector<NewEvent> log_;
    View view_;
};

/// A registered business (id 1, VAT-registered, key 9) and customer 20 with the phone of index 20.
Scenario shop();
RegisterBusiness a_business();
RegisterCustomer a_customer(int number);
/// One standard-rated line per price, VAT included, for customer 20.
IssueInvoice an_invoice(int number, std::vector<std::int64_t> prices);
RecordManualPayment a_payment(int number, std::int64_t amount, std::optional<Uuid> invoice = {});

/// Debits less credits of all that was appended, by the postings.
std::int64_t balance_of(const Scenario& scenario, AccountCode account, Currency currency = Currency::ngn);
/// A text of so many characters.
PersonalText text_of_length(std::size_t characters);

/// The names of a decision's events, in order.
std::vector<std::string_view> names_of(const Decision& decision);
template <class E>
const E& the(const Decision& decision) {
    for (const auto& event : decision.events)
        if (const E* found = std::get_if<E>(&event.event)) return *found;
    throw std::logic_error("the decision has no such event");
}

}  // namespace suoledger::domain
