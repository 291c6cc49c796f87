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
Handled change_accounting_year(const Services& services, const Request& request);
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

// access_log_handlers.cpp, processing_handlers.cpp
Handled get_access_log(const Services& services, const Request& request);
Handled get_record_of_processing(const Services& services, const Request& request);

// rights_handlers.cpp, erasure_handlers.cpp, data_export_handlers.cpp
Handled restrict_processing(const Services& services, const Request& request);
Handled lift_restriction(const Services& services, const Request& request);
Handled record_objection(const Services& services, const Request& request);
Handled withdraw_objection(const Services& services, const Request& request);
Handled place_legal_hold(const Services& services, const Request& request);
Handled release_legal_hold(const Services& services, const Request& request);
Handled erase_customer(const Services& services, const Request& request);
Handled export_personal_data(const Services& services, const Request& request);

// request_handlers.cpp, breach_handlers.cpp
Handled receive_request(const Services& services, const Request& request);
Handled list_requests(const Services& services, const Request& request);
Handled get_request(const Services& services, const Request& request);
Handled identify_requester(const Services& services, const Request& request);
Handled decide_request(const Services& services, const Request& request);
Handled complete_request(const Services& services, const Request& request);
Handled assess_breach(const Services& services, const Request& request);
Handled notify_authority(const Services& services, const Request& request);
Handled notify_subjects(const Services& services, const Request& request);
Handled list_affected(const Services& services, const Request& request);

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

// checkout_handlers.cpp, checkout_return.cpp
Handled start_checkout(const Services& services, const Request& request);
Handled return_from_checkout(const Services& services, const Request& request);

// payer_handlers.cpp
Handled get_payer_invoice(const Services& services, const Request& request);
Handled claim_transfer(const Services& services, const Request& request);
Handled start_payer_checkout(const Services& services, const Request& request);
Handled watch_payer_invoice(const Services& services, const Request& request);

// delivery_handlers.cpp
Handled renew_pay_link(const Services& services, const Request& request);
Handled send_invoice(const Services& services, const Request& request);
Handled reject_transfer_claim(const Services& services, const Request& request);
Handled list_invoice_deliveries(const Services& services, const Request& request);

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

// audit_handlers.cpp, audit_tiles.cpp
Handled get_checkpoint(const Services& services, const Request& request);
Handled get_public_key(const Services& services, const Request& request);
Handled get_inclusion_proof(const Services& services, const Request& request);
Handled get_consistency_proof(const Services& services, const Request& request);
Handled get_tenant_head(const Services& services, const Request& request);
Handled get_audit_bundle(const Services& services, const Request& request);
Handled get_invoice_proof(const Services& services, const Request& request);
Handled get_tile(const Services& services, const Request& request);
Handled get_entries(const Services& services, const Request& request);

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

// webhook_handlers.cpp, dead_letter_handlers.cpp
Handled receive_webhook(const Services& services, const Request& request);
Handled list_dead_letters(const Services& services, const Request& request);
Handled inspect_dead_letter(const Services& services, const Request& request);
Handled requeue_dead_letter(const Services& services, const Request& request);
Handled discard_dead_letter(const Services& services, const Request& request);

// rendered_document_handlers.cpp, logo_handlers.cpp
Handled get_invoice_document(const Services& services, const Request& request);
Handled get_credit_note_document(const Services& services, const Request& request);
Handled get_receipt_document(const Services& services, const Request& request);
Handled get_statement_document(const Services& services, const Request& request);
Handled get_public_document(const Services& services, const Request& request);
Handled change_logo(const Services& services, const Request& request);
Handled remove_logo(const Services& services, const Request& request);

// document_handlers.cpp
Handled get_openapi_json(const Services& services, const Request& request);
Handled get_openapi_yaml(const Services& services, const Request& request);
Handled get_docs(const Services& services, const Request& request);
Handled get_problem_page(const Services& services, const Request& request);

// pay_page_handlers.cpp, pay_page_checkout.cpp
Handled get_pay_page(const Services& services, const Request& request);
Handled claim_transfer_by_form(const Services& services, const Request& request);
Handled start_checkout_by_form(const Services& services, const Request& request);

// verify_handlers.cpp
Handled get_verify_page(const Services& services, const Request& request);
Handled get_document_proof(const Services& services, const Request& request);

// page_asset_handlers.cpp
Handled get_asset(const Services& services, const Request& request);

}  // namespace suoledger::http
