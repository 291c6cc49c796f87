// SPDX-License-Identifier: Apache-2.0
// Breaking pages.
#include "adapters/pdf/sheet_flow.hpp"

namespace suoledger::adapters {

void SheetFlow::break_sheet() {
    sheets_.emplace_back();
    head_(sheets_.back());
    y_ = page::first_line;
}

void SheetFlow::need(double height) {
    if (room() < height) break_sheet();
}

void SheetFlow::write(double x, std::span<const std::string> lines, const Style& style, double leading) {
    for (const auto& line : lines) {
        need(leading);
        y_ += leading;
        sheet().text(x, y_ - leading * 0.25, style, line);
    }
}

}  // namespace suoledger::adapters
