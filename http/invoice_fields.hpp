// SPDX-License-Identifier: Apache-2.0
// An invoice as clients write it.
#pragma once

#include <optional>
#include <variant>

#include "domain/invoice.hpp"
#include "http/request_body.hpp"
#include "http/route.hpp"

namespace suoledger::http {

/// Body of POST /v1/invoices, unknown members refused; makes the invoice's id and those of an inline customer.
std::variant<domain::IssueInvoice, domain::DraftInvoice> read_new_invoice(ObjectReader& reader,
                                                                          const Services& services,
                                                                          const domain::Uuid& tenant);
/// Body of PATCH /v1/invoices/{id} but for the id: what is absent stays, null clears due date and notes only.
domain::ChangeDraft read_draft_change(ObjectReader& reader, const Services& services, const domain::Uuid& tenant);
/// Body of POST /v1/invoices/{id}/revise but for the id: the whole document.
domain::ReviseInvoice read_revision(ObjectReader& reader);
/// Body of POST /v1/invoices/{id}/withholding_tax and /vat_withheld but for the ids.
struct WithholdingRequest {
    std::int64_t amount = 0;
    domain::PersonalText certificate;
    std::optional<domain::Date> withheld_on;
};
WithholdingRequest read_withholding(ObjectReader& reader);
/// Body of POST /v1/invoices/{id}/credit_notes but for the ids.
domain::IssueCreditNote read_credit_note(ObjectReader& reader);

}  // namespace suoledger::http
