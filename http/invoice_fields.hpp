// SPDX-License-Identifier: Apache-2.0
// An invoice as clients write it.
#pragma once

#include "domain/invoice.hpp"
#include "http/request_body.hpp"
#include "http/route.hpp"

namespace suoledger::http {

/// Body of POST /v1/invoices, unknown members refused; makes the invoice's id and those of an inline customer.
domain::IssueInvoice read_new_invoice(ObjectReader& reader, const Services& services, const domain::Uuid& tenant);
/// Body of POST /v1/invoices/{id}/credit_notes but for the ids.
domain::IssueCreditNote read_credit_note(ObjectReader& reader);

}  // namespace suoledger::http
