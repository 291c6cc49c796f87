// SPDX-License-Identifier: Apache-2.0
// Expenses: recorded, corrected, voided, listed.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "eventstore/leaf.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::ExpenseCategory;
using domain::PaymentMethod;
using domain::StreamId;
using domain::StreamType;
namespace json = boost::json;

std::string category_names() {
    std::string names;
    for (const auto category : domain::expense_categories())
        names += fmt::format("{}{}", names.empty() ? "" : ", ", domain::to_string(category));
    return names;
}

std::optional<ExpenseCategory> read_category(ObjectReader& reader, Presence presence) {
    return reader.one_of<ExpenseCategory>("category", &domain::parse_expense_category, category_names(), presence);
}

std::optional<PaymentMethod> read_method(ObjectReader& reader, Presence presence) {
    constexpr std::string_view methods = "bank_transfer, cash, card, pos";
    const auto method = reader.one_of<PaymentMethod>("method", &domain::parse_payment_method, methods, presence);
    if (method == PaymentMethod::provider) reader.wrong("method", "must be one of " + std::string(methods));
    return method;
}

domain::RecordExpense read_expense(ObjectReader& reader) {
    domain::RecordExpense command;
    auto& figures = command.figures;
    figures.amount = reader.integer("amount", positive_amount, Presence::required).value_or(0);
    figures.vat = reader.integer("vat", amount_or_zero, Presence::optional).value_or(0);
    figures.currency = reader.one_of<domain::Currency>("currency", &domain::parse_currency, "NGN, USD")
                           .value_or(domain::Currency::ngn);
    figures.category = read_category(reader, Presence::required).value_or(figures.category);
    figures.method = read_method(reader, Presence::required).value_or(figures.method);
    command.description = reader.personal("description", description_length, Presence::required);
    command.supplier = reader.personal("supplier", supplier_length);
    command.spent_on = reader.date("spent_on");
    reader.refuse_unknown();
    return command;
}

std::optional<domain::PersonalText> change_of(const Change<std::string>& change) {
    if (!change.given) return std::nullopt;
    return change.value ? domain::PersonalText(*change.value) : domain::PersonalText();
}

domain::CorrectExpense read_correction(ObjectReader& reader) {
    domain::CorrectExpense command;
    command.amount = reader.integer("amount", positive_amount, Presence::optional);
    command.vat = reader.integer("vat", amount_or_zero, Presence::optional);
    command.category = read_category(reader, Presence::optional);
    command.method = read_method(reader, Presence::optional);
    command.description = change_of(reader.text_change("description", description_length));
    command.supplier = change_of(reader.text_change("supplier", supplier_length));
    command.spent_on = reader.date("spent_on");
    reader.refuse_unknown();
    return command;
}

/// A command on a recorded expense, which answers it as it stands afterwards.
Handled change_expense(const Services& services, const Request& request, const domain::Uuid& id,
                       domain::Command command) {
    const StreamId stream{request.principal.tenant, StreamType::expense, id};
    const auto origin = read_origin<domain::ExpenseRecorded>(services, stream);
    if (!origin) return not_found("expense");
    auto render = [stream, created_at = origin->created_at,
                   livemode = origin->document.livemode](const eventstore::Appended& appended) {
        return json_reply(200, expense_json(expense_after(appended, stream, created_at, livemode)));
    };
    return CommandRequest{stream.tenant, std::move(command), render};
}

}  // namespace

Handled record_expense(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    auto command = read_expense(reader);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    command.expense_id = eventstore::new_uuid_v7(services.now());
    const StreamId stream{request.principal.tenant, StreamType::expense, command.expense_id};
    auto render = [stream](const eventstore::Appended& appended) {
        const auto& event = event_of<domain::ExpenseRecorded>(appended);
        const bool livemode = std::get<domain::ExpenseRecorded>(event.event->event).livemode;
        return json_reply(201, expense_json(expense_after(appended, stream, event.recorded_at, livemode)));
    };
    return CommandRequest{stream.tenant, std::move(command), render};
}

Handled correct_expense(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto id = id_in_path(request, domain::expense_prefix);
    if (!id) return not_found("expense");
    const auto body = parse_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    auto command = read_correction(reader);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    command.expense_id = *id;
    return change_expense(services, request, *id, std::move(command));
}

Handled void_expense(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto id = id_in_path(request, domain::expense_prefix);
    if (!id) return not_found("expense");
    const auto body = parse_optional_body(request);
    if (!body) return body.error();
    std::vector<domain::FieldError> errors;
    ObjectReader reader(*body, "", errors);
    domain::VoidExpense command{*id, reader.personal("reason", reason_length)};
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    return change_expense(services, request, *id, std::move(command));
}

Handled get_expense(const Services& services, const Request& request) {
    if (auto problem = QueryReader(request).problem()) return *problem;
    const auto id = id_in_path(request, domain::expense_prefix);
    if (!id) return not_found("expense");
    const auto snapshot = services.read_models.snapshot();
    const auto row = snapshot->expense(request.principal.tenant, *id);
    if (!row) return not_found("expense");
    const Opener opener(services.vault, request.principal.tenant);
    return json_answer(snapshot->position().position, expense_json(view_of(*row, opener, request.principal.livemode)));
}

Handled list_expenses(const Services& services, const Request& request) {
    const auto snapshot = services.read_models.snapshot();
    QueryReader query(request);
    projections::ExpenseFilter filter;
    filter.category = query.one_of<ExpenseCategory>("category", &domain::parse_expense_category, category_names());
    filter.currency = query.currency();
    filter.from = query.date("from");
    filter.to = query.date("to");
    const auto listing = listing_of(services, request, query, *snapshot);
    if (auto problem = query.problem()) return *problem;
    if (!listing) return listing.error();
    const auto slice = snapshot->expenses(request.principal.tenant, filter, listing->page);
    const Opener opener(services.vault, request.principal.tenant);
    std::vector<std::string> elements;
    for (const auto& row : slice.rows)
        elements.push_back(json::serialize(expense_json(view_of(row, opener, request.principal.livemode))));
    std::optional<std::string> next;
    if (slice.next_before) next = listing->next_cursor(*slice.next_before);
    return json_answer(snapshot->position().position, list_json(elements, next));
}

}  // namespace suoledger::http
