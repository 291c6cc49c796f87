// SPDX-License-Identifier: Apache-2.0
// Businesses: registered by an operator, read and changed by themselves.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "eventstore/leaf.hpp"
#include "http/api_key_secret.hpp"
#include "http/field_limits.hpp"
#include "http/field_syntax.hpp"
#include "http/handlers.hpp"
#include "http/preconditions.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::StreamId;
using domain::StreamType;
namespace json = boost::json;

std::optional<domain::NumberFormat> read_number_format(ObjectReader& reader, std::string_view name) {
    const json::object* object = reader.object(name, Presence::optional);
    if (object == nullptr) return std::nullopt;
    ObjectReader format(*object, reader.pointer_to(name), reader.errors());
    const auto prefix = format.text("prefix", {0, domain::max_prefix_characters}, Presence::required);
    const auto width = format.integer("width", {1, 12}, Presence::required);
    format.refuse_unknown();
    if (!prefix || !width) return std::nullopt;
    return domain::NumberFormat{*prefix, static_cast<std::int32_t>(*width)};
}

domain::RegisterBusiness read_business(ObjectReader& reader) {
    domain::RegisterBusiness command;
    command.name = reader.text("name", business_name_length, Presence::required).value_or("");
    command.livemode = reader.boolean("livemode").value_or(true);
    command.vat_registered = reader.boolean("vat_registered").value_or(true);
    command.time_zone = reader.text("time_zone", {1, 40}, Presence::optional).value_or(command.time_zone);
    command.invoice_format = read_number_format(reader, "invoice_format").value_or(command.invoice_format);
    command.credit_note_format = read_number_format(reader, "credit_note_format").value_or(command.credit_note_format);
    command.receipt_format = read_number_format(reader, "receipt_format").value_or(command.receipt_format);
    command.address = reader.personal("address", address_length);
    command.tax_id = reader.personal("tax_id", tax_id_length);
    command.bank_account = reader.personal("bank_account", {1, domain::max_bank_account_characters});
    if (!domain::find_zone(command.time_zone)) reader.wrong("time_zone", "must be Africa/Lagos or UTC");
    reader.refuse_unknown();
    return command;
}

domain::ApiKeyFacts first_key_of(const ApiKeySecret& secret, domain::Timestamp now, bool livemode) {
    domain::ApiKeyFacts key;
    key.key_id = eventstore::new_uuid_v7(now);
    key.public_part = secret.public_part;
    key.secret_sha256 = secret.sha256;
    key.livemode = livemode;
    for (const auto scope : {domain::Scope::read, domain::Scope::write, domain::Scope::audit, domain::Scope::manage})
        key.scopes.add(scope);
    return key;
}

/// A retry must find the record of the first try, whose tenant is its own new one: so the id follows from the key.
domain::Uuid tenant_of(const Request& request, const std::string& idempotency_key) {
    return eventstore::command_id_of(domain::platform_tenant, "operator", request.path, idempotency_key);
}

Handled change_own_business(const Services& services, const Request& request, domain::Command command) {
    const domain::Uuid tenant = request.principal.tenant;
    const StreamId stream{tenant, StreamType::business, tenant};
    const auto origin = read_origin<domain::BusinessRegistered>(services, stream);
    if (!origin) return not_found("business");
    auto render = [stream, created_at = origin->created_at](const eventstore::Appended& appended) {
        return json_reply(200, business_json(business_after(appended, stream, created_at)));
    };
    return CommandRequest{tenant, std::move(command), render};
}

/// "MM-DD"; whether there is such a day the domain says.
std::optional<domain::YearEnd> read_year_end(ObjectReader& reader) {
    const auto text = reader.text("year_end", {5, 5}, Presence::required);
    if (!text) return std::nullopt;
    const std::string digits = text->substr(0, 2) + text->substr(3);
    if ((*text)[2] != '-' || !std::ranges::all_of(digits, is_digit)) {
        reader.wrong("year_end", "must be a month and a day, as 12-31");
        return std::nullopt;
    }
    return domain::YearEnd{std::stoi(digits.substr(0, 2)), std::stoi(digits.substr(2))};
}

/// As it is printed on documents, absent when all parts are null. Together they stay within what the domain takes.
domain::PersonalText read_bank_account(ObjectReader& reader) {
    const bool clears =
        reader.is_null("bank_name") && reader.is_null("account_number") && reader.is_null("account_name");
    const Presence presence = clears ? Presence::optional : Presence::required;
    const auto bank = reader.text("bank_name", {1, 80}, presence);
    const auto number = reader.text("account_number", {1, 40}, presence);
    const auto name = reader.text("account_name", {1, 100}, presence);
    reader.refuse_unknown();
    if (clears) return {};
    constexpr std::size_t nuban_digits = 10;  // CBN's uniform account number
    if (number && (number->size() != nuban_digits || !std::ranges::all_of(*number, is_digit)))
        reader.wrong("account_number", "must be the 10 digits of a NUBAN");
    return domain::PersonalText(fmt::format("{} {} {}", bank.value_or(""), number.value_or(""), name.value_or("")));
}

}  // namespace

Handled register_business(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    auto command = read_business(reader);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    const auto key = idempotency_key_of(request);
    if (!key) return key.error();
    const auto now = services.now();
    const domain::Uuid tenant = *key ? tenant_of(request, **key) : eventstore::new_uuid_v7(now);
    const ApiKeySecret secret = make_api_key_secret(command.livemode ? ApiKeyKind::live : ApiKeyKind::test);
    command.business_key = eventstore::new_uuid_v7(now);
    command.first_key = first_key_of(secret, now, command.livemode);
    const StreamId stream{tenant, StreamType::business, tenant};
    auto render = [stream, text = secret.text](const eventstore::Appended& appended) {
        const auto created_at = appended.events.front().recorded_at;
        json::object reply{{"business", business_json(business_after(appended, stream, created_at))},
                           {"api_key", text}};
        std::string now_body = json::serialize(reply);
        reply["api_key"] = nullptr;
        return eventstore::Reply{201, std::move(now_body), json::serialize(reply)};
    };
    // The key that is answered must work on the next request.
    return CommandRequest{tenant, std::move(command), render, true};
}

Handled get_business(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto snapshot = services.read_models.snapshot();
    const auto row = snapshot->business(request.principal.tenant);
    if (!row) return not_found("business");
    const Opener opener(services.vault, request.principal.tenant);
    return json_answer(snapshot->position().position, business_json(view_of(*row, opener)));
}

Handled change_business(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::ChangeBusinessProfile command;
    command.name = reader.text("name", business_name_length, Presence::optional);
    command.invoice_format = read_number_format(reader, "invoice_format");
    command.credit_note_format = read_number_format(reader, "credit_note_format");
    command.receipt_format = read_number_format(reader, "receipt_format");
    if (const auto address = reader.text_change("address", address_length); address.given)
        command.address = address.value ? domain::PersonalText(*address.value) : domain::PersonalText();
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    return change_own_business(services, request, std::move(command));
}

Handled change_tax_profile(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::ChangeTaxProfile command;
    const auto vat_registered = reader.boolean("vat_registered");
    if (reader.any("vat_registered") == nullptr) reader.wrong("vat_registered", "is required");
    command.vat_registered = vat_registered.value_or(true);
    command.tax_id = reader.personal("tax_id", tax_id_length);
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    return change_own_business(services, request, std::move(command));
}

Handled change_bank_account(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::ChangeBankAccount command{read_bank_account(reader)};
    if (!errors.empty()) return invalid_fields(std::move(errors));
    return change_own_business(services, request, std::move(command));
}

Handled change_accounting_year(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    const auto year_end = read_year_end(reader);
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    return change_own_business(services, request, domain::ChangeAccountingYear{*year_end});
}

}  // namespace suoledger::http
