// SPDX-License-Identifier: Apache-2.0
// A customer's account as a document, as of a position of the log, with that position's checkpoint.
#include <algorithm>
#include <array>
#include <utility>

#include "http/audit_proofs.hpp"
#include "http/document_parts.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::Money;
using domain::Uuid;

/// Before the number: of the invoice or receipt that was moved, of a credit note its own.
constexpr auto words_of_movements = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"invoice_issued", "Invoice"},
    {"invoice_revised", "Revision of invoice"},
    {"invoice_cancelled", "Cancellation of invoice"},
    {"invoice_written_off", "Write-off of invoice"},
    {"invoice_write_off_reversed", "Write-off reversed, invoice"},
    {"credit_note_issued", "Credit note"},
    {"withholding_tax_recorded", "Tax withheld, invoice"},
    {"vat_withheld_recorded", "VAT withheld, invoice"},
    {"withholding_reversed", "Withholding reversed, invoice"},
    {"payment_received", "Payment, receipt"},
    {"payment_allocated", "Payment applied, receipt"},
    {"payment_deallocated", "Payment taken back from an invoice, receipt"},
    {"refund_settled", "Refund of receipt"},
    {"chargeback_lost", "Payment disputed and lost, receipt"},
});

std::string description_of(const projections::StatementRow& row) {
    const auto* const found =
        std::ranges::find(words_of_movements, row.event_type, [](const auto& words) { return words.first; });
    std::string text(found == words_of_movements.end() ? std::string_view("Correction of") : found->second);
    if (!row.number.empty()) text.append(1, ' ').append(row.number);
    return text;
}

std::vector<StatementEntry> printed_entries(const projections::Statement& statement, domain::Currency currency) {
    std::int64_t balance = statement.opening_balance;
    std::vector<StatementEntry> entries;
    entries.reserve(statement.movements.size());
    for (const auto& row : statement.movements) {
        balance += row.amount;
        entries.push_back({.day = row.effective_on,
                           .description = description_of(row),
                           .charged = {std::max<std::int64_t>(row.amount, 0), currency},
                           .credited = {std::max<std::int64_t>(-row.amount, 0), currency},
                           .balance = {balance, currency}});
    }
    return entries;
}

StatementContent printed_statement(const StatementAsked& asked, const projections::Statement& statement,
                                   domain::Date day) {
    StatementContent body;
    body.entries = printed_entries(statement, asked.currency);
    body.opening_balance = {statement.opening_balance, asked.currency};
    body.closing_balance = body.entries.empty() ? body.opening_balance : body.entries.back().balance;
    body.charged = body.credited = {0, asked.currency};
    for (const auto& entry : body.entries) {
        body.charged.minor_units += entry.charged.minor_units;
        body.credited.minor_units += entry.credited.minor_units;
    }
    // What is dated ahead by a clock is inside all the same.
    const domain::Date first = body.entries.empty() ? day : body.entries.front().day;
    const domain::Date last = body.entries.empty() ? day : body.entries.back().day;
    body.from = asked.from.value_or(std::min(first, asked.to.value_or(day)));
    body.to = asked.to.value_or(std::max({last, day, body.from}));
    return body;
}

/// Signed for the position itself, so that the same statement has the same one; empty: nothing is signed here.
std::expected<std::string, Problem> checkpoint_at(const Services& services, std::int64_t position) {
    if (services.merkle == nullptr) return std::string();
    const auto newest = signed_checkpoint(services, Request{}, position);
    if (!newest) return std::unexpected(newest.error());
    eventstore::Checkpoint checkpoint = newest->checkpoint;
    checkpoint.size = position;
    checkpoint.root = services.merkle->root(position);
    return services.merkle->sign(eventstore::checkpoint_text(checkpoint));
}

/// Empty for the whole account in naira: that is what a token stands for.
std::string variant_of(const StatementAsked& asked) {
    if (!asked.from && !asked.to && asked.currency == domain::Currency::ngn) return {};
    const auto day = [](const std::optional<domain::Date>& date) { return date ? domain::to_string(*date) : "any"; };
    std::string variant = day(asked.from) + "." + day(asked.to) + "." + std::string(domain::to_string(asked.currency));
    std::ranges::transform(variant, variant.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return variant;
}

void print_parties(const projections::ReadSnapshot& snapshot, const projections::CustomerRow& customer,
                   const Opener& opener, PrintedTexts& printed, WantedDocument& wanted) {
    if (const auto row = snapshot.business(wanted.tenant)) {
        const auto facts = view_of(*row, opener).facts;
        wanted.content.seller = {facts.name, printed(facts.address), printed(facts.tax_id)};
        wanted.content.livemode = facts.livemode;
    }
    const auto details = view_of(customer, opener, false).details;
    wanted.content.buyer = printed_buyer({details.name, details.address, details.tax_id}, printed);
    if (details.name.is_open()) wanted.people.push_back(customer.id);
}

Problem too_many_entries() {
    return {.status = 400,
            .code = "too_many_entries",
            .detail = "More than 2000 movements are no document; narrow from and to."};
}

}  // namespace

std::expected<WantedDocument, Problem> statement_document(const Services& services, const Uuid& tenant,
                                                          const StatementAsked& asked) {
    const auto seen = see(services, tenant, asked.moment);
    if (!seen) return std::unexpected(seen.error());
    const auto& snapshot = *seen->snapshot;
    const auto customer = snapshot.customer(tenant, asked.customer);
    if (!customer) return std::unexpected(not_found("customer"));
    const auto statement =
        snapshot.statement(tenant, {asked.customer, asked.currency, asked.from, asked.to, max_statement_entries});
    if (!statement.is_whole) return std::unexpected(too_many_entries());
    const auto reflected = snapshot.position();
    auto checkpoint = checkpoint_at(services, reflected.position);
    if (!checkpoint) return std::unexpected(std::move(checkpoint.error()));
    AskedKeys keys;
    const Opener opener(services.vault, tenant, keys);
    PrintedTexts printed;
    WantedDocument wanted;
    wanted.tenant = tenant;
    wanted.what = {domain::DocumentKind::statement, asked.customer, reflected.position, 0};
    wanted.variant = variant_of(asked);
    wanted.public_url = services.public_url;
    wanted.position = reflected.position;
    print_parties(snapshot, *customer, opener, printed, wanted);
    const domain::Date day = domain::date_in(zone_of(snapshot, tenant), reflected.recorded_at);
    StatementContent body = printed_statement(asked, statement, day);
    body.as_of_position = reflected.position;
    body.checkpoint = *std::move(checkpoint);
    wanted.content.body = std::move(body);
    wanted.content.dated = day;
    if (wanted.variant.empty()) wanted.content.verify_url = verify_url_of(services, tenant, wanted.what);
    wanted.file_name = file_name_of("statement-" + domain::to_string(day));
    wanted.erasure = printed.erasure();
    wanted.keys = each_once(std::move(keys.found));
    return wanted;
}

}  // namespace suoledger::http
