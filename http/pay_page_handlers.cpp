// SPDX-License-Identifier: Apache-2.0
// The payer's page and what its transfer form does. The link is the credential: nothing of a browser is believed, so
// another site that sends these forms could do no more than whoever holds the link.
#include <algorithm>
#include <array>
#include <memory>

#include "http/form_body.hpp"
#include "http/handlers.hpp"
#include "http/pages/html.hpp"
#include "http/pay_page_answers.hpp"
#include "http/pay_page_view.hpp"
#include "http/payer_commands.hpp"
#include "http/submission.hpp"

namespace suoledger::http {
namespace {

/// Whoever shows a preview of a link fetches it before anybody reads it.
bool is_preview(const Request& request) {
    const auto purpose = request.header("sec-purpose").value_or("");
    if (purpose.find("prefetch") != std::string_view::npos) return true;
    const auto agent = request.header("user-agent").value_or("");
    return std::ranges::any_of(
        std::array<std::string_view, 6>{"WhatsApp/", "facebookexternalhit", "bot", "Bot", "crawl", "preview"},
        [&](std::string_view name) { return agent.find(name) != std::string_view::npos; });
}

/// Of a claim that the form cannot make: by field name.
struct ReadClaim {
    ClaimFields fields;
    std::map<std::string, std::string> errors;
};

std::string value_in(const FormFields& form, const std::string& name) {
    const auto found = form.find(name);
    return found == form.end() ? std::string() : found->second;
}

ReadClaim read_claim(const FormFields& form, domain::Currency currency) {
    ReadClaim read;
    const auto text = [&](const char* name) {
        auto value = value_in(form, name);
        return value.empty() ? domain::PersonalText() : domain::PersonalText(std::move(value));
    };
    read.fields.revision = parse_whole(value_in(form, "revision")).value_or(0);
    read.fields.amount = parse_amount(value_in(form, "amount"), currency);
    read.fields.payer_name = text("payer_name");
    read.fields.reference = text("reference");
    read.fields.claimed_on = domain::parse_date(value_in(form, "claimed_on"));
    if (!read.fields.amount || *read.fields.amount > domain::max_command_total_minor_units)
        read.errors.emplace("amount", "must be an amount, such as 1500.00");
    if (read.fields.payer_name.is_absent())
        read.errors.emplace("payer_name", "is needed, so that the shop can find it");
    if (!read.fields.claimed_on && !value_in(form, "claimed_on").empty())
        read.errors.emplace("claimed_on", "must be a day, such as 2026-11-26");
    return read;
}

Response page_with_errors(PayPage page, std::map<std::string, std::string> errors) {
    page.claim_form.errors = std::move(errors);
    return html_response(422, pay_page_html(page));
}

/// What the payer is shown once it is decided.
OutsideCall::Next shown_claim(const PayPage& page, const eventstore::AppendOutcome& outcome) {
    if (std::holds_alternative<eventstore::AppendedReply>(outcome)) return back_to_page(page.token, PayNews::claimed);
    const auto* refusal = std::get_if<domain::Rejection>(&outcome);
    if (refusal == nullptr) return told_of(outcome);
    switch (refusal->code) {
        case domain::RejectionCode::already_recorded:
            return back_to_page(page.token, PayNews::claimed);
        case domain::RejectionCode::too_many_transfer_claims:
            return back_to_page(page.token, PayNews::too_many_claims);
        case domain::RejectionCode::invalid_fields: {
            std::map<std::string, std::string> errors;
            for (const auto& error : refusal->errors)
                errors.emplace(error.pointer.substr(error.pointer.empty() ? 0 : 1), error.detail);
            return page_with_errors(page, std::move(errors));
        }
        default:  // cancelled, paid or changed meanwhile: the page says how it stands
            return back_to_page(page.token, PayNews::invoice_changed);
    }
}

}  // namespace

Handled get_pay_page(const Services& services, const Request& request) {
    // Other parameters are passed over: messengers add theirs to links.
    const auto snapshot = services.read_models.snapshot();
    const auto& token = request.path_parameters.front();
    const auto found = find_payer_invoice(services, *snapshot, token);
    if (!found) return found.error();
    if (!is_preview(request)) record_view(services, request, *found);
    PayPage page = pay_page_of(services, *snapshot, *found, token);
    page.news = news_in(request);
    return html_response(200, pay_page_html(page));
}

Handled claim_transfer_by_form(const Services& services, const Request& request) {
    const auto snapshot = services.read_models.snapshot();
    const auto& token = request.path_parameters.front();
    const auto found = find_payer_invoice(services, *snapshot, token);
    if (!found) return found.error();
    auto form = parse_form(request);
    if (!form) return form.error();
    auto page = std::make_shared<PayPage>(pay_page_of(services, *snapshot, *found, token));
    auto read = read_claim(*form, found->row.currency);
    page->claim_form.values = *std::move(form);
    if (!read.errors.empty()) return page_with_errors(*page, std::move(read.errors));
    domain::ClaimTransfer command = claim_of(services, *found, std::move(read.fields));
    const StepName step{found->tenant, "transfer_claim", domain::to_string(command.claim_id)};
    auto submission = step_of(services, request, step, std::move(command));
    return OutsideCall{
        found->tenant, false,
        [&store = services.store, submission = std::move(submission), page](const OutsideCall::Tell& tell) {
            store.submit(submission,
                         [page, tell](const eventstore::AppendOutcome& outcome) { tell(shown_claim(*page, outcome)); });
        }};
}

}  // namespace suoledger::http
