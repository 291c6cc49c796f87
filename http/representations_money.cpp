// SPDX-License-Identifier: Apache-2.0
// Representations of payments with their refunds and disputes, of payouts, expenses and members.
#include "http/representations.hpp"

#include "http/optional_values.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::value failure_json(const std::optional<domain::PaymentFailed>& failed) {
    if (!failed) return nullptr;
    return json::object{{"code", failed->code},
                        {"reason", personal_json(failed->reason)},
                        {"failed_on", domain::to_string(failed->failed_on)}};
}

json::value attempt_json(const std::optional<AttemptView>& attempt) {
    if (!attempt) return nullptr;
    const domain::PaymentAttempt& facts = attempt->facts;
    return json::object{{"invoice", domain::to_type_id(domain::invoice_prefix, facts.invoice)},
                        {"revision", facts.revision},
                        {"amount", facts.amount},
                        {"currency", domain::to_string(facts.currency)},
                        {"checkout_url", personal_json(attempt->checkout_url)},
                        {"failure", failure_json(attempt->failed)}};
}

json::array allocations_json(const std::vector<domain::InvoiceShare>& allocations) {
    json::array list;
    for (const domain::InvoiceShare& share : allocations)
        list.push_back(json::object{{"invoice", domain::to_type_id(domain::invoice_prefix, share.invoice)},
                                    {"amount", share.amount}});
    return list;
}

json::array refunds_json(const std::vector<domain::Refund>& refunds) {
    json::array list;
    for (const domain::Refund& refund : refunds)
        list.push_back(json::object{{"id", domain::to_type_id(domain::refund_prefix, refund.id)},
                                    {"object", "refund"},
                                    {"status", domain::to_string(refund.status)},
                                    {"amount", refund.amount},
                                    {"fee", refund.fee},
                                    {"settled_on", date_or_null(refund.settled_on)},
                                    {"provider_refund_id", text_or_null(refund.provider_refund_id)},
                                    {"reason", personal_json(refund.reason)},
                                    {"failure_reason", personal_json(refund.failure_reason)}});
    return list;
}

json::array chargebacks_json(const std::vector<domain::Chargeback>& chargebacks) {
    json::array list;
    for (const domain::Chargeback& chargeback : chargebacks)
        list.push_back(json::object{{"id", domain::to_type_id(domain::chargeback_prefix, chargeback.id)},
                                    {"object", "chargeback"},
                                    {"stage", domain::to_string(chargeback.stage)},
                                    {"amount", chargeback.amount},
                                    {"amount_taken", chargeback.amount_taken},
                                    {"fee", chargeback.fee},
                                    {"opened_on", domain::to_string(chargeback.opened_on)},
                                    {"closed_on", date_or_null(chargeback.closed_on)},
                                    {"reason", personal_json(chargeback.reason)}});
    return list;
}

}  // namespace

json::object payment_json(const PaymentView& payment) {
    const domain::PaymentReceived& received = payment.received;
    const bool is_received = payment.status == domain::PaymentStatus::received;
    return {
        {"id", domain::to_type_id(domain::payment_prefix, payment.id)},
        {"object", "payment"},
        {"customer", customer_value(payment.expanded_customer, received.customer)},
        {"method", domain::to_string(received.method)},
        {"status", domain::to_string(payment.status)},
        {"provider", text_or_null(received.provider)},
        {"provider_payment_id", text_or_null(received.provider_payment_id)},
        {"provider_reference", text_or_null(received.provider_reference)},
        {"channel", text_or_null(received.channel)},
        {"attempt", attempt_json(payment.attempt)},
        {"reference", personal_json(received.reference)},
        {"currency", domain::to_string(received.currency)},
        {"amount", received.amount},
        {"fee", received.fee},
        {"amount_allocated", payment.allocated},
        {"amount_unallocated", payment.unallocated},
        {"amount_reserved", payment.reserved},
        {"amount_refunded", payment.refunded},
        {"amount_charged_back", payment.charged_back},
        {"amount_overdrawn", payment.overdrawn},
        {"receipt_number",
         is_received ? json::value(domain::format_number(received.number_format, payment.receipt_number)) : nullptr},
        {"allocations", allocations_json(payment.allocations)},
        {"refunds", refunds_json(payment.refunds)},
        {"chargebacks", chargebacks_json(payment.chargebacks)},
        {"received_at", is_received ? json::value(domain::to_string(payment.received_at)) : nullptr},
        {"version", payment.version},
        {"created_at", domain::to_string(payment.created_at)},
        {"updated_at", domain::to_string(payment.updated_at)},
        {"livemode", received.livemode}};
}

json::object checkout_json(const CheckoutView& checkout) {
    const domain::PaymentAttempt& attempt = checkout.attempt;
    const auto status = checkout.url.is_absent() ? domain::PaymentStatus::initiated : domain::PaymentStatus::open;
    return {{"object", "checkout"},
            {"payment", domain::to_type_id(domain::payment_prefix, checkout.payment)},
            {"status", domain::to_string(status)},
            {"invoice", domain::to_type_id(domain::invoice_prefix, attempt.invoice)},
            {"revision", attempt.revision},
            {"currency", domain::to_string(attempt.currency)},
            {"amount", attempt.amount},
            {"provider", attempt.provider},
            {"provider_reference", attempt.provider_reference},
            {"url", personal_json(checkout.url)},
            {"access_code", personal_json(checkout.access_code)}};
}

json::object payout_json(const PayoutView& view) {
    const domain::ProviderPayoutRecorded& payout = view.payout;
    return {{"id", domain::to_type_id(domain::payout_prefix, view.id)},
            {"object", "payout"},
            {"provider", payout.provider},
            {"currency", domain::to_string(payout.currency)},
            {"net", payout.net},
            {"payment_fees", payout.payment_fees},
            {"dispute_fees", payout.dispute_fees},
            {"cleared", payout.cleared},
            {"due_returned", payout.due_returned},
            {"difference", domain::difference_of(payout)},
            {"paid_on", domain::to_string(payout.paid_on)},
            {"reference", personal_json(payout.reference)},
            {"version", view.version},
            {"created_at", domain::to_string(view.created_at)},
            {"livemode", payout.livemode}};
}

json::object expense_json(const ExpenseView& expense) {
    const domain::ExpenseFigures& figures = expense.facts.figures;
    return {{"id", domain::to_type_id(domain::expense_prefix, expense.id)},
            {"object", "expense"},
            {"status", expense.voided ? "void" : "recorded"},
            {"currency", domain::to_string(figures.currency)},
            {"amount", figures.amount},
            {"vat", figures.vat},
            {"net", figures.amount - figures.vat},
            {"category", domain::to_string(figures.category)},
            {"method", domain::to_string(figures.method)},
            {"description", personal_json(expense.facts.description)},
            {"supplier", personal_json(expense.facts.supplier)},
            {"spent_on", domain::to_string(expense.facts.spent_on)},
            {"version", expense.version},
            {"created_at", domain::to_string(expense.created_at)},
            {"updated_at", domain::to_string(expense.updated_at)},
            {"livemode", expense.livemode}};
}

json::object member_json(const MemberView& member) {
    return {{"id", domain::to_type_id(domain::member_prefix, member.facts.member_id)},
            {"object", "member"},
            {"name", personal_json(member.facts.name)},
            {"login", personal_json(member.facts.login)},
            {"scopes", scopes_json(member.facts.scopes)},
            {"created_at", domain::to_string(member.created_at)}};
}

}  // namespace suoledger::http
