// SPDX-License-Identifier: Apache-2.0
// What a payer does by holding the link: looks at the invoice, and says that a transfer was made.
#pragma once

#include "http/payer_invoice.hpp"

namespace suoledger::http {

/// The first look at a revision is recorded, by `submit` and forget: whoever looks is not kept waiting, nor refused.
void record_view(const Services& services, const Request& request, const PayerInvoice& found);

struct ClaimFields {
    std::int64_t revision = 1;           // that the payer saw
    std::optional<std::int64_t> amount;  // default: all that is due
    domain::PersonalText payer_name, reference;
    std::optional<domain::Date> claimed_on;  // default: today
};
/// The same words are the same claim: its id is made of them, under a key, so that it tells nobody what they were.
domain::ClaimTransfer claim_of(const Services& services, const PayerInvoice& found, ClaimFields fields);

}  // namespace suoledger::http
