// SPDX-License-Identifier: Apache-2.0
// Rows are never split; room for the carried sum is kept on every page.
#include "adapters/pdf/table.hpp"

#include <algorithm>

namespace suoledger::adapters {
namespace {

constexpr double head_height = 20, carried_height = 19, padding = 5.5, gutter = 8;

double height_of(const Row& row) {
    double height = 0;
    for (const auto& cell : row.cells) {
        height = std::max(height, static_cast<double>(cell.lines.size()) * page::leading +
                                      static_cast<double>(cell.remarks.size()) * page::remark_leading);
    }
    return height + 2 * padding;
}

}  // namespace

Table::Table(SheetFlow& flow, std::vector<Column> columns) : flow_(flow), columns_(std::move(columns)) {
    flow_.need(head_height + 3 * page::leading + carried_height);
    draw_head();
}

double Table::left_of(std::size_t column) const {
    double x = page::left;
    for (std::size_t before = 0; before < column; ++before) x += columns_[before].width;
    return x;
}

void Table::draw_head() {
    auto& sheet = flow_.sheet();
    const auto baseline = flow_.y() + 12.5;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto x = left_of(i);
        if (columns_[i].align == Align::right) {
            sheet.text_to(x + columns_[i].width, baseline, page::label, columns_[i].title);
        } else {
            sheet.text(x, baseline, page::label, columns_[i].title);
        }
    }
    flow_.advance(head_height);
    sheet.rule(page::left, flow_.y(), page::width, page::accent, 1.2);
}

void Table::add(const Row& row) {
    const auto height = height_of(row);
    if (flow_.room() < height + carried_height) break_sheet();
    draw_cells(row);
    flow_.advance(height);
    flow_.sheet().rule(page::left, flow_.y(), page::width, page::hairline);
    carried_ = row.carried;
}

void Table::draw_cells(const Row& row) {
    auto& sheet = flow_.sheet();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto x = left_of(i);
        const bool is_last = i + 1 == columns_.size();
        auto y = flow_.y() + padding + 9.2;
        for (const auto& line : row.cells[i].lines) {
            if (columns_[i].align == Align::right) {
                sheet.figure_to(x + columns_[i].width, y, is_last ? page::strong : page::body, line,
                                columns_[i].width - gutter);
            } else {
                sheet.text(x, y, page::body, line);
            }
            y += page::leading;
        }
        for (const auto& remark : row.cells[i].remarks) {
            sheet.text(x, y - 1.5, page::remark, remark);
            y += page::remark_leading;
        }
    }
}

void Table::draw_carried(std::string_view words) {
    auto& sheet = flow_.sheet();
    sheet.box({page::left, flow_.y() + 0.3, page::width, carried_height - 0.3, page::tint});
    const auto baseline = flow_.y() + 12.8;
    sheet.text(left_of(1), baseline, page::quiet, words);
    sheet.figure_to(page::right, baseline, page::strong, carried_, 160);
    flow_.advance(carried_height);
}

void Table::break_sheet() {
    const bool is_carried = !carried_.empty();
    if (is_carried) draw_carried("Carried forward");
    flow_.break_sheet();
    draw_head();
    if (is_carried) {
        draw_carried("Brought forward");
        flow_.sheet().rule(page::left, flow_.y(), page::width, page::hairline);
    }
}

void Table::close(double following_height) {
    if (flow_.room() < following_height) break_sheet();
}

}  // namespace suoledger::adapters
