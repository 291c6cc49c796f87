// SPDX-License-Identifier: Apache-2.0
// The commands on an invoice.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "domain/customer.hpp"
#include "domain/invoice_lines.hpp"

namespace suoledger::domain {

// --- commands ---

/// Exactly one of `customer` (an id) or `inline_customer` (registered, or matched by phone, then e-mail).
struct IssueInvoice {
    Uuid invoice_id;
    std::variant<Uuid, RegisterCustomer> customer;
    Currency currency = Currency::ngn;
    bool prices_include_vat = true;
    std::vector<LineRequest> lines;
    std::int64_t discount = 0;
    std::optional<Date> issued_on;  // default: today in the tenant's zone; not in the future
    std::optional<Date> due_on;
    PersonalText notes;  // ≤ 1000 characters
    Metadata metadata;   // keys 1..40 characters, values ≤ 500
};
/// What a draft says; priced and checked like an invoice. A changed draft is given whole.
struct DraftInvoice {
    Uuid invoice_id;
    std::variant<Uuid, RegisterCustomer> customer;
    Currency currency = Currency::ngn;
    bool prices_include_vat = true;
    std::vector<LineRequest> lines;
    std::int64_t discount = 0;
    std::optional<Date> due_on;
    PersonalText notes;
    Metadata metadata;
};
/// What is empty stays as it is. `due_on` and `notes`: an empty inner value clears.
struct ChangeDraft {
    Uuid invoice_id;
    std::optional<std::variant<Uuid, RegisterCustomer>> customer;
    std::optional<Currency> currency;
    std::optional<bool> prices_include_vat;
    std::optional<std::vector<LineRequest>> lines;
    std::optional<std::int64_t> discount;
    std::optional<std::optional<Date>> due_on;
    std::optional<PersonalText> notes;
    std::optional<Metadata> metadata;
};
struct DiscardDraft {
    Uuid invoice_id;
};
/// Takes the next legal number; prices, seller and buyer are those of this moment.
struct IssueDraft {
    Uuid invoice_id;
    std::optional<Date> issued_on;  // default: today in the tenant's zone; not in the future
};
/// The full new document; priced under the VAT rule of the issue date.
struct ReviseInvoice {
    Uuid invoice_id;
    bool prices_include_vat = true;
    std::vector<LineRequest> lines;
    std::int64_t discount = 0;
    std::optional<Date> due_on;
    PersonalText notes;
    Metadata metadata;
};
struct CancelInvoice {
    Uuid invoice_id;
    PersonalText reason;
};
struct CreditLineRequest {
    std::int32_t line = 0;
    std::int64_t amount = 0;
};
struct IssueCreditNote {
    Uuid invoice_id;
    Uuid credit_note_id;
    std::vector<CreditLineRequest> lines;  // empty: all that is left to credit
    PersonalText reason;
    std::optional<Date> issued_on;  // default: today; not before the invoice's issue date, not in the future
};
struct WriteOffInvoice {
    Uuid invoice_id;
    PersonalText reason;
    std::optional<Date> written_off_on;  // default: today; not before the issue date, not in the future
};
struct RecordWithholdingTax {
    Uuid invoice_id;
    Uuid withholding_id;
    std::int64_t amount = 0;          // 1..amount_due
    PersonalText certificate;         // ≤ 100 characters
    std::optional<Date> withheld_on;  // default: today; not before the issue date, not in the future
};
struct RecordVatWithheld {
    Uuid invoice_id;
    Uuid withholding_id;
    std::int64_t amount = 0;  // 1..amount_due, and no more than the invoice's VAT in all
    PersonalText certificate;
    std::optional<Date> withheld_on;
};
struct ReverseWithholding {
    Uuid invoice_id;
    Uuid withholding_id;
    PersonalText reason;
};

}  // namespace suoledger::domain
