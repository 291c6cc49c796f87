// SPDX-License-Identifier: Apache-2.0
// The in-memory streams behind given/when/then.
#include "tests/domain/scenario.hpp"

#include <gtest/gtest.h>

namespace suoledger::domain {

namespace {

std::array<std::uint8_t, 16> index_of(int number) { return id(number).bytes; }

}  // namespace

Uuid id(int number) {
    Uuid uuid;
    for (std::size_t i = 0; i < 4; ++i) uuid.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    uuid.bytes[6] = 0x70;
    uuid.bytes[8] = 0x80;
    return uuid;
}
Date day(std::string_view text) { return parse_date(text).value(); }
Timestamp instant(std::string_view text) { return parse_timestamp(text).value(); }

Scenario& Scenario::given(const StreamId& stream, std::vector<Event> events) {
    const auto found = streams_.find(stream);
    State state = found == streams_.end() ? initial_state(stream) : *found->second;
    for (const Event& event : events) evolve(state, event);
    streams_[stream] = std::make_shared<const State>(std::move(state));
    return *this;
}

CommandContext Scenario::context_of(const Command& command, std::optional<std::int64_t> expected_version) {
    const bool platform = std::holds_alternative<IssueOperatorKey>(command) ||
                          std::holds_alternative<RevokeOperatorKey>(command) ||
                          std::holds_alternative<RotateKek>(command) || std::holds_alternative<DestroyKek>(command);
    return {platform ? platform_tenant : tenant, now, expected_version};
}

std::expected<Decision, Rejection> Scenario::when(const Command& command,
                                                  std::optional<std::int64_t> expected_version) {
    const CommandContext context = context_of(command, expected_version);
    view_ = View();
    for (int round = 0; round < 10; ++round) {
        auto decided = decide(context, view_, command);
        if (decided) {
            append(*decided);
            return std::move(*decided);
        }
        if (auto* rejection = std::get_if<Rejection>(&decided.error())) return std::unexpected(std::move(*rejection));
        const auto& missing = std::get<Missing>(decided.error());
        EXPECT_FALSE(missing.streams.empty() && missing.reservations.empty()) << "asks for nothing";
        for (const auto& stream : missing.streams)
            view_.put(stream, streams_.contains(stream) ? streams_.at(stream) : nullptr);
        for (const auto& key : missing.reservations)
            view_.put(key, owners_.contains(key) ? std::optional(owners_.at(key)) : std::nullopt);
    }
    throw std::logic_error("the decision never ends");
}

RejectionCode Scenario::refusal_of(const Command& command, std::optional<std::int64_t> expected_version) {
    const std::size_t before = log_.size();
    const auto decided = when(command, expected_version);
    EXPECT_EQ(log_.size(), before);
    if (decided) throw std::logic_error("the command was not refused");
    if (decided.error().code == RejectionCode::invalid_fields) {
        EXPECT_FALSE(decided.error().errors.empty());
    }
    return decided.error().code;
}

std::set<std::string> Scenario::wrong_fields_of(const Command& command) {
    const std::size_t before = log_.size();
    const auto decided = when(command);
    EXPECT_EQ(log_.size(), before);
    if (decided || decided.error().code != RejectionCode::invalid_fields) return {"(not refused for its fields)"};
    std::set<std::string> pointers;
    for (const FieldError& error : decided.error().errors) pointers.insert(error.pointer);
    return pointers;
}

void Scenario::append(const Decision& decision) {
    for (const auto& event : decision.events) {
        given(event.stream, {event.event});
        log_.push_back(event);
    }
    for (const auto& change : decision.reservations) {
        if (change.owner)
            owners_[change.key] = *change.owner;
        else
            owners_.erase(change.key);
    }
    for (const auto& released : decision.released_owners)
        std::erase_if(owners_, [&](const auto& held) { return held.second == released.id; });
}

RegisterBusiness a_business() {
    RegisterBusiness command;
    command.name = "Ada Stores";
    command.business_key = id(9);
    command.address = PersonalText("12 Allen Avenue, Ikeja");
    command.first_key = {.key_id = id(10), .public_part = "abcdefgh12345678", .scopes = {15}, .expires_at = {}};
    return command;
}

RegisterCustomer a_customer(int number) {
    RegisterCustomer command;
    command.customer_id = id(number);
    command.contact_key = id(number + 100'000);
    command.record_key = id(number + 200'000);
    command.details.name = PersonalText("Bola Ade");
    command.details.phone = PersonalText("+23480" + std::to_string(10'000'000 + number));
    command.indexes.phone = index_of(number);
    return command;
}

Scenario shop() {
    Scenario scenario;
    EXPECT_TRUE(scenario.when(a_business()));
    EXPECT_TRUE(scenario.when(a_customer(20)));
    return scenario;
}

IssueInvoice an_invoice(int number, std::vector<std::int64_t> prices) {
    IssueInvoice command;
    command.invoice_id = id(number);
    command.customer = id(20);
    for (const auto price : prices)
        command.lines.push_back({.description = PersonalText("Rice 50kg bag"), .unit_price = price});
    return command;
}

RecordManualPayment a_payment(int number, std::int64_t amount, std::optional<Uuid> invoice) {
    RecordManualPayment command;
    command.payment_id = id(number);
    command.amount = {amount, Currency::ngn};
    command.reference = PersonalText("transfer from Bola");
    command.invoice = invoice;
    return command;
}

std::int64_t balance_of(const Scenario& scenario, AccountCode account, Currency currency) {
    std::int64_t balance = 0;
    for (const NewEvent& event : scenario.log()) {
        const JournalEntry entry = postings_of(event.event);
        if (entry.currency != currency) continue;
        for (const Posting& posting : entry.postings)
            if (posting.account == account) balance += posting.debit - posting.credit;
    }
    return balance;
}

PersonalText text_of_length(std::size_t characters) { return PersonalText(std::string(characters, 'x')); }

std::vector<std::string_view> names_of(const Decision& decision) {
    std::vector<std::string_view> names;
    for (const auto& event : decision.events) names.push_back(name_of(event.event));
    return names;
}

}  // namespace suoledger::domain
