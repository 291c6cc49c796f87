// SPDX-License-Identifier: Apache-2.0
// Samples by pattern.
#include "tests/http/route_samples.hpp"

#include <stdexcept>

namespace suoledger::http::test {
namespace {

std::string parameter_of(std::string_view pattern, std::string_view name, const SampleIds& ids) {
    if (name == "{purpose}") return "payment_reminders";
    if (pattern.starts_with("/v1/customers/")) return ids.customer;
    if (pattern.starts_with("/v1/invoices/")) return ids.invoice;
    if (pattern.starts_with("/v1/payments/")) return ids.payment;
    if (pattern.starts_with("/v1/api_keys/")) return ids.api_key;
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
        {{Method::post, "/v1/payments"}, R"({"amount":100,"method":"cash"})"},
        {{Method::post, "/v1/payments/{id}/allocate"}, R"({"invoice":")" + ids.invoice + "\"}"},
        {{Method::post, "/v1/payments/{id}/deallocate"}, R"({"invoice":")" + ids.invoice + "\"}"},
        {{Method::post, "/v1/projections/{name}/rebuild"}, ""},
    };
    return route.method == Method::get ? std::string() : bodies.at({route.method, route.pattern});
}

bool names_a_resource(const Route& route) {
    return route.access == Access::business && route.pattern.find("{id}") != std::string_view::npos;
}

}  // namespace suoledger::http::test
