// SPDX-License-Identifier: Apache-2.0
// Samples by pattern.
#include "tests/http/route_samples.hpp"

#include <stdexcept>

namespace suoledger::http::test {
namespace {

bool is_of_breach(std::string_view pattern) {
    for (const std::string_view end : {"/assess", "/notify_authority", "/notify_subjects", "/affected"})
        if (pattern.ends_with(end)) return true;
    return false;
}

std::string parameter_of(std::string_view pattern, std::string_view name, const SampleIds& ids) {
    if (name == "{purpose}") return "payment_reminders";
    if (name == "{+path}") return pattern.starts_with("/tile/entries/") ? "000.p/1" : "0/000.p/1";
    if (name == "{token}") return std::string(46, 'A');
    if (name == "{number}") return "CN-000001";
    if (name == "{claim}") return "clm_01kb2q4v5ve1tbq0n6w6m3kz5w";
    if (name == "{refund_id}") return ids.refund;
    if (name == "{chargeback_id}") return ids.chargeback;
    if (pattern.starts_with("/v1/customers/")) return ids.customer;
    if (pattern.starts_with("/v1/requests/")) return is_of_breach(pattern) ? ids.breach : ids.request;
    if (pattern.starts_with("/v1/invoices/")) return ids.invoice;
    if (pattern.starts_with("/v1/payments/")) return ids.payment;
    if (pattern.starts_with("/v1/payouts/")) return ids.payout;
    if (pattern.starts_with("/v1/expenses/")) return ids.expense;
    if (pattern.starts_with("/v1/members/")) return ids.member;
    if (pattern.starts_with("/v1/api_keys/")) return ids.api_key;
    if (pattern.starts_with("/v1/dead_letters/")) return "ibx_01kb2q4v5ve1tbq0n6w6m3kz5d";
    if (name == "{provider}") return "paystack";
    if (pattern.starts_with("/assets/")) return "live-0000000000000000.js";
    if (pattern.starts_with("/v1/projections/")) return "invoices";
    if (pattern.starts_with("/v1/reports/accounts/")) return "1100";
    if (pattern.starts_with("/problems/")) return "invoice_not_found";
    throw std::out_of_range("no sample for " + std::string(pattern));
}

}  // namespace

std::string sample_path(const Route& route, const SampleIds& ids) {
    std::string path(route.pattern);
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
        const std::string name = path.substr(open, path.find('}', open) - open + 1);
        path.replace(open, name.size(), parameter_of(route.pattern, name, ids));
    }
    return path;
}

std::string sample_target(const Route& route, const SampleIds& ids, const std::string& query) {
    const std::map<std::string_view, std::string> needed{{"/v1/audit/proofs/inclusion", "position=1"},
                                                         {"/v1/audit/proofs/consistency", "from=1"},
                                                         {"/v1/audit/bundle", "from=2&to=1"}};
    const auto found = needed.find(route.pattern);
    std::string all = found == needed.end() ? "" : found->second;
    if (!all.empty() && !query.empty()) all += '&';
    all += query;
    return sample_path(route, ids) + (all.empty() ? "" : "?" + all);
}

bool is_a_download(const Route& route) { return route.pattern == "/v1/audit/bundle"; }

bool asks_a_provider(const Route& route) { return route.pattern == "/pay/{token}/return"; }

bool is_of_a_payer(const Route& route) { return route.pattern.starts_with("/v1/public/invoices/") || is_a_page(route); }

bool is_a_page(const Route& route) {
    return route.pattern.starts_with("/pay/") || route.pattern.starts_with("/verify/") ||
           route.pattern.starts_with("/assets/");
}

std::string sample_body(const Route& route, const SampleIds& ids) {
    const std::map<std::pair<Method, std::string_view>, std::string> bodies{
        {{Method::post, "/v1/businesses"}, R"({"name":"Sample"})"},
        {{Method::patch, "/v1/business"}, R"({"name":"Sample"})"},
        {{Method::post, "/v1/api_keys"}, R"({"scopes":["read"]})"},
        {{Method::del, "/v1/api_keys/{id}"}, ""},
        {{Method::post, "/v1/customers"}, R"({"name":"Sample"})"},
        {{Method::patch, "/v1/customers/{id}"}, R"({"name":"Sample"})"},
        {{Method::post, "/v1/invoices"},
         R"({"customer":{"name":"Sample"},"lines":[{"description":"Sample","unit_price":100}]})"},
        {{Method::post, "/v1/customers/{id}/consents"},
         R"({"purpose":"payment_reminders","wording_version":"1","channel":"web"})"},
        {{Method::del, "/v1/customers/{id}/consents/{purpose}"}, ""},
        {{Method::patch, "/v1/invoices/{id}"}, R"({"discount":1})"},
        {{Method::del, "/v1/invoices/{id}"}, ""},
        {{Method::post, "/v1/invoices/{id}/issue"}, "{}"},
        {{Method::post, "/v1/invoices/{id}/revise"}, R"({"lines":[{"description":"Sample","unit_price":100}]})"},
        {{Method::post, "/v1/invoices/{id}/write_off"}, "{}"},
        {{Method::post, "/v1/invoices/{id}/withholding_tax"}, R"({"amount":1})"},
        {{Method::post, "/v1/invoices/{id}/vat_withheld"}, R"({"amount":1})"},
        {{Method::post, "/v1/invoices/{id}/withholding_reversals"},
         R"({"withholding":"wht_01kb2q4v5ve1tbq0n6w6m3kz5w"})"},
        {{Method::post, "/v1/invoices/{id}/cancel"}, "{}"},
        {{Method::post, "/v1/invoices/{id}/credit_notes"}, "{}"},
        {{Method::post, "/v1/invoices/{id}/checkout"}, R"({"email":"bola@example.com"})"},
        {{Method::post, "/v1/invoices/{id}/renew_pay_link"}, ""},
        {{Method::post, "/v1/invoices/{id}/send"}, R"({"to":"bola@example.com"})"},
        {{Method::post, "/v1/invoices/{id}/transfer_claims/{claim}/reject"}, "{}"},
        {{Method::post, "/v1/public/invoices/{token}/transfer_claim"}, R"({"revision":1})"},
        {{Method::post, "/v1/public/invoices/{token}/checkout"}, R"({"revision":1,"email":"bola@example.com"})"},
        {{Method::post, "/pay/{token}/transfer_claim"}, "revision=1&amount=1.00&payer_name=Sample"},
        {{Method::post, "/pay/{token}/checkout"}, "revision=1&amount=100"},
        {{Method::post, "/v1/payments"}, R"({"amount":100,"method":"cash"})"},
        {{Method::post, "/v1/payments/{id}/allocate"}, R"({"invoice":")" + ids.invoice + "\"}"},
        {{Method::post, "/v1/payments/{id}/deallocate"}, R"({"invoice":")" + ids.invoice + "\"}"},
        {{Method::put, "/v1/business/tax_profile"}, R"({"vat_registered":true})"},
        {{Method::put, "/v1/business/accounting_year"}, R"({"year_end":"03-31"})"},
        {{Method::put, "/v1/business/bank_account"},
         R"({"bank_name":"Sample","account_number":"0123456789","account_name":"Sample"})"},
        {{Method::put, "/v1/business/logo"}, "logo"},
        {{Method::del, "/v1/business/logo"}, ""},
        {{Method::post, "/v1/members"}, R"({"name":"Sample","login":"sample@example.com","scopes":["read"]})"},
        {{Method::del, "/v1/members/{id}"}, ""},
        {{Method::post, "/v1/payments/{id}/refund"}, "{}"},
        {{Method::post, "/v1/payments/{id}/refunds/{refund_id}/settle"}, "{}"},
        {{Method::post, "/v1/payments/{id}/refunds/{refund_id}/fail"}, "{}"},
        {{Method::post, "/v1/payments/{id}/chargebacks"}, R"({"amount":100})"},
        {{Method::post, "/v1/payments/{id}/chargebacks/{chargeback_id}/win"}, "{}"},
        {{Method::post, "/v1/payments/{id}/chargebacks/{chargeback_id}/lose"}, "{}"},
        {{Method::post, "/v1/payouts"}, R"({"provider":"paystack","net":100,"cleared":100})"},
        {{Method::post, "/v1/reconciliation/imports"}, R"({"csv":"Date,Narration,Credit\n2026-11-20,Sample,1\n"})"},
        {{Method::post, "/v1/expenses"}, R"({"amount":100,"category":"rent","method":"cash","description":"Sample"})"},
        {{Method::patch, "/v1/expenses/{id}"}, R"({"amount":100})"},
        {{Method::post, "/v1/expenses/{id}/void"}, "{}"},
        {{Method::post, "/v1/projections/{name}/rebuild"}, ""},
        {{Method::post, "/v1/dead_letters/{id}/requeue"}, ""},
        {{Method::del, "/v1/dead_letters/{id}"}, ""},
        {{Method::post, "/webhooks/{provider}"}, "{}"},
        {{Method::put, "/v1/customers/{id}/restrictions/{purpose}"}, "{}"},
        {{Method::del, "/v1/customers/{id}/restrictions/{purpose}"}, ""},
        {{Method::put, "/v1/customers/{id}/objections/{purpose}"}, "{}"},
        {{Method::del, "/v1/customers/{id}/objections/{purpose}"}, ""},
        {{Method::post, "/v1/customers/{id}/legal_hold"}, R"({"reason":"Sample"})"},
        {{Method::del, "/v1/customers/{id}/legal_hold"}, ""},
        {{Method::post, "/v1/customers/{id}/erasure"}, "{}"},
        {{Method::post, "/v1/requests"}, R"({"kind":"access","channel":"email"})"},
        {{Method::post, "/v1/requests/{id}/identify"}, R"({"method":"document"})"},
        {{Method::post, "/v1/requests/{id}/decide"}, R"({"outcome":"refused","basis":"sample","reason":"Sample"})"},
        {{Method::post, "/v1/requests/{id}/complete"}, "{}"},
        {{Method::post, "/v1/requests/{id}/assess"}, R"({"risk":"low","circumstances":"Sample"})"},
        {{Method::post, "/v1/requests/{id}/notify_authority"}, "{}"},
        {{Method::post, "/v1/requests/{id}/notify_subjects"}, R"({"channel":"email","count":1})"},
    };
    return route.method == Method::get ? std::string() : bodies.at({route.method, route.pattern});
}

bool names_a_resource(const Route& route) {
    return route.access == Access::business && route.pattern.find("{id}") != std::string_view::npos;
}

}  // namespace suoledger::http::test
