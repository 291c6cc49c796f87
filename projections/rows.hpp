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

namespace suoledger::projections {

/// A stored payload with what is needed to decode and open it.
struct StoredPayload {
    domain::Uuid event_id;
    std::string event_type;
    std::int32_t schema_version = 1;
    std::string payload;
};

struct BusinessRow {
    domain::Uuid id;
    std::int64_t version = 0;
    bool livemode = true, vat_registered = true;
    std::string time_zone;
    StoredPayload registered;              // BusinessRegistered
    std::optional<StoredPayload> profile;  // latest BusinessProfileChanged
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
    domain::Timestamp created_at, updated_at;
};
struct CreditNoteRow {
    std::int64_t position = 0, number = 0;
    StoredPayload issued;  // CreditNoteIssued
    domain::Timestamp created_at;
};
struct InvoiceRow {
    domain::Uuid id, customer;
    std::int64_t version = 0, revision = 1, number = 0;
    std::int64_t issued_position = 0;
    domain::Currency currency{};
    domain::InvoiceFigures figures;
    domain::Date issued_on;
    std::optional<domain::Date> due_on;
    StoredPayload document;                       // InvoiceIssued (the revision in force)
    std::vector<domain::Allocation> allocations;  // oldest first
    std::vector<CreditNoteRow> credit_notes;
    domain::Timestamp created_at, updated_at;
};
struct PaymentRow {
    domain::Uuid id;
    std::int64_t version = 0, receipt_number = 0;
    std::int64_t received_position = 0;
    domain::Currency currency{};
    domain::PaymentMethod method{};
    std::int64_t amount = 0, fee = 0, allocated = 0, reserved = 0, refunded = 0, charged_back = 0, overdrawn = 0;
    std::optional<domain::Uuid> customer;
    std::vector<domain::InvoiceShare> allocations;
    StoredPayload received;  // PaymentReceived
    domain::Timestamp received_at, created_at, updated_at;
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
