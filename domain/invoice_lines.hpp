// SPDX-License-Identifier: Apache-2.0
// The parts of an invoice's document: lines, totals, seller and buyer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/money.hpp"
#include "domain/personal.hpp"
#include "domain/tax.hpp"

namespace suoledger::domain {

inline constexpr std::size_t max_invoice_lines = 500;
inline constexpr std::size_t max_metadata_pairs = 20;

/// A line as asked for. Amounts in minor units, quantity in thousandths.
struct LineRequest {
    PersonalText description;  // ≤ 200 characters
    std::int64_t quantity_thousandths = 1000;
    std::int64_t unit_price = 0;
    std::int64_t discount = 0;
    VatTreatment vat_treatment = VatTreatment::standard;
};

/// A line as frozen: gross = price_of(unit_price, quantity) − discount; amount = gross − discount_share.
struct InvoiceLine {
    PersonalText description;
    std::int64_t quantity_thousandths = 1000;
    std::int64_t unit_price = 0;
    std::int64_t discount = 0;
    VatTreatment vat_treatment = VatTreatment::standard;
    std::int32_t vat_rate_bps = 0;
    std::int64_t discount_share = 0;
    std::int64_t amount = 0;
    std::int64_t vat = 0;
    bool operator==(const InvoiceLine&) const = default;
};

/// subtotal + vat = total in either price mode.
struct InvoiceTotals {
    std::int64_t subtotal = 0, vat = 0, total = 0;
    bool operator==(const InvoiceTotals&) const = default;
};

struct PricedLines {
    std::vector<InvoiceLine> lines;
    InvoiceTotals totals;
};

using Metadata = std::vector<std::pair<std::string, PersonalText>>;  // keys clear, values sealed; in the order given

struct Seller {
    std::string name;
    PersonalText address, tax_id, bank_account;  // business key
    std::optional<std::array<std::uint8_t, 32>> logo_sha256;
    bool operator==(const Seller&) const = default;
};
struct Buyer {
    PersonalText name, address, tax_id;  // record key
    bool operator==(const Buyer&) const = default;
};

}  // namespace suoledger::domain
