// SPDX-License-Identifier: Apache-2.0
// The plain functions behind the routes table, one per route.
#pragma once

#include "http/route.hpp"

namespace suoledger::http {

// business_handlers.cpp, api_key_handlers.cpp
Handled register_business(const Services& services, const Request& request);
Handled get_business(const Services& services, const Request& request);
Handled change_business(const Services& services, const Request& request);
Handled change_tax_profile(const Services& services, const Request& request);
Handled change_bank_account(const Services& services, const Request& request);
Handled issue_api_key(const Services& services, const Request& request);
Handled list_api_keys(const Services& services, const Request& request);
Handled revoke_api_key(const Services& services, const Request& request);

// customer_handlers.cpp
Handled register_customer(const Services& services, const Request& request);
Handled list_customers(const Services& services, const Request& request);
Handled get_customer(const Services& services, const Request& request);
Handled change_customer(const Services& services, const Request& request);
Handled get_statement(const Services& services, const Request& request);

// consent_handlers.cpp
Handled give_consent(const Services& services, const Request& request);
Handled withdraw_consent(const Services& services, const Request& request);

// invoice_handlers.cpp, invoice_command_handlers.cpp
Handled issue_invoice(const Services& services, const Request& request);
Handled list_invoices(const Services& services, const Request& request);
Handled get_invoice(const Services& services, const Request& request);
Handled cancel_invoice(const Services& services, const Request& request);
Handled revise_invoice(const Services& services, const Request& request);
Handled write_off_invoice(const Services& services, const Request& request);
Handled issue_credit_note(const Services& services, const Request& request);
Handled list_credit_notes(const Services& services, const Request& request);
Handled list_invoice_events(const Services& services, const Request& request);
Handled list_invoice_journal(const Services& services, const Request& request);

// draft_handlers.cpp
Handled change_draft(const Services& services, const Request& request);
Handled discard_draft(const Services& services, const Request& request);
Handled issue_draft(const Services& services, const Request& request);

// withholding_handlers.cpp
Handled record_withholding_tax(const Services& services, const Request& request);
Handled record_vat_withheld(const Services& services, const Request& request);
Handled reverse_withholding(const Services& services, const Request& request);
Handled list_withholdings(const Services& services, const Request& request);

// payment_handlers.cpp
Handled record_payment(const Services& services, const Request& request);
Handled list_payments(const Services& services, const Request& request);
Handled get_payment(const Services& services, const Request& request);
Handled allocate_payment(const Services& services, const Request& request);
Handled deallocate_payment(const Services& services, const Request& request);

// refund_handlers.cpp
Handled request_refund(const Services& services, const Request& request);
Handled settle_refund(const Services& services, const Request& request);
Handled fail_refund(const Services& services, const Request& request);
Handled record_chargeback(const Services& services, const Request& request);
Handled win_chargeback(const Services& services, const Request& request);
Handled lose_chargeback(const Services& services, const Request& request);

// payout_handlers.cpp, expense_handlers.cpp
Handled record_payout(const Services& services, const Request& request);
Handled list_payouts(const Services& services, const Request& request);
Handled get_payout(const Services& services, const Request& request);
Handled record_expense(const Services& services, const Request& request);
Handled list_expenses(const Services& services, const Request& request);
Handled get_expense(const Services& services, const Request& request);
Handled correct_expense(const Services& services, const Request& request);
Handled void_expense(const Services& services, const Request& request);

// member_handlers.cpp
Handled add_member(const Services& services, const Request& request);
Handled list_members(const Services& services, const Request& request);
Handled remove_member(const Services& services, const Request& request);

// event_handlers.cpp
Handled list_events(const Services& services, const Request& request);

// ledger_handlers.cpp
Handled get_trial_balance(const Services& services, const Request& request);
Handled get_journal(const Services& services, const Request& request);

// report_handlers.cpp, balance_handlers.cpp
Handled get_summary(const Services& services, const Request& request);
Handled get_revenue_by_month(const Services& services, const Request& request);
Handled get_top_customers(const Services& services, const Request& request);
Handled get_vat(const Services& services, const Request& request);
Handled get_ageing(const Services& services, const Request& request);
Handled get_cash_position(const Services& services, const Request& request);
Handled get_account(const Services& services, const Request& request);

Handled list_projections(const Services& services, const Request& request);
Handled rebuild_projection(const Services& services, const Request& request);

// document_handlers.cpp
Handled get_openapi_json(const Services& services, const Request& request);
Handled get_openapi_yaml(const Services& services, const Request& request);
Handled get_docs(const Services& services, const Request& request);
Handled get_problem_page(const Services& services, const Request& request);

}  // namespace suoledger::http
