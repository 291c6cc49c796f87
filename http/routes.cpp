// SPDX-License-Identifier: Apache-2.0
// The routes of the service. http/openapi/ says the same at length; a test compares the two in both directions.
#include <array>

#include "http/handlers.hpp"
#include "http/reconciliation_handlers.hpp"

namespace suoledger::http {
namespace {

using enum Method;
using domain::Scope;
constexpr Listener api = Listener::api, admin = Listener::admin, both = Listener::both;
constexpr Effect direct = Effect::direct, record = Effect::record;
constexpr Access open = Access::open, business = Access::business, operators = Access::operator_only,
                 either = Access::either;
// Answered by the server itself, which alone knows whether it is ready: they stand here so that the table is whole.
constexpr Handler by_server = nullptr;

constexpr Route heavy(Route route) {
    route.work = Work::heavy;
    return route;
}

// clang-format off
constexpr std::array table{
    Route{post,  "/v1/businesses",                    admin, operators, Scope::operate, register_business},
    Route{get,   "/v1/business",                      api,   business,  Scope::read,    get_business},
    Route{patch, "/v1/business",                      api,   business,  Scope::manage,  change_business},
    Route{put,   "/v1/business/tax_profile",          api,   business,  Scope::manage,  change_tax_profile},
    Route{put,   "/v1/business/bank_account",         api,   business,  Scope::manage,  change_bank_account},
    Route{put,   "/v1/business/accounting_year",      api,   business,  Scope::manage,  change_accounting_year},
    Route{put,   "/v1/business/logo",                 api,   business,  Scope::manage,  change_logo},
    Route{del,   "/v1/business/logo",                 api,   business,  Scope::manage,  remove_logo},
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
    Route{post,  "/v1/invoices/{id}/renew_pay_link",  api,   business,  Scope::write,   renew_pay_link},
    Route{post,  "/v1/invoices/{id}/send",            api,   business,  Scope::write,   send_invoice},
    Route{post,  "/v1/invoices/{id}/transfer_claims/{claim}/reject", api, business, Scope::write, reject_transfer_claim},
    Route{get,   "/v1/invoices/{id}/deliveries",      api,   business,  Scope::read,    list_invoice_deliveries},
    Route{get,   "/v1/invoices/{id}/events",          api,   business,  Scope::read,    list_invoice_events},
    Route{get,   "/v1/invoices/{id}/journal",         api,   business,  Scope::read,    list_invoice_journal},

    Route{post,  "/v1/invoices/{id}/checkout",        api,   business,  Scope::write,   start_checkout},
    Route{get,   "/v1/public/invoices/{token}",       api,   open,      Scope::read,    get_payer_invoice},
    Route{post,  "/v1/public/invoices/{token}/transfer_claim", api, open,  Scope::read,  claim_transfer},
    Route{post,  "/v1/public/invoices/{token}/checkout", api, open,      Scope::read,    start_payer_checkout},
    Route{get,   "/v1/public/invoices/{token}/events", api,  open,       Scope::read,    watch_payer_invoice},
    Route{get,   "/pay/{token}/return",               api,   open,      Scope::read,    return_from_checkout},

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
    Route{get,   "/v1/reconciliation/differences",    api,   business,  Scope::read,    list_differences},
    Route{post,  "/v1/reconciliation/imports",        api,   business,  Scope::write,   import_statement, direct},
    Route{post,  "/v1/expenses",                      api,   business,  Scope::write,   record_expense},
    Route{get,   "/v1/expenses",                      api,   business,  Scope::read,    list_expenses},
    Route{get,   "/v1/expenses/{id}",                 api,   business,  Scope::read,    get_expense},
    Route{patch, "/v1/expenses/{id}",                 api,   business,  Scope::write,   correct_expense},
    Route{post,  "/v1/expenses/{id}/void",            api,   business,  Scope::write,   void_expense},

    Route{get,   "/v1/invoices/{id}/invoice.pdf",     api,   business,  Scope::read,    get_invoice_document, record},
    Route{get,   "/v1/invoices/{id}/credit_notes/{number}.pdf",
                                                      api,   business,  Scope::read,    get_credit_note_document, record},
    Route{get,   "/v1/payments/{id}/receipt.pdf",     api,   business,  Scope::read,    get_receipt_document, record},
    Route{get,   "/v1/customers/{id}/statement.pdf",  api,   business,  Scope::read,    get_statement_document, record},
    Route{get,   "/v1/public/documents/{token}",      api,   open,      Scope::read,    get_public_document, record},

    Route{get,   "/v1/events",                        api,   business,  Scope::audit,   list_events},
    Route{get,   "/v1/reports/trial_balance",         api,   business,  Scope::read,    get_trial_balance},
    heavy({get,  "/v1/reports/journal",               api,   business,  Scope::read,    get_journal}),
    Route{get,   "/v1/reports/summary",                 api,   business,  Scope::read,    get_summary},
    Route{get,   "/v1/reports/ageing",                  api,   business,  Scope::read,    get_ageing},
    Route{get,   "/v1/reports/cash_position",           api,   business,  Scope::read,    get_cash_position},
    Route{get,   "/v1/reports/revenue_by_month",        api,   business,  Scope::read,    get_revenue_by_month},
    Route{get,   "/v1/reports/top_customers",           api,   business,  Scope::read,    get_top_customers},
    Route{get,   "/v1/reports/vat",                     api,   business,  Scope::read,    get_vat},
    heavy({get,  "/v1/reports/accounts/{code}",         api,   business,  Scope::read,    get_account}),

    Route{put,   "/v1/customers/{id}/restrictions/{purpose}", api, business, Scope::write, restrict_processing},
    Route{del,   "/v1/customers/{id}/restrictions/{purpose}", api, business, Scope::write, lift_restriction},
    Route{put,   "/v1/customers/{id}/objections/{purpose}", api, business, Scope::write, record_objection},
    Route{del,   "/v1/customers/{id}/objections/{purpose}", api, business, Scope::write, withdraw_objection},
    Route{post,  "/v1/customers/{id}/legal_hold",     api,   business,  Scope::manage,  place_legal_hold},
    Route{del,   "/v1/customers/{id}/legal_hold",     api,   business,  Scope::manage,  release_legal_hold},
    Route{post,  "/v1/customers/{id}/erasure",        api,   business,  Scope::manage,  erase_customer},
    Route{get,   "/v1/customers/{id}/data_export",    api,   business,  Scope::manage,  export_personal_data, record},

    Route{post,  "/v1/requests",                      api,   business,  Scope::write,   receive_request},
    Route{get,   "/v1/requests",                      api,   business,  Scope::read,    list_requests},
    Route{get,   "/v1/requests/{id}",                 api,   business,  Scope::read,    get_request},
    Route{post,  "/v1/requests/{id}/identify",        api,   business,  Scope::manage,  identify_requester},
    Route{post,  "/v1/requests/{id}/decide",          api,   business,  Scope::manage,  decide_request},
    Route{post,  "/v1/requests/{id}/complete",        api,   business,  Scope::manage,  complete_request},
    Route{post,  "/v1/requests/{id}/assess",          api,   business,  Scope::manage,  assess_breach},
    Route{post,  "/v1/requests/{id}/notify_authority", api,  business,  Scope::manage,  notify_authority},
    Route{post,  "/v1/requests/{id}/notify_subjects", api,   business,  Scope::manage,  notify_subjects},
    Route{get,   "/v1/requests/{id}/affected",        api,   business,  Scope::manage,  list_affected},

    Route{get,   "/v1/audit/access_log",                api,   business,  Scope::audit,   get_access_log},
    Route{get,   "/v1/audit/record_of_processing",      api,   business,  Scope::audit,   get_record_of_processing},
    Route{get,   "/v1/audit/checkpoint",              both,  either,    Scope::audit,   get_checkpoint},
    Route{get,   "/v1/audit/public_key",              both,  either,    Scope::audit,   get_public_key},
    Route{get,   "/v1/audit/proofs/inclusion",        both,  either,    Scope::audit,   get_inclusion_proof},
    Route{get,   "/v1/audit/proofs/consistency",      both,  either,    Scope::audit,   get_consistency_proof},
    Route{get,   "/v1/audit/tenant_head",             api,   business,  Scope::audit,   get_tenant_head},
    Route{get,   "/v1/audit/bundle",                  both,  either,    Scope::audit,   get_audit_bundle, record},
    Route{get,   "/v1/invoices/{id}/proof",           api,   business,  Scope::audit,   get_invoice_proof},
    Route{get,   "/checkpoint",                       both,  open,      Scope::read,    get_checkpoint},
    Route{get,   "/tile/entries/{+path}",             admin, operators, Scope::operate, get_entries},
    Route{get,   "/tile/{+path}",                     both,  open,      Scope::read,    get_tile},

    Route{get,   "/v1/dead_letters",                  both,  either,    Scope::manage,  list_dead_letters},
    Route{get,   "/v1/dead_letters/{id}",             both,  either,    Scope::manage,  inspect_dead_letter, record},
    Route{post,  "/v1/dead_letters/{id}/requeue",     both,  either,    Scope::manage,  requeue_dead_letter, direct},
    Route{del,   "/v1/dead_letters/{id}",             both,  either,    Scope::manage,  discard_dead_letter, direct},
    Route{post,  "/webhooks/{provider}",              api,   open,      Scope::read,    receive_webhook, direct},
    Route{get,   "/v1/projections",                   admin, operators, Scope::operate, list_projections},
    Route{post,  "/v1/projections/{name}/rebuild",    admin, operators, Scope::operate, rebuild_projection, direct},

    Route{get,   "/openapi.json",                     both,  open,      Scope::read,    get_openapi_json},
    Route{get,   "/openapi.yaml",                     both,  open,      Scope::read,    get_openapi_yaml},
    Route{get,   "/docs",                             both,  open,      Scope::read,    get_docs},
    Route{get,   "/problems/{code}",                  both,  open,      Scope::read,    get_problem_page},

    Route{get,   "/pay/{token}",                      api,   open,      Scope::read,    get_pay_page},
    Route{post,  "/pay/{token}/transfer_claim",       api,   open,      Scope::read,    claim_transfer_by_form},
    Route{post,  "/pay/{token}/checkout",             api,   open,      Scope::read,    start_checkout_by_form},
    Route{get,   "/verify/{token}",                   api,   open,      Scope::read,    get_verify_page},
    Route{get,   "/verify/{token}/proof",             api,   open,      Scope::read,    get_document_proof},
    Route{get,   "/assets/{name}",                    api,   open,      Scope::read,    get_asset},

    Route{get,   "/live",                             both,  open,      Scope::read,    by_server},
    Route{get,   "/ready",                            both,  open,      Scope::read,    by_server},
    Route{get,   "/metrics",                          admin, open,      Scope::read,    by_server},
};
// clang-format on

}  // namespace

std::span<const Route> routes() { return table; }

}  // namespace suoledger::http
