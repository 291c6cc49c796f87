// SPDX-License-Identifier: Apache-2.0
// Representations of events, journal entries and the trial balance.
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>
#include <string>

#include "domain/journal.hpp"
#include "eventstore/crypto.hpp"
#include "http/representations.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;
using eventstore::Bytes;

json::value actor_of(std::string_view metadata) {
    boost::system::error_code error;
    const json::value parsed = json::parse(json::string_view(metadata.data(), metadata.size()), error);
    const json::object* object = error ? nullptr : parsed.if_object();
    const json::value* actor = object == nullptr ? nullptr : object->if_contains("actor");
    return actor == nullptr ? json::value(nullptr) : *actor;
}

std::string account_name(std::int32_t code) {
    const domain::Account* account = domain::find_account(code);
    return account == nullptr ? std::string() : std::string(account->name);
}

std::int64_t sum(std::int64_t left, std::int64_t right) {
    const auto total = domain::checked_add(left, right);
    if (!total) throw std::overflow_error("a trial balance beyond 64 bits");
    return *total;
}

}  // namespace

std::string event_json(const eventstore::RecordedEvent& event, std::string_view payload) {
    const json::object head{{"id", domain::to_type_id(domain::event_prefix, event.event_id)},
                            {"object", "event"},
                            {"position", event.position},
                            {"tenant_sequence", event.tenant_sequence},
                            {"stream", domain::to_type_id(event.stream)},
                            {"stream_version", event.stream_version},
                            {"type", event.event_type},
                            {"schema_version", event.schema_version},
                            {"recorded_at", domain::to_string(event.recorded_at)},
                            {"effective_at", domain::to_string(event.effective_at)},
                            {"series", domain::to_string(event.series)},
                            {"series_number", event.series_number},
                            {"actor", actor_of(event.metadata)}};
    std::string text = json::serialize(head);
    text.pop_back();
    text += ",\"metadata\":" + event.metadata;
    text.append(",\"payload\":").append(payload);
    text += ",\"tenant_id\":\"" + domain::to_string(event.stream.tenant) + '"';
    text += ",\"salt\":\"" + eventstore::hex(Bytes(event.salt)) + '"';
    text += ",\"leaf_hash\":\"" + eventstore::hex(Bytes(event.leaf_hash)) + "\"}";
    return text;
}

std::string trailer_json(std::int64_t count, std::int64_t last_position, std::string_view root,
                         std::string_view checkpoint) {
    json::object trailer{{"object", "trailer"}, {"count", count}, {"last_position", last_position}};
    if (!root.empty()) trailer["root"] = root;
    if (!checkpoint.empty()) trailer["checkpoint"] = checkpoint;
    return json::serialize(trailer);
}

json::object journal_entry_json(const projections::JournalRow& entry) {
    json::array postings;
    for (const projections::JournalRow::Line& line : entry.lines)
        postings.push_back(json::object{{"account", std::to_string(line.account)},
                                        {"name", account_name(line.account)},
                                        {"debit", line.debit},
                                        {"credit", line.credit}});
    return {{"object", "journal_entry"},
            {"position", entry.position},
            {"event", domain::to_type_id(domain::event_prefix, entry.event_id)},
            {"stream", domain::to_type_id(entry.stream)},
            {"type", entry.event_type},
            {"series", domain::to_string(entry.series)},
            {"series_number", entry.series_number},
            {"effective_on", domain::to_string(entry.effective_on)},
            {"effective_at", domain::to_string(entry.effective_at)},
            {"currency", domain::to_string(entry.currency)},
            {"postings", std::move(postings)}};
}

json::object trial_balance_json(const TrialBalanceView& trial_balance) {
    json::array accounts;
    std::int64_t total_debit = 0, total_credit = 0;
    for (const projections::AccountSum& account : trial_balance.sums) {
        const std::int64_t balance = sum(account.debit, -account.credit);
        const std::int64_t debit = balance > 0 ? balance : 0, credit = balance < 0 ? -balance : 0;
        total_debit = sum(total_debit, debit);
        total_credit = sum(total_credit, credit);
        accounts.push_back(json::object{{"code", std::to_string(account.account)},
                                        {"name", account_name(account.account)},
                                        {"debit", debit},
                                        {"credit", credit}});
    }
    return {{"object", "trial_balance"},
            {"currency", domain::to_string(trial_balance.currency)},
            {"as_of", domain::to_string(trial_balance.as_of)},
            {"position", trial_balance.position},
            {"accounts", std::move(accounts)},
            {"total_debit", total_debit},
            {"total_credit", total_credit}};
}

}  // namespace suoledger::http
