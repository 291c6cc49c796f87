// SPDX-License-Identifier: Apache-2.0
// A table over any number of pages: its head on each, and what was carried from one to the next.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "adapters/pdf/sheet_flow.hpp"

namespace suoledger::adapters {

enum class Align : std::uint8_t { left, right };

struct Column {
    std::string title;
    double width = 0;
    Align align = Align::left;
};

/// Lines, then smaller remarks below them.
struct Cell {
    std::vector<std::string> lines, remarks;
};
struct Row {
    std::vector<Cell> cells;  // one for each column
    std::string carried;      // what the last column says when the page ends after this row
};

class Table {
public:
    /// The widths of the columns fill the page. `flow` must outlive it.
    Table(SheetFlow& flow, std::vector<Column> columns);

    void add(const Row& row);
    /// Ends the table where a block of that height follows on the same page, if necessary on a new one.
    void close(double following_height);

private:
    void draw_head();
    void draw_cells(const Row& row);
    void draw_carried(std::string_view words);
    void break_sheet();
    [[nodiscard]] double left_of(std::size_t column) const;

    SheetFlow& flow_;
    std::vector<Column> columns_;
    std::string carried_;
};

}  // namespace suoledger::adapters
