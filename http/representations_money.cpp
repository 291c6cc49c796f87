// SPDX-License-Identifier: Apache-2.0
// Representations of payments with their refunds and disputes, of payouts, expenses and members.
#include "http/representations.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

json::value optional_date(const std::optional<domain::Date>& date) {
    return date ? json::value(domain::to_string(*date)) : json::value(nullptr);
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
                                    {"settled_on", optional_date(refund.settled_on)},
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
                                    {"closed_on", optional_date(chargeback.closed_on)},
                                    {"reason", personal_json(chargeback.reason)}});
    return list;
}

}  // namespace

json::object payment_json(const PaymentView& payment) {
    const domain::PaymentReceived& received = payment.received;
    return {{"id", domain::to_type_id(domain::payment_prefix, payment.id)},
            {"object", "payment"},
            {"customer", customer_value(payment.expanded_customer, received.customer)},
            {"method", domain::to_string(received.method)},
            {"provider", nullptr},
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
            {"receipt_number", domain::format_number(received.number_format, payment.receipt_number)},
            {"allocations", allocations_json(payment.allocations)},
            {"refunds", refunds_json(payment.refunds)},
            {"chargebacks", chargebacks_json(payment.chargebacks)},
            {"received_at", domain::to_string(payment.received_at)},
            {"version", payment.version},
            {"created_at", domain::to_string(payment.created_at)},
            {"updated_at", domain::to_string(payment.updated_at)},
            {"livemode", received.livemode}};
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
