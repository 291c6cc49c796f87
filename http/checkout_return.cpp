// SPDX-License-Identifier: Apache-2.0
// The payer's browser comes back from the provider: the provider itself is asked, and what it says is recorded as by
// any other way. What the address says is believed no further than to find the attempt.
#include "domain/provider_reference.hpp"
#include "http/checkout_port.hpp"
#include "http/handlers.hpp"
#include "http/log_states.hpp"
#include "http/pages/html.hpp"
#include "http/pay_link.hpp"

namespace suoledger::http {
namespace {

using domain::ProviderReference;

Problem nothing_here() { return {.status = 404, .code = "not_found", .detail = "There is nothing under this path."}; }

Response received() {
    return notice_response(200, {"Payment received", "Thank you. The shop has been told; this page can be closed."});
}
/// Where the payer can try again, or see what became of it.
std::string page_of_link(const Request& request) { return "/pay/" + request.path_parameters.front(); }
Response failed(const std::string& page) {
    return notice_response(200, {"Payment failed", "No money was taken.", "Try again", page});
}
Response pending(const std::string& page) {
    return notice_response(200,
                           {"Payment not confirmed yet",
                            "The payment provider has not confirmed it yet. If money was taken, the shop hears of it "
                            "by itself.",
                            "See the invoice", page});
}

/// The attempt of the reference, if it is of the invoice that the link is for.
std::shared_ptr<const domain::State> find_attempt(const Services& services, const Request& request,
                                                  const ProviderReference& reference) {
    const auto key = services.vault.service_key(std::string(pay_link_key_name));
    const auto link = read_pay_token(key, request.path_parameters.front());
    if (!link) return nullptr;
    auto state = state_in_log(services, {reference.tenant, domain::StreamType::payment, reference.payment});
    if (!state) return nullptr;
    const auto& attempt = std::get<domain::PaymentState>(*state).attempt;
    return attempt && attempt->invoice == link->invoice ? state : nullptr;
}

/// What the browser came back with; providers name it twice.
std::optional<ProviderReference> reference_in(const Request& request) {
    for (const std::string_view name : {"reference", "trxref"})
        if (const auto text = request.query_value(name)) return domain::parse_provider_reference(*text);
    return std::nullopt;
}

Response page_of(Confirmation confirmation, const std::string& page) {
    switch (confirmation) {
        case Confirmation::received:
            return received();
        case Confirmation::failed:
            return failed(page);
        case Confirmation::pending:
            return pending(page);
    }
    return pending(page);
}

}  // namespace

Handled return_from_checkout(const Services& services, const Request& request) {
    const auto reference = reference_in(request);
    if (!reference) return nothing_here();
    const auto state = find_attempt(services, request, *reference);
    if (!state) return nothing_here();
    if (std::get<domain::PaymentState>(*state).is_received) return received();
    if (services.checkout == nullptr || request.method == Method::head) return pending(page_of_link(request));
    CheckoutPort& port = *services.checkout;
    std::string asked = domain::provider_reference(reference->tenant, reference->payment);
    return OutsideCall{reference->tenant, false,
                       [&port, asked = std::move(asked), page = page_of_link(request)](const OutsideCall::Tell& tell) {
                           port.confirm(asked, [tell, page](Confirmation said) { tell(page_of(said, page)); });
                       }};
}

}  // namespace suoledger::http
