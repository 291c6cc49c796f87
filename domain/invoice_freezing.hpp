// SPDX-License-Identifier: Apache-2.0
// How a document comes about: who is invoiced, what is asked for, its prices, and what is frozen when it is issued.
#pragma once

#include <expected>
#include <optional>
#include <variant>
#include <vector>

#include "domain/deciding.hpp"

namespace suoledger::domain {

/// Who is invoiced: a customer that is there, or one that this append registers.
struct Debtor {
    const CustomerState* existing = nullptr;
    const RegisterCustomer* registration = nullptr;
    bool ambiguous = false;

    [[nodiscard]] const Uuid& id() const { return existing ? existing->id : registration->customer_id; }
    [[nodiscard]] const CustomerDetails& details() const {
        return existing ? existing->details : registration->details;
    }
};
/// An inline customer is matched by phone, then by e-mail.
Debtor find_debtor(Lookup& look, const std::variant<Uuid, RegisterCustomer>& customer);
void check_debtor_fields(FieldErrors& errors, const std::variant<Uuid, RegisterCustomer>& customer);
/// Refuses customer_ambiguous, customer_not_found and customer_erased.
std::optional<std::unexpected<Stop>> check_debtor(const Debtor& debtor);

/// All that a document which begins its stream rests on.
struct NewDocumentCase {
    const BusinessState* business = nullptr;
    const InvoiceState* existing = nullptr;
    Debtor debtor;
};
NewDocumentCase find_new_document(Lookup& look, const Uuid& invoice_id,
                                  const std::variant<Uuid, RegisterCustomer>& customer);
/// Refuses business_not_found and an invoice of that id. Afterwards the business is there.
std::optional<std::unexpected<Stop>> check_new(const CommandContext& context, const NewDocumentCase& found);

/// What a document is asked to say, before it is priced.
struct DocumentRequest {
    Currency currency = Currency::ngn;
    bool prices_include_vat = true;
    std::vector<LineRequest> lines;
    std::int64_t discount = 0;
    std::optional<Date> due_on;
    PersonalText notes;
    Metadata metadata;
};
DocumentRequest request_of(const IssueInvoice& command);
DocumentRequest request_of(const DraftInvoice& command);
/// As it was asked for: pricing it again gives the same lines under the same rule.
DocumentRequest request_of(const InvoiceDraft& draft);

void check_notes(FieldErrors& errors, const PersonalText& notes);
void check_metadata(FieldErrors& errors, const Metadata& metadata);
/// Lines, discount, notes and metadata, as a client has just written them.
void check_document(FieldErrors& errors, const DocumentRequest& request);
/// `/issued_on`: not in the future, not before the first VAT rule.
void check_issue_date(FieldErrors& errors, Date issued_on, Date today);

/// Priced under the VAT rule of `day`; refuses total_is_zero and total_too_large.
std::expected<InvoiceDraft, Rejection> price_document(DocumentRequest request, const Uuid& customer,
                                                      const BusinessState& business, Date day);
/// Seller and buyer are those of this moment.
InvoiceIssued freeze_document(InvoiceDraft priced, const BusinessState& business, const CustomerDetails& buyer,
                              Date issued_on);

/// A decision on an invoice's stream that begins with its customer's registration if there was none.
struct StartedDocument {
    Decision decision;
    SealingKeys keys;  // of the invoice's events
};
StartedDocument start_document(const CommandContext& context, const Uuid& invoice_id, const BusinessState& business,
                               const Debtor& debtor);

}  // namespace suoledger::domain
