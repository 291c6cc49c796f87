// SPDX-License-Identifier: Apache-2.0
// Paying online from the payer's page: the same attempt that any other way of beginning one finds, shown as pages.
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <memory>

#include "eventstore/contacts.hpp"
#include "eventstore/leaf.hpp"
#include "http/checkout_begin.hpp"
#include "http/form_body.hpp"
#include "http/handlers.hpp"
#include "http/pages/html.hpp"
#include "http/pay_page_answers.hpp"
#include "http/pay_page_view.hpp"
#include "http/submission.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

/// Of one request to pay, until its answer.
struct Paying {
    eventstore::EventStore& store;
    std::string token;
    eventstore::Submission submission;  // without its command yet
};
using Shared = std::shared_ptr<const Paying>;

/// {"object":"checkout","url":…}; no address while the provider has not answered.
Response shown_checkout(const Paying& paying, const std::string& body) {
    const auto checkout = json::parse(body);
    const auto* url = checkout.as_object().if_contains("url");
    if (url != nullptr && url->is_string()) return on_to_provider(std::string_view(url->get_string()));
    return notice_response(
        200, {"The payment page is not there yet", "The payment provider is slow to answer. Nothing was taken.",
              "Back to the invoice", "/pay/" + paying.token});
}

Response shown_problem(const Paying& paying, const Problem& problem) {
    const bool is_other = problem.code == "invoice_changed" || problem.code == "nothing_to_pay" ||
                          problem.code == "invoice_not_open" || problem.code == "invoice_already_cancelled";
    return back_to_page(paying.token, is_other ? PayNews::invoice_changed : PayNews::checkout_failed);
}

Response shown_outcome(const Paying& paying, const std::optional<Already>& already,
                       const eventstore::AppendOutcome& outcome) {
    if (const auto* appended = std::get_if<eventstore::AppendedReply>(&outcome))
        return shown_checkout(paying, appended->reply.body);
    const auto* refusal = std::get_if<domain::Rejection>(&outcome);
    if (refusal != nullptr && already && refusal->code == already->refusal)
        return shown_checkout(paying, already->answer.body);
    return shown_problem(paying, refusal != nullptr ? problem_of(*refusal) : Problem{});
}

void go_on(const Shared& paying, OutsideCall::Next next, const OutsideCall::Tell& tell) {
    if (const auto* problem = std::get_if<Problem>(&next)) return tell(shown_problem(*paying, *problem));
    if (const auto* response = std::get_if<Response>(&next)) return tell(shown_checkout(*paying, response->body));
    auto& command = std::get<CommandRequest>(next);
    eventstore::Submission submission = paying->submission;
    submission.command = std::move(command.command);
    submission.render = std::move(command.render);
    paying->store.submit(std::move(submission), [paying, tell, already = std::move(command.already)](
                                                    const eventstore::AppendOutcome& outcome) {
        tell(shown_outcome(*paying, already, outcome));
    });
}

/// The answers of a checkout as pages.
Handled shown(const Services& services, const Request& request, const domain::Uuid& tenant, Handled handled) {
    Paying work{services.store, request.path_parameters.front(),
                step_of(services, request, {tenant, "page_checkout", ""}, domain::OpenCheckout{})};
    work.submission.command_id = eventstore::new_uuid_v7(services.now());  // each is decided by itself
    const auto paying = std::make_shared<const Paying>(std::move(work));
    if (const auto* problem = std::get_if<Problem>(&handled)) return shown_problem(*paying, *problem);
    if (const auto* response = std::get_if<Response>(&handled)) return shown_checkout(*paying, response->body);
    if (auto* command = std::get_if<CommandRequest>(&handled)) {
        auto next = std::make_shared<CommandRequest>(std::move(*command));
        return OutsideCall{tenant, false,
                           [paying, next](const OutsideCall::Tell& tell) { go_on(paying, *next, tell); }};
    }
    auto begin = std::get<OutsideCall>(std::move(handled)).begin;
    return OutsideCall{tenant, false, [paying, begin = std::move(begin)](const OutsideCall::Tell& tell) {
                           begin([paying, tell](OutsideCall::Next next) { go_on(paying, std::move(next), tell); });
                       }};
}

}  // namespace

Handled start_checkout_by_form(const Services& services, const Request& request) {
    const auto snapshot = services.read_models.snapshot();
    const auto& token = request.path_parameters.front();
    const auto found = find_payer_invoice(services, *snapshot, token);
    if (!found) return found.error();
    auto form = parse_form(request);
    if (!form) return form.error();
    const auto business = snapshot->business(found->tenant);
    if (!business) return back_to_page(token, PayNews::checkout_failed);
    const auto revision = parse_whole((*form)["revision"]), amount = parse_whole((*form)["amount"]);
    // What was agreed to is what was shown.
    if (revision != found->row.revision || amount != domain::amount_due_of(found->row.figures))
        return back_to_page(token, PayNews::invoice_changed);
    json::object body;
    const std::string email = (*form)["email"];
    if (!email.empty()) body["email"] = email;
    PayPage page = pay_page_of(services, *snapshot, *found, token);
    const bool is_wrong = email.empty() ? page.needs_email : !eventstore::normalise_email(email);
    if (is_wrong) {
        page.checkout_form = {*std::move(form), {{"email", "must be an e-mail address"}}};
        return html_response(422, pay_page_html(page));
    }
    Handled begun =
        begin_checkout(services, request, {found->tenant, found->row.id, business->livemode, revision}, body);
    return shown(services, request, found->tenant, std::move(begun));
}

}  // namespace suoledger::http
