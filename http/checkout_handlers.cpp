// SPDX-License-Identifier: Apache-2.0
// Paying an invoice online: an attempt is in the log before the provider hears of it, and its page is the second
// append, which keeps the reply. A retry goes on from our reference, wherever the last one ended.
#include <boost/json/serialize.hpp>

#include "domain/provider_reference.hpp"
#include "eventstore/contacts.hpp"
#include "eventstore/prepare.hpp"
#include "eventstore/provider_ids.hpp"
#include "http/checkout_begin.hpp"
#include "http/checkout_port.hpp"
#include "http/field_limits.hpp"
#include "http/handlers.hpp"
#include "http/log_states.hpp"
#include "http/outcome_response.hpp"
#include "http/pay_link.hpp"
#include "http/reading.hpp"
#include "http/submission.hpp"
#include "http/views.hpp"

namespace suoledger::http {
namespace {

using domain::PaymentAttempt;
using domain::StreamId;
using domain::StreamType;
using domain::Uuid;

/// Of one payer for one amount of one revision; whoever fails as often should speak with the shop.
constexpr std::int64_t max_attempts = 100;
/// An attempt that was begun so long ago is nobody's who is still waiting for the provider.
constexpr std::int64_t abandoned_after_microseconds = 60 * 1'000'000LL;

Response in_progress(const CheckoutView& checkout) {
    Response response;
    response.status = 202;
    response.body = boost::json::serialize(checkout_json(checkout));
    response.headers.emplace_back("Retry-After", retry_after_seconds);
    return response;
}

Response found_open(const CheckoutView& checkout) {
    Response response;
    response.body = boost::json::serialize(checkout_json(checkout));
    return response;
}

/// Answers the page once it is recorded.
CommandRequest record_page(const Uuid& tenant, CheckoutView checkout, int status, Response already) {
    domain::OpenCheckout command{checkout.payment, checkout.url, checkout.access_code};
    auto render = [checkout = std::move(checkout), status](const eventstore::Appended&) {
        return json_reply(status, checkout_json(checkout));
    };
    return {tenant, std::move(command), std::move(render), false,
            Already{domain::RejectionCode::already_recorded, std::move(already)}};
}

/// All that is needed to go on once the request's thread is given back.
struct Beginning {
    eventstore::EventStore& store;
    CheckoutPort& port;
    Uuid tenant;
    CheckoutView checkout;  // without a page
    CheckoutOrder order;
    std::optional<eventstore::Submission> initiate;  // of a new attempt
    eventstore::Submission fail_refused, fail_lost;  // close it
    bool is_abandoned = false;                       // begun long ago
};
using Shared = std::shared_ptr<const Beginning>;

Problem refused_by_provider() {
    return {.status = 422,
            .code = "checkout_refused",
            .detail = "The payment provider does not take this payment; is the e-mail address right?"};
}

/// Whoever was given the page may still record it. Of an attempt that was lost long ago nobody will, so that the next
/// request begins another.
void end_taken(const Shared& work, const OutsideCall::Tell& tell) {
    if (!work->is_abandoned) return tell(in_progress(work->checkout));
    work->store.submit(work->fail_lost,
                       [work, tell](const eventstore::AppendOutcome&) { tell(in_progress(work->checkout)); });
}

void end_without_page(const Shared& work, CheckoutFault fault, const OutsideCall::Tell& tell) {
    switch (fault) {
        case CheckoutFault::not_now:
            return tell(in_progress(work->checkout));
        case CheckoutFault::taken:
            return end_taken(work, tell);
        case CheckoutFault::refused:
            work->store.submit(work->fail_refused,
                               [tell](const eventstore::AppendOutcome&) { tell(refused_by_provider()); });
            return;
    }
}

void ask_provider(const Shared& work, const OutsideCall::Tell& tell) {
    work->port.open(work->order, [work, tell](std::expected<CheckoutPage, CheckoutFault> page) {
        if (!page) return end_without_page(work, page.error(), tell);
        CheckoutView opened = work->checkout;
        opened.url = domain::PersonalText(std::move(page->url));
        if (!page->access_code.empty()) opened.access_code = domain::PersonalText(std::move(page->access_code));
        tell(record_page(work->tenant, std::move(opened), 201, in_progress(work->checkout)));
    });
}

void begin(const Shared& work, const OutsideCall::Tell& tell) {
    if (!work->initiate) return ask_provider(work, tell);
    work->store.submit(*work->initiate, [work, tell](eventstore::AppendOutcome outcome) {
        const auto* refusal = std::get_if<domain::Rejection>(&outcome);
        const bool is_there = refusal != nullptr && refusal->code == domain::RejectionCode::already_recorded;
        if (is_there || std::holds_alternative<eventstore::AppendedReply>(outcome)) return ask_provider(work, tell);
        auto told = response_of(std::move(outcome));
        std::visit([&tell](auto& answer) { tell(std::move(answer)); }, told);
    });
}

/// The attempt that a request is about: the first of its name that is not over.
struct Attempt {
    domain::InitiatePayment command;
    std::vector<eventstore::RecordedEvent> events;  // none: it is new
    std::optional<PaymentAttempt> facts;
};

std::optional<Attempt> find_attempt(const Services& services, const Uuid& tenant, domain::InitiatePayment command) {
    const eventstore::CheckoutName name{tenant, command.invoice_id, command.revision, command.amount,
                                        command.email.value};
    for (std::int64_t n = 0; n < max_attempts; ++n) {
        command.payment_id = eventstore::checkout_uuid(name, n);
        const StreamId stream{tenant, StreamType::payment, command.payment_id};
        auto events = services.store.read_stream({.stream = stream, .after_version = 0});
        if (events.empty()) return Attempt{std::move(command), {}, std::nullopt};
        const auto state = eventstore::fold(stream, nullptr, events, services.vault);
        const auto& payment = std::get<domain::PaymentState>(*state);
        if (payment.is_received || payment.attempt->has_failed) continue;
        return Attempt{std::move(command), std::move(events), payment.attempt};
    }
    return std::nullopt;
}

/// Of an attempt that has its page: the one that the log holds.
CheckoutView open_page(const Services& services, const Uuid& tenant, const Attempt& attempt) {
    const Opener opener(services.vault, tenant);
    CheckoutView view{attempt.command.payment_id, *attempt.facts, {}, {}};
    for (const auto& event : attempt.events) {
        if (event.event_type != domain::EventName<domain::CheckoutOpened>::value) continue;
        const auto opened = opener.open<domain::CheckoutOpened>(event);
        view.url = opened.url;
        view.access_code = opened.access_code;
    }
    return view;
}

/// Empty while the service does not know under which address payers reach it. Any link of the invoice finds back.
std::string callback_url(const Services& services, const Uuid& invoice) {
    if (services.public_url.empty()) return {};
    const auto key = services.vault.service_key(std::string(pay_link_key_name));
    return pay_url(services.public_url, key, {invoice, 0}) + "/return";
}

OutsideCall begin_attempt(const Services& services, const Request& request, const CheckoutOf& of,
                          const Attempt& attempt, const PaymentAttempt& facts) {
    const Uuid tenant = of.tenant, payment = attempt.command.payment_id;
    const std::string instance = domain::to_string(payment);
    const auto failure = [&](const char* code) {
        const domain::RecordProviderFailure failed{.payment_id = payment,
                                                   .provider = facts.provider,
                                                   .code = code,
                                                   .reason = {},
                                                   .failed_at = std::nullopt,
                                                   .livemode = of.livemode};
        return step_of(services, request, {tenant, code, instance}, failed);
    };
    Beginning work{.store = services.store,
                   .port = *services.checkout,
                   .tenant = tenant,
                   .checkout = {payment, facts, {}, {}},
                   .order = {facts.provider_reference,
                             {facts.amount, facts.currency},
                             attempt.command.email.value,
                             callback_url(services, facts.invoice)},
                   .initiate = std::nullopt,
                   .fail_refused = failure("checkout_refused"),
                   .fail_lost = failure("checkout_lost")};
    if (attempt.events.empty())
        work.initiate = step_of(services, request, {tenant, "initiate", instance}, attempt.command);
    else
        work.is_abandoned = services.now().microseconds - attempt.events.front().recorded_at.microseconds >
                            abandoned_after_microseconds;
    const auto shared = std::make_shared<const Beginning>(std::move(work));
    return {tenant, true, [shared](const OutsideCall::Tell& tell) { begin(shared, tell); }};
}

/// The e-mail address that the provider is given: the payer's, else the customer's own.
domain::PersonalText read_email(const Services& services, const Uuid& tenant, const Uuid& customer,
                                ObjectReader& reader) {
    const auto given = reader.text("email", contact_length, Presence::optional);
    if (given) {
        if (auto email = eventstore::normalise_email(*given)) return domain::PersonalText(*std::move(email));
        reader.wrong("email", "must be an e-mail address");
        return {};
    }
    const auto state = state_in_log(services, {tenant, StreamType::customer, customer});
    const auto& known = std::get<domain::CustomerState>(*state);
    if (known.details.email.is_open() && !known.is_erased()) return known.details.email;
    reader.wrong("email", "is required: no e-mail address of the customer is known");
    return {};
}

/// Decided as it stands, under the request's key: it is refused, or a dry run shows it.
CommandRequest decide_only(const Uuid& tenant, domain::InitiatePayment command) {
    return {tenant, std::move(command),
            [](const eventstore::Appended&) { return json_reply(202, {{"object", "checkout"}}); }};
}

std::optional<Problem> check_provider(const Services& services, const CheckoutOf& of) {
    if (services.checkout == nullptr)
        return Problem{.status = 503,
                       .code = "checkout_not_configured",
                       .detail = "This service has no payment provider; invoices are paid by other ways."};
    if (services.checkout->livemode() != of.livemode)
        return problem_of({domain::RejectionCode::livemode_differs,
                           "The payment provider's keys are of the other mode than this business.",
                           {}});
    return std::nullopt;
}

}  // namespace

Handled begin_checkout(const Services& services, const Request& request, const CheckoutOf& of,
                       const boost::json::object& body) {
    const Uuid tenant = of.tenant;
    const auto state = state_in_log(services, {tenant, StreamType::invoice, of.invoice});
    const auto* invoice = state ? std::get_if<domain::InvoiceState>(state.get()) : nullptr;
    if (invoice == nullptr || invoice->discarded) return not_found("invoice");
    if (auto problem = check_provider(services, of)) return *problem;
    std::vector<domain::FieldError> errors;
    ObjectReader reader(body, "", errors);
    domain::InitiatePayment command{.payment_id = {},
                                    .invoice_id = of.invoice,
                                    .revision = invoice->revision,
                                    .amount = domain::amount_due_of(*invoice),
                                    .provider = std::string(services.checkout->provider()),
                                    .email = read_email(services, tenant, invoice->customer, reader)};
    reader.refuse_unknown();
    if (!errors.empty()) return invalid_fields(std::move(errors));
    if (of.revision && *of.revision != invoice->revision)
        return problem_of({domain::RejectionCode::invoice_changed, "The invoice is not what the payer saw.", {}});
    // What cannot be paid now is refused by the decision, unless the key's reply is kept from when it could.
    if (command.amount == 0 || invoice->draft || invoice->written_off > 0) {
        command.amount = 0;
        return decide_only(tenant, std::move(command));
    }
    const domain::Currency currency = invoice->currency;
    const auto attempt = find_attempt(services, tenant, std::move(command));
    if (!attempt)
        return Problem{
            .status = 409, .code = "too_many_attempts", .detail = "Too many attempts to pay this have failed."};
    if (attempt->facts && attempt->facts->has_checkout) {
        const CheckoutView page = open_page(services, tenant, *attempt);
        return record_page(tenant, page, 200, found_open(page));
    }
    if (request.dry_run) return decide_only(tenant, attempt->command);
    const domain::InitiatePayment& asked = attempt->command;
    return begin_attempt(services, request, of, *attempt,
                         PaymentAttempt{.invoice = asked.invoice_id,
                                        .revision = asked.revision,
                                        .currency = currency,
                                        .amount = asked.amount,
                                        .provider = asked.provider,
                                        .provider_reference = domain::provider_reference(tenant, asked.payment_id),
                                        .customer = invoice->customer});
}

Handled start_checkout(const Services& services, const Request& request) {
    if (auto problem = refuse_query(request)) return *problem;
    const auto id = id_in_path(request, domain::invoice_prefix);
    if (!id) return not_found("invoice");
    const auto body = parse_optional_body(request);
    if (!body) return body.error();
    return begin_checkout(services, request, {request.principal.tenant, *id, request.principal.livemode, {}}, *body);
}

}  // namespace suoledger::http
