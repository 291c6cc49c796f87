// SPDX-License-Identifier: Apache-2.0
// What the read models hold: clear facts and the stored bytes of the events whose sealed parts a reader may open.
// No clock, no decrypted value, no key availability (ARCHITECTURE §4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/event.hpp"
#include "eventstore/recorded_event.hpp"
#include "projections/delivery_rows.hpp"
#include "projections/request_rows.hpp"

namespace suoledger::projections {

struct BusinessRow {
    domain::Uuid id;
    std::int64_t version = 0;
    bool livemode = true, vat_registered = true;
    std::string time_zone;
    domain::YearEnd year_end;
    StoredPayload registered;                   // BusinessRegistered
    std::optional<StoredPayload> profile;       // latest BusinessProfileChanged
    std::optional<StoredPayload> tax_profile;   // latest TaxProfileChanged
    std::optional<StoredPayload> bank_account;  // latest BankAccountChanged
    std::optional<eventstore::Hash> logo_sha256;
    domain::Timestamp created_at, updated_at;
};
struct ApiKeyRow {
    domain::Uuid tenant;  // platform_tenant for operator keys
    domain::Uuid key_id;
    std::string public_part;
    eventstore::Hash secret_sha256{};
    domain::Scopes scopes;
    bool livemode = true, is_operator = false;
    std::optional<domain::Timestamp> expires_at, revoked_at;
    domain::Timestamp created_at;
    StoredPayload issued;
};
struct MemberRow {
    domain::Uuid id;
    domain::Scopes scopes;
    StoredPayload added;  // MemberAdded
    domain::Timestamp created_at;
};
/// The latest word on one purpose.
struct ConsentRow {
    std::string purpose, wording_version;
    domain::ConsentChannel channel{};
    domain::Timestamp given_at;
    std::optional<domain::Timestamp> withdrawn_at;
};
struct CustomerRow {
    domain::Uuid id;
    std::int64_t version = 0;
    std::int64_t created_position = 0;
    StoredPayload details;  // CustomerRegistered or the latest CustomerDetailsChanged
    domain::Uuid contact_key, record_key;
    struct Balance {  // per currency, in minor units
        domain::Currency currency{};
        std::int64_t outstanding = 0;  // sum of amount_due
        std::int64_t credit = 0;       // sum of amount_unallocated of this customer's payments
        std::int64_t invoice_count = 0;
    };
    std::vector<Balance> balances;
    std::vector<ConsentRow> consents;          // by purpose
    std::vector<RestrictionRow> restrictions;  // in force, in the order of domain::Restriction
    std::vector<LegalHoldRow> holds;           // in force, oldest first
    std::optional<ErasureRow> erasure;
    domain::Timestamp created_at, updated_at;
};
/// What moved a customer's account: receivable (1100) less what is held for them (2200).
struct StatementRow {
    std::int64_t position = 0;
    domain::Uuid event_id;
    domain::StreamId stream;
    std::string event_type;
    std::string number;         // printed: of the credit note, else of the invoice or receipt that was moved
    domain::Date effective_on;  // in the tenant's zone
    std::int64_t amount = 0;    // above 0: the customer owes more
};
struct CreditNoteRow {
    std::int64_t position = 0, number = 0;
    StoredPayload issued;  // CreditNoteIssued
    domain::Timestamp created_at;
};
struct WithholdingRow {
    domain::Uuid id;
    domain::WithholdingKind kind{};
    std::int64_t amount = 0;
    domain::Date withheld_on;
    StoredPayload recorded;  // WithholdingTaxRecorded or VatWithheldRecorded
    domain::Timestamp created_at;
    std::optional<domain::Timestamp> reversed_at;
};
struct InvoiceRow {
    domain::Uuid id, customer;
    std::int64_t version = 0, revision = 1, number = 0;
    std::int64_t issued_position = 0;    // of a draft: of its first event
    std::int64_t document_position = 0;  // of the event that holds the document
    std::int64_t pay_link_generation = 0;
    domain::Currency currency{};
    domain::InvoiceFigures figures;
    domain::Date issued_on;  // of a draft: the day it was drafted
    std::optional<domain::Date> due_on;
    std::optional<domain::Date> settled_on;  // the day amount_due last reached 0 with something allocated
    StoredPayload document;                  // the draft, invoice or revision in force
    std::vector<CreditNoteRow> credit_notes;
    std::vector<WithholdingRow> withholdings;  // oldest first
    domain::Timestamp created_at, updated_at;
};
struct RefundRow {
    domain::Uuid id;
    std::int64_t amount = 0, fee = 0;
    domain::RefundStatus status{};
    std::optional<domain::Date> settled_on;
    std::string provider_refund_id;
    StoredPayload requested;              // RefundRequested
    std::optional<StoredPayload> failed;  // RefundFailed
    domain::Timestamp created_at, updated_at;
};
struct ChargebackRow {
    domain::Uuid id;
    std::int64_t amount = 0, amount_taken = 0, fee = 0;
    domain::ChargebackStage stage{};
    domain::Date opened_on;
    std::optional<domain::Date> closed_on;
    StoredPayload opened;  // ChargebackOpened
    domain::Timestamp created_at, updated_at;
};
struct AttemptRow {
    domain::PaymentAttempt facts;
    std::optional<StoredPayload> checkout;  // CheckoutOpened
    std::optional<StoredPayload> failed;    // PaymentFailed
};
struct PaymentRow {
    domain::Uuid id;
    std::int64_t version = 0, receipt_number = 0;
    std::int64_t created_position = 0;
    domain::PaymentStatus status{};
    bool livemode = true;
    std::optional<AttemptRow> attempt;
    std::string provider, provider_payment_id, provider_reference, channel;
    domain::Currency currency{};
    domain::PaymentMethod method{};
    std::int64_t amount = 0, fee = 0, allocated = 0, reserved = 0, refunded = 0, charged_back = 0, overdrawn = 0;
    std::optional<domain::Uuid> customer;
    std::vector<domain::InvoiceShare> allocations;
    std::vector<RefundRow> refunds;          // oldest first
    std::vector<ChargebackRow> chargebacks;  // oldest first
    std::optional<StoredPayload> received;   // PaymentReceived; without it there is no money
    domain::Timestamp received_at, created_at, updated_at;
};
/// The domain's: amount + overdrawn − allocated − reserved − refunded − charged_back.
std::int64_t amount_unallocated_of(const PaymentRow& payment);
struct PayoutRow {
    domain::Uuid id;
    std::int64_t version = 0, recorded_position = 0;
    StoredPayload recorded;  // ProviderPayoutRecorded
    domain::Timestamp created_at;
};
struct ExpenseRow {
    domain::Uuid id;
    std::int64_t version = 0, recorded_position = 0;
    domain::ExpenseFigures figures;
    domain::Date spent_on;
    bool voided = false;
    StoredPayload facts;  // ExpenseRecorded or the latest ExpenseCorrected
    domain::Timestamp created_at, updated_at;
};
/// One event that posts, with its postings.
struct JournalRow {
    std::int64_t position = 0;
    domain::Uuid event_id;
    domain::StreamId stream;
    std::string event_type;
    domain::Series series = domain::Series::none;
    std::int64_t series_number = 0;
    domain::Timestamp effective_at;
    domain::Date effective_on;  // in the tenant's zone
    domain::Currency currency{};
    struct Line {
        std::int32_t account = 0;
        std::int64_t debit = 0, credit = 0;
    };
    std::vector<Line> lines;
};
/// Sums over the whole journal; the balance is one-sided when shown.
struct AccountSum {
    std::int32_t account = 0;
    std::int64_t debit = 0, credit = 0;
};

}  // namespace suoledger::projections
