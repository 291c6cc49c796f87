// SPDX-License-Identifier: Apache-2.0
// The routes of the service. http/openapi/ says the same at length; a test compares the two in both directions.
#include <array>

#include "http/handlers.hpp"

namespace suoledger::http {
namespace {

using enum Method;
using domain::Scope;
constexpr Listener api = Listener::api, admin = Listener::admin, both = Listener::both;
constexpr Effect direct = Effect::direct;
constexpr Access open = Access::open, business = Access::business, operators = Access::operator_only;
// Answered by the server itself, which alone knows whether it is ready: they stand here so that the table is whole.
constexpr Handler by_server = nullptr;

// clang-format off
constexpr std::array table{
    Route{post,  "/v1/businesses",                    admin, operators, Scope::operate, register_business},
    Route{get,   "/v1/business",                      api,   business,  Scope::read,    get_business},
    Route{patch, "/v1/business",                      api,   business,  Scope::manage,  change_business},
    Route{put,   "/v1/business/tax_profile",          api,   business,  Scope::manage,  change_tax_profile},
    Route{put,   "/v1/business/bank_account",         api,   business,  Scope::manage,  change_bank_account},
    Route{post,  "/v1/api_keys",                      api,   business,  Scope::manage,  issue_api_key},
    Route{get,   "/v1/api_keys",                      api,   business,  Scope::manage,  list_api_keys},
    Route{del,   "/v1/api_keys/{id}",                 api,   business,  Scope::manage,  revoke_api_key},
    Route{post,  "/v1/members",                       api,   business,  Scope::manage,  add_member},
    Route{get,   "/v1/members",                       api,   business,  Scope::manage,  list_members},
    Route{del,   "/v1/members/{id}",                  api,   business,  Scope::manage,  remove_member},

    Route{post,  "/v1/customers",                     api,   business,  Scope::write,   register_customer},
    Route{get,   "/v1/customers",                     api,   business,  Scope::read,    list_customers},
    Route{get,   "/v1/customers/{id}",                api,   business,  Scope::read,    get_customer},
    Route{patch, "/v1/customers/{id}",                api,   business,  Scope::write,   change_customer},
    Route{get,   "/v1/customers/{id}/statement",      api,   business,  Scope::read,    get_statement},
    Route{post,  "/v1/customers/{id}/consents",       api,   business,  Scope::write,   give_consent},
    Route{del,   "/v1/customers/{id}/consents/{purpose}", api, business, Scope::write,  withdraw_consent},

    Route{post,  "/v1/invoices",                      api,   business,  Scope::write,   issue_invoice},
    Route{get,   "/v1/invoices",                      api,   business,  Scope::read,    list_invoices},
    Route{get,   "/v1/invoices/{id}",                 api,   business,  Scope::read,    get_invoice},
    Route{patch, "/v1/invoices/{id}",                 api,   business,  Scope::write,   change_draft},
    Route{del,   "/v1/invoices/{id}",                 api,   business,  Scope::write,   discard_draft},
    Route{post,  "/v1/invoices/{id}/issue",           api,   business,  Scope::write,   issue_draft},
    Route{post,  "/v1/invoices/{id}/revise",          api,   business,  Scope::write,   revise_invoice},
    Route{post,  "/v1/invoices/{id}/cancel",          api,   business,  Scope::write,   cancel_invoice},
    Route{post,  "/v1/invoices/{id}/write_off",       api,   business,  Scope::write,   write_off_invoice},
    Route{post,  "/v1/invoices/{id}/withholding_tax", api,   business,  Scope::write,   record_withholding_tax},
    Route{post,  "/v1/invoices/{id}/vat_withheld",    api,   business,  Scope::write,   record_vat_withheld},
    Route{post,  "/v1/invoices/{id}/withholding_reversals", api, business, Scope::write, reverse_withholding},
    Route{get,   "/v1/invoices/{id}/withholdings",    api,   business,  Scope::read,    list_withholdings},
    Route{post,  "/v1/invoices/{id}/credit_notes",    api,   business,  Scope::write,   issue_credit_note},
    Route{get,   "/v1/invoices/{id}/credit_notes",    api,   business,  Scope::read,    list_credit_notes},
    Route{get,   "/v1/invoices/{id}/events",          api,   business,  Scope::read,    list_invoice_events},
    Route{get,   "/v1/invoices/{id}/journal",         api,   business,  Scope::read,    list_invoice_journal},

    Route{post,  "/v1/payments",                      api,   business,  Scope::write,   record_payment},
    Route{get,   "/v1/payments",                      api,   business,  Scope::read,    list_payments},
    Route{get,   "/v1/payments/{id}",                 api,   business,  Scope::read,    get_payment},
    Route{post,  "/v1/payments/{id}/allocate",        api,   business,  Scope::write,   allocate_payment},
    Route{post,  "/v1/payments/{id}/deallocate",      api,   business,  Scope::write,   deallocate_payment},
    Route{post,  "/v1/payments/{id}/refund",          api,   business,  Scope::write,   request_refund},
    Route{post,  "/v1/payments/{id}/refunds/{refund_id}/settle",
                                                      api,   business,  Scope::write,   settle_refund},
    Route{post,  "/v1/payments/{id}/refunds/{refund_id}/fail",
                                                      api,   business,  Scope::write,   fail_refund},
    Route{post,  "/v1/payments/{id}/chargebacks",     api,   business,  Scope::write,   record_chargeback},
    Route{post,  "/v1/payments/{id}/chargebacks/{chargeback_id}/win",
                                                      api,   business,  Scope::write,   win_chargeback},
    Route{post,  "/v1/payments/{id}/chargebacks/{chargeback_id}/lose",
                                                      api,   business,  Scope::write,   lose_chargeback},

    Route{post,  "/v1/payouts",                       api,   business,  Scope::write,   record_payout},
    Route{get,   "/v1/payouts",                       api,   business,  Scope::read,    list_payouts},
    Route{get,   "/v1/payouts/{id}",                  api,   business,  Scope::read,    get_payout},
    Route{post,  "/v1/expenses",                      api,   business,  Scope::write,   record_expense},
    Route{get,   "/v1/expenses",                      api,   business,  Scope::read,    list_expenses},
    Route{get,   "/v1/expenses/{id}",                 api,   business,  Scope::read,    get_expense},
    Route{patch, "/v1/expenses/{id}",                 api,   business,  Scope::write,   correct_expense},
    Route{post,  "/v1/expenses/{id}/void",            api,   business,  Scope::write,   void_expense},

    Route{get,   "/v1/events",                        api,   business,  Scope::audit,   list_events},
    Route{get,   "/v1/reports/trial_balance",         api,   business,  Scope::read,    get_trial_balance},
    Route{get,   "/v1/reports/journal",               api,   business,  Scope::read,    get_journal},
    Route{get,   "/v1/reports/summary",                 api,   business,  Scope::read,    get_summary},
    Route{get,   "/v1/reports/ageing",                  api,   business,  Scope::read,    get_ageing},
    Route{get,   "/v1/reports/cash_position",           api,   business,  Scope::read,    get_cash_position},
    Route{get,   "/v1/reports/revenue_by_month",        api,   business,  Scope::read,    get_revenue_by_month},
    Route{get,   "/v1/reports/top_customers",           api,   business,  Scope::read,    get_top_customers},
    Route{get,   "/v1/reports/vat",                     api,   business,  Scope::read,    get_vat},
    Route{get,   "/v1/reports/accounts/{code}",         api,   business,  Scope::read,    get_account},

    Route{get,   "/v1/projections",                   admin, operators, Scope::operate, list_projections},
    Route{post,  "/v1/projections/{name}/rebuild",    admin, operators, Scope::operate, rebuild_projection, direct},

    Route{get,   "/openapi.json",                     both,  open,      Scope::read,    get_openapi_json},
    Route{get,   "/openapi.yaml",                     both,  open,      Scope::read,    get_openapi_yaml},
    Route{get,   "/docs",                             both,  open,      Scope::read,    get_docs},
    Route{get,   "/problems/{code}",                  both,  open,      Scope::read,    get_problem_page},

    Route{get,   "/live",                             both,  open,      Scope::read,    by_server},
    Route{get,   "/ready",                            both,  open,      Scope::read,    by_server},
    Route{get,   "/metrics",                          admin, open,      Scope::read,    by_server},
};
// clang-format on

}  // namespace

std::span<const Route> routes() { return table; }

}  // namespace suoledger::http
