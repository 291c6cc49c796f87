// SPDX-License-Identifier: Apache-2.0
// The lines of an invoice or a credit note, and what they come to.
#pragma once

#include <string_view>
#include <vector>

#include "adapters/pdf/sheet_flow.hpp"
#include "http/document_renderer.hpp"

namespace suoledger::adapters {

struct PricedDocument {
    const std::vector<http::DocumentLine>& lines;
    const http::DocumentTotals& totals;
    const std::vector<http::DocumentVat>& vat;
    bool prices_include_vat;
    std::string_view total_label;  // "Total"
};

/// The table over its pages, then on one page the totals at the right; amount in words and VAT summary at the left.
void draw_priced_lines(SheetFlow& flow, const PricedDocument& document);

}  // namespace suoledger::adapters
