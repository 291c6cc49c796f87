// SPDX-License-Identifier: Apache-2.0
// What the payer's page shows of an invoice, from the read models.
#pragma once

#include <string_view>

#include "http/pages/pay_page.hpp"
#include "http/payer_invoice.hpp"

namespace suoledger::http {

PayPage pay_page_of(const Services& services, const projections::ReadSnapshot& snapshot, const PayerInvoice& found,
                    std::string_view token);

}  // namespace suoledger::http
