// SPDX-License-Identifier: Apache-2.0
// Where the next block goes: down the page, and on to the next one.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "adapters/pdf/page_style.hpp"

namespace suoledger::adapters {

class SheetFlow {
public:
    using Head = std::function<void(Sheet&)>;

    /// `head` draws what is above the first line of every page but the first.
    explicit SheetFlow(Head head) : head_(std::move(head)) { sheets_.emplace_back(); }

    Sheet& sheet() { return sheets_.back(); }
    [[nodiscard]] double y() const { return y_; }
    [[nodiscard]] double room() const { return page::last_line - y_; }
    void move_to(double y) { y_ = y; }
    void advance(double height) { y_ += height; }
    void break_sheet();
    /// Breaks unless that much is left.
    void need(double height);
    /// Lines of text that may go over pages; `y` is afterwards below the last.
    void write(double x, std::span<const std::string> lines, const Style& style, double leading);

    std::vector<Sheet>& sheets() { return sheets_; }

private:
    Head head_;
    std::vector<Sheet> sheets_;
    double y_ = page::first_line;
};

}  // namespace suoledger::adapters
