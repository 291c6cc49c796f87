// SPDX-License-Identifier: Apache-2.0
// Resources as JSON: one shape each, filled from a read model's row or from a reply's states, byte for byte the same.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/business.hpp"
#include "domain/customer.hpp"
#include "domain/event.hpp"
#include "domain/expense.hpp"
#include "domain/invoice.hpp"
#include "domain/payment.hpp"
#include "eventstore/recorded_event.hpp"
#include "http/rights.hpp"
#include "projections/read_models.hpp"

namespace suoledger::http {

inline constexpr std::string_view credit_note_prefix = "crn";

/// Text when open, null when never given, {"erased":true} when its key is gone, {"sealed":true} when it was not opened,
/// {"unavailable":true} when nobody could be asked for the key.
boost::json::value personal_json(const domain::PersonalText& text);
/// An id, or the customer itself where it was asked for; null when there is none.
boost::json::value customer_value(const std::optional<boost::json::object>& expanded,
                                  const std::optional<domain::Uuid>& customer);
boost::json::array scopes_json(domain::Scopes scopes);
/// Thousandths as the shortest decimal string: "2", "0.5".
std::string quantity_text(std::int64_t thousandths);

struct BusinessView {
    domain::Uuid id;
    std::int64_t version = 0;
    domain::BusinessRegistered facts;  // with later profile changes applied
    domain::Timestamp created_at, updated_at;
    domain::YearEnd year_end;
};
boost::json::object business_json(const BusinessView& business);

struct ApiKeyView {
    domain::ApiKeyFacts facts;
    std::optional<domain::Timestamp> revoked_at;
    domain::Timestamp created_at;
};
boost::json::object api_key_json(const ApiKeyView& key);

struct CustomerView {
    domain::Uuid id;
    std::int64_t version = 0;
    domain::CustomerDetails details;
    std::optional<std::vector<projections::CustomerRow::Balance>> balances;  // left out where they are not known
    std::optional<std::vector<projections::ConsentRow>> consents;            // the same
    std::optional<RightsView> rights;                                        // the same
    domain::Timestamp created_at, updated_at;
};
boost::json::object customer_json(const CustomerView& customer);
boost::json::object consent_json(const projections::ConsentRow& consent);
boost::json::object statement_json(const projections::StatementQuery& query, const projections::Statement& statement);

struct InvoiceView {
    domain::Uuid id;
    std::int64_t version = 0, revision = 1, number = 0;
    domain::InvoiceIssued document;  // a draft has neither number, issue date nor pay link
    domain::InvoiceFigures figures;
    domain::Date today;  // in the tenant's zone, for `overdue`
    std::string pay_url;
    std::optional<boost::json::object> expanded_customer;
    domain::Timestamp created_at, updated_at;
};
std::string invoice_text(const InvoiceView& invoice);
/// The same, for what takes it apart or puts it into something else.
boost::json::object invoice_json(const InvoiceView& invoice);

struct CreditNoteView {
    domain::Uuid invoice;
    std::int64_t number = 0;
    domain::CreditNoteIssued document;
    domain::Timestamp created_at;
};
boost::json::object credit_note_json(const CreditNoteView& credit_note);

struct WithholdingView {
    domain::Uuid id, invoice;
    domain::WithholdingKind kind{};
    domain::Currency currency{};
    std::int64_t amount = 0;
    domain::Date withheld_on;
    domain::PersonalText certificate;
    domain::Timestamp created_at;
    std::optional<domain::Timestamp> reversed_at;
};
boost::json::object withholding_json(const WithholdingView& withholding);

struct AttemptView {
    domain::PaymentAttempt facts;
    domain::PersonalText checkout_url;  // while it is open
    std::optional<domain::PaymentFailed> failed;
};
struct PaymentView {
    domain::Uuid id;
    std::int64_t version = 0, receipt_number = 0;
    domain::PaymentStatus status{};
    domain::PaymentReceived received;  // of an attempt without money: what is known of it, the amount 0
    std::optional<AttemptView> attempt;
    std::int64_t unallocated = 0, allocated = 0, reserved = 0, refunded = 0, charged_back = 0, overdrawn = 0;
    std::vector<domain::InvoiceShare> allocations;
    std::vector<domain::Refund> refunds;
    std::vector<domain::Chargeback> chargebacks;
    std::optional<boost::json::object> expanded_customer;
    domain::Timestamp received_at, created_at, updated_at;
};
boost::json::object payment_json(const PaymentView& payment);

/// An open page of the provider's for one attempt; without a page it is still being begun.
struct CheckoutView {
    domain::Uuid payment;
    domain::PaymentAttempt attempt;
    domain::PersonalText url, access_code;
};
boost::json::object checkout_json(const CheckoutView& checkout);

struct PayoutView {
    domain::Uuid id;
    std::int64_t version = 0;
    domain::ProviderPayoutRecorded payout;
    domain::Timestamp created_at;
};
boost::json::object payout_json(const PayoutView& payout);

struct ExpenseView {
    domain::Uuid id;
    std::int64_t version = 0;
    domain::ExpenseFacts facts;
    bool voided = false, livemode = true;
    domain::Timestamp created_at, updated_at;
};
boost::json::object expense_json(const ExpenseView& expense);

struct MemberView {
    domain::MemberAdded facts;
    domain::Timestamp created_at;
};
boost::json::object member_json(const MemberView& member);

/// Serialized here, because `metadata` and `payload` are the stored bytes, unchanged (`payload` may be an opened one).
std::string event_json(const eventstore::RecordedEvent& event, std::string_view payload);

/// The last line of events as lines: so many, and all there are up to that position; with the root of the log up to
/// there and a checkpoint that covers it, where something signed does.
std::string trailer_json(std::int64_t count, std::int64_t last_position, std::string_view root = {},
                         std::string_view checkpoint = {});

boost::json::object journal_entry_json(const projections::JournalRow& entry);
struct TrialBalanceView {
    domain::Currency currency{};
    domain::Timestamp as_of;
    std::int64_t position = 0;
    std::vector<projections::AccountSum> sums;
};
boost::json::object trial_balance_json(const TrialBalanceView& trial_balance);
boost::json::object projection_json(const projections::ProjectionStatus& status);

}  // namespace suoledger::http
