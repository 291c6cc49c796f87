// SPDX-License-Identifier: Apache-2.0
// From lines as asked for to lines as frozen: prices, discount shares, VAT and totals (DOMAIN §2).
#pragma once

#include <expected>
#include <span>

#include "domain/invoice.hpp"
#include "domain/rejection.hpp"

namespace suoledger::domain {

struct PricingTerms {
    bool prices_include_vat = true;
    bool vat_registered = true;  // a business that is not charges none, whatever the treatment
    std::int64_t discount = 0;   // of the whole invoice
    VatRule rule;
};

/// Every wrong field of the lines and of the invoice discount, by its pointer into the request.
std::vector<FieldError> check_lines(std::span<const LineRequest> lines, std::int64_t discount);

/// The invoice discount alone, for lines that `check_lines` finds nothing wrong with.
std::optional<FieldError> check_discount(std::span<const LineRequest> lines, std::int64_t discount);

/// Only for lines that `check_lines` finds nothing wrong with. Refuses total_is_zero and total_too_large.
std::expected<PricedLines, Rejection> price_lines(std::span<const LineRequest> lines, const PricingTerms& terms);

/// `amount` and `vat` are sums over lines in that price mode.
InvoiceTotals totals_of(std::int64_t amount, std::int64_t vat, bool prices_include_vat);

}  // namespace suoledger::domain
