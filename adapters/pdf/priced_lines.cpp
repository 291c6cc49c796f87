// SPDX-License-Identifier: Apache-2.0
// Lines, totals, amount in words, VAT by treatment.
#include "adapters/pdf/priced_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/pdf/document_frame.hpp"
#include "adapters/pdf/figures_text.hpp"
#include "adapters/pdf/printable_text.hpp"
#include "adapters/pdf/table.hpp"

namespace suoledger::adapters {
namespace {

using domain::Money;

constexpr double description_width = 207, totals_width = 214, total_row = 17, total_box = 30, summary_width = 254;
constexpr double before_totals = 12;

/// Of amounts that a command could make, the sum always fits; of anything else it stays where it was.
Money plus(Money left, Money right) { return domain::add(left, right).value_or(left); }

std::string vat_text(const http::DocumentLine& line) {
    switch (line.vat_treatment) {
        case domain::VatTreatment::standard:
        case domain::VatTreatment::zero_rated:
            return rate_text(line.vat_rate_bps);
        case domain::VatTreatment::exempt:
            return "Exempt";
        case domain::VatTreatment::out_of_scope:
            return "—";
    }
    return {};
}

std::vector<Column> columns_of(const PricedDocument& document) {
    const auto sign = currency_sign(document.totals.total.currency);
    return {{"#", 24},
            {"DESCRIPTION", description_width},
            {"QUANTITY", 58, Align::right},
            {fmt::format("PRICE {}", sign), 78, Align::right},
            {"VAT", 46, Align::right},
            {fmt::format("AMOUNT {}", sign), 86.28, Align::right}};
}

Row row_of(std::size_t number, const http::DocumentLine& line, Money carried) {
    Row row;
    row.cells.resize(6);
    row.cells[0].lines = {std::to_string(number)};
    row.cells[1].lines = wrap(line.description, page::body.face, page::body.size, description_width - 12, 8);
    if (row.cells[1].lines.empty()) row.cells[1].lines = {"—"};
    if (line.discount.minor_units != 0) {
        row.cells[1].remarks = {fmt::format("less discount {}", amount_text(line.discount))};
    }
    if (line.quantity_thousandths != 0) {
        row.cells[2].lines = {quantity_text(line.quantity_thousandths)};
        row.cells[3].lines = {amount_text(line.unit_price)};
    }
    row.cells[4].lines = {vat_text(line)};
    row.cells[5].lines = {amount_text(line.amount)};
    row.carried = amount_text(carried);
    return row;
}

struct TotalRow {
    std::string label, value;
};
struct TotalRows {
    std::vector<TotalRow> above, below;  // of the total
};

TotalRows total_rows(const PricedDocument& document, Money sum) {
    const auto& totals = document.totals;
    TotalRows rows;
    if (totals.discount.minor_units != 0) {
        rows.above.push_back({"Sum of lines", money_text(sum)});
        rows.above.push_back({"Discount", money_text(opposite_of(totals.discount))});
    }
    if (document.prices_include_vat) {
        if (totals.vat.minor_units != 0) {
            rows.below.push_back({"Without VAT", money_text(totals.subtotal)});
            rows.below.push_back({"VAT included", money_text(totals.vat)});
        }
        return rows;
    }
    rows.above.push_back({"Subtotal", money_text(totals.subtotal)});
    rows.above.push_back({"VAT", money_text(totals.vat)});
    return rows;
}

double height_of(const TotalRows& rows) {
    return total_box + 8 + total_row * static_cast<double>(rows.above.size() + rows.below.size());
}

/// Returns where it ends.
double draw_totals(Sheet& sheet, double y, const PricedDocument& document, const TotalRows& rows) {
    constexpr Style label{Face::bold, 10, page::on_accent}, total{Face::bold, 12, page::on_accent};
    const auto left = page::right - totals_width;
    const auto draw = [&](const TotalRow& row) {
        sheet.text(left + 12, y + 12, page::quiet, row.label);
        sheet.figure_to(page::right - 8, y + 12, page::body, row.value, 130);
        y += total_row;
    };
    for (const auto& row : rows.above) draw(row);
    y += 4;
    sheet.box({left, y, totals_width, total_box, page::accent});
    sheet.text(left + 12, y + 19, label, document.total_label);
    sheet.figure_to(page::right - 8, y + 19.5, total, money_text(document.totals.total), 130);
    y += total_box + 4;
    for (const auto& row : rows.below) draw(row);
    return y;
}

/// Returns where it ends.
double draw_vat_summary(Sheet& sheet, double y, const std::vector<http::DocumentVat>& rows) {
    if (rows.empty()) return y;
    const auto left = page::left;
    const double net_right = left + 176, vat_right = left + summary_width;
    sheet.text(left, y + 7, page::label, "VAT SUMMARY");
    sheet.text_to(net_right, y + 7, page::label, "NET");
    sheet.text_to(vat_right, y + 7, page::label, "VAT");
    y += 12;
    sheet.rule(left, y, summary_width, page::hairline);
    for (const auto& row : rows) {
        auto words = std::string(treatment_text(row.treatment));
        if (row.treatment == domain::VatTreatment::standard) words += " " + rate_text(row.rate_bps);
        sheet.text(left, y + 12, page::quiet, words);
        sheet.figure_to(net_right, y + 12, page::body, money_text(row.net), 78);
        sheet.figure_to(vat_right, y + 12, page::body, money_text(row.vat), 72);
        y += 16;
        sheet.rule(left, y, summary_width, page::hairline);
    }
    return y + 4;
}

double draw_words(Sheet& sheet, double y, Money total) {
    return draw_labelled(sheet, page::left, y, "AMOUNT IN WORDS", amount_in_words(total), summary_width, 5) + 16;
}

double height_at_left(const PricedDocument& document) {
    const auto words = wrap(amount_in_words(document.totals.total), Face::regular, 9, summary_width, 5).size();
    return 34 + page::leading * static_cast<double>(words) + 16 * static_cast<double>(document.vat.size() + 1);
}

}  // namespace

void draw_priced_lines(SheetFlow& flow, const PricedDocument& document) {
    Table table(flow, columns_of(document));
    Money sum{0, document.totals.total.currency};
    for (std::size_t i = 0; i < document.lines.size(); ++i) {
        sum = plus(sum, document.lines[i].amount);
        table.add(row_of(i + 1, document.lines[i], sum));
    }
    const auto rows = total_rows(document, sum);
    table.close(before_totals + std::max(height_of(rows), height_at_left(document)));
    flow.advance(before_totals);
    auto& sheet = flow.sheet();
    const auto right_end = draw_totals(sheet, flow.y(), document, rows);
    const auto left_end = draw_vat_summary(sheet, draw_words(sheet, flow.y() + 4, document.totals.total), document.vat);
    flow.move_to(std::max(left_end, right_end) + page::gap);
}

}  // namespace suoledger::adapters
