// SPDX-License-Identifier: Apache-2.0
// Representations of businesses, keys, customers and of what they share.
#include "http/representations.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "http/optional_values.hpp"
#include "http/rights_views.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

json::object number_format_json(const domain::NumberFormat& format) {
    return {{"prefix", format.prefix}, {"width", format.width}};
}

json::value optional_time(const std::optional<domain::Timestamp>& instant) {
    return instant ? json::value(domain::to_string(*instant)) : json::value(nullptr);
}

json::array balances_json(const std::vector<projections::CustomerRow::Balance>& balances) {
    json::array list;
    for (const auto& balance : balances)
        list.push_back(json::object{{"currency", domain::to_string(balance.currency)},
                                    {"outstanding", balance.outstanding},
                                    {"credit", balance.credit},
                                    {"invoice_count", balance.invoice_count}});
    return list;
}

json::object movement_json(const projections::StatementRow& row, std::int64_t balance) {
    return {{"type", row.event_type},
            {"position", row.position},
            {"event", domain::to_type_id(domain::event_prefix, row.event_id)},
            {"stream", domain::to_type_id(row.stream)},
            {"number", row.number},
            {"effective_on", domain::to_string(row.effective_on)},
            {"amount", row.amount},
            {"balance", balance}};
}

}  // namespace

json::value personal_json(const domain::PersonalText& text) {
    switch (text.state) {
        case domain::PersonalState::absent:
            return nullptr;
        case domain::PersonalState::open:
            return json::value(text.value);
        case domain::PersonalState::closed:
            return json::object{{"sealed", true}};
        case domain::PersonalState::erased:
            return json::object{{"erased", true}};
        case domain::PersonalState::unavailable:
            return json::object{{"unavailable", true}};
    }
    return nullptr;
}

json::array scopes_json(domain::Scopes scopes) {
    using enum domain::Scope;
    json::array names;
    for (const domain::Scope scope : {read, write, audit, manage, operate})
        if (scopes.has(scope)) names.emplace_back(domain::to_string(scope));
    return names;
}

std::string quantity_text(std::int64_t thousandths) {
    if (thousandths % 1000 == 0) return std::to_string(thousandths / 1000);  // as most are
    std::string text = fmt::format("{}.{:03}", thousandths / 1000, thousandths % 1000);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

json::object business_json(const BusinessView& business) {
    const domain::BusinessRegistered& facts = business.facts;
    return {{"id", domain::to_type_id(domain::business_prefix, business.id)},
            {"object", "business"},
            {"name", facts.name},
            {"vat_registered", facts.vat_registered},
            {"time_zone", facts.time_zone},
            {"invoice_format", number_format_json(facts.invoice_format)},
            {"credit_note_format", number_format_json(facts.credit_note_format)},
            {"receipt_format", number_format_json(facts.receipt_format)},
            {"address", personal_json(facts.address)},
            {"tax_id", personal_json(facts.tax_id)},
            {"bank_account", personal_json(facts.bank_account)},
            {"accounting_year_end", fmt::format("{:02}-{:02}", business.year_end.month, business.year_end.day)},
            {"version", business.version},
            {"created_at", domain::to_string(business.created_at)},
            {"updated_at", domain::to_string(business.updated_at)},
            {"livemode", facts.livemode}};
}

json::object api_key_json(const ApiKeyView& key) {
    return {{"id", domain::to_type_id(domain::api_key_prefix, key.facts.key_id)},
            {"object", "api_key"},
            {"label", personal_json(key.facts.label)},
            {"public_part", key.facts.public_part},
            {"scopes", scopes_json(key.facts.scopes)},
            {"expires_at", optional_time(key.facts.expires_at)},
            {"revoked_at", optional_time(key.revoked_at)},
            {"created_at", domain::to_string(key.created_at)},
            {"livemode", key.facts.livemode}};
}

json::object customer_json(const CustomerView& customer) {
    json::object object{{"id", domain::to_type_id(domain::customer_prefix, customer.id)},
                        {"object", "customer"},
                        {"name", personal_json(customer.details.name)},
                        {"phone", personal_json(customer.details.phone)},
                        {"email", personal_json(customer.details.email)},
                        {"address", personal_json(customer.details.address)},
                        {"tax_id", personal_json(customer.details.tax_id)},
                        {"version", customer.version},
                        {"created_at", domain::to_string(customer.created_at)},
                        {"updated_at", domain::to_string(customer.updated_at)}};
    if (customer.balances) object.emplace("balances", balances_json(*customer.balances));
    if (customer.consents) {
        json::array consents;
        for (const auto& consent : *customer.consents) consents.push_back(consent_json(consent));
        object.emplace("consents", std::move(consents));
    }
    if (customer.rights) add_rights(object, customer.id, *customer.rights);
    return object;
}

namespace {

json::value rebuild_json(const std::optional<projections::RebuildProgress>& rebuild) {
    if (!rebuild) return nullptr;
    json::value remaining = nullptr;
    if (rebuild->remaining) remaining = static_cast<std::int64_t>(rebuild->remaining->count());
    return json::object{{"position", rebuild->position},
                        {"target_position", rebuild->target_position},
                        {"elapsed_seconds", static_cast<std::int64_t>(rebuild->elapsed.count())},
                        {"remaining_seconds", std::move(remaining)}};
}

}  // namespace
json::object consent_json(const projections::ConsentRow& consent) {
    return {{"object", "consent"},
            {"purpose", consent.purpose},
            {"wording_version", consent.wording_version},
            {"channel", domain::to_string(consent.channel)},
            {"given_at", domain::to_string(consent.given_at)},
            {"withdrawn_at", optional_time(consent.withdrawn_at)}};
}

json::object statement_json(const projections::StatementQuery& query, const projections::Statement& statement) {
    std::int64_t balance = statement.opening_balance;
    json::array movements;
    movements.reserve(statement.movements.size());
    for (const auto& row : statement.movements) movements.push_back(movement_json(row, balance += row.amount));
    return {{"object", "statement"},
            {"customer", domain::to_type_id(domain::customer_prefix, query.customer)},
            {"currency", domain::to_string(query.currency)},
            {"from", date_or_null(query.from)},
            {"to", date_or_null(query.to)},
            {"opening_balance", statement.opening_balance},
            {"movements", std::move(movements)},
            {"closing_balance", balance}};
}

json::object projection_json(const projections::ProjectionStatus& status) {
    return {{"name", status.name},
            {"object", "projection"},
            {"version", status.version},
            {"epoch", status.position.epoch},
            {"position", status.position.position},
            {"head_position", status.head_position},
            {"lag", status.head_position - status.position.position},
            {"rebuilding", status.rebuild.has_value()},
            {"rebuild", rebuild_json(status.rebuild)}};
}

}  // namespace suoledger::http
