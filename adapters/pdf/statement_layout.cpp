// SPDX-License-Identifier: Apache-2.0
// Statements of account, with the checkpoint that they can be held against.
#include <fmt/format.h>

#include "adapters/pdf/document_frame.hpp"
#include "adapters/pdf/figures_text.hpp"
#include "adapters/pdf/layouts.hpp"
#include "adapters/pdf/printable_text.hpp"
#include "adapters/pdf/table.hpp"

namespace suoledger::adapters {
namespace {

constexpr double details_width = 167;

/// Nothing where the entry does not touch that side.
std::vector<std::string> side(domain::Money amount) {
    if (amount.minor_units == 0) return {};
    return {amount_text(amount)};
}

Row row_of(const http::StatementEntry& entry) {
    const auto details = wrap(entry.description, page::body.face, page::body.size, details_width - 10, 4);
    return {{{{day_text(entry.day)}, {}},
             {details, {}},
             {side(entry.charged), {}},
             {side(entry.credited), {}},
             {{amount_text(entry.balance)}, {}}},
            amount_text(entry.balance)};
}

void draw_account(SheetFlow& flow, const http::StatementContent& statement, double following_height) {
    const auto sign = currency_sign(statement.closing_balance.currency);
    Table table(flow, {{"DATE", 74},
                       {"DETAILS", details_width},
                       {fmt::format("CHARGED {}", sign), 84, Align::right},
                       {fmt::format("CREDITED {}", sign), 84, Align::right},
                       {fmt::format("BALANCE {}", sign), 90.28, Align::right}});
    const auto opening = amount_text(statement.opening_balance);
    table.add({{{{day_text(statement.from)}, {}}, {{"Opening balance"}, {}}, {}, {}, {{opening}, {}}}, opening});
    for (const auto& entry : statement.entries) table.add(row_of(entry));
    const auto closing = amount_text(statement.closing_balance);
    table.add({{{{day_text(statement.to)}, {}},
                {{"Closing balance"}, {}},
                {{amount_text(statement.charged)}, {}},
                {{amount_text(statement.credited)}, {}},
                {{closing}, {}}},
               closing});
    flow.need(following_height);  // the account is complete: nothing is carried to where it is explained
    flow.advance(page::gap);
}

std::vector<std::string> checkpoint_lines(const http::StatementContent& statement) {
    return wrap(statement.checkpoint, page::remark.face, page::remark.size, page::width, 16);
}

double height_of_checkpoint(const http::StatementContent& statement) {
    const auto lines = checkpoint_lines(statement).size();
    return lines == 0 ? 0 : 14 + page::remark_leading * static_cast<double>(lines);
}

void draw_checkpoint(SheetFlow& flow, const http::StatementContent& statement) {
    if (statement.checkpoint.empty()) return;
    flow.need(height_of_checkpoint(statement));
    flow.sheet().text(page::left, flow.y() + 7, page::label, "SIGNED CHECKPOINT OF THE LEDGER");
    flow.advance(14);
    flow.write(page::left, checkpoint_lines(statement), page::remark, page::remark_leading);
}

}  // namespace

void lay_out(SheetFlow& flow, const http::DocumentContent& content, const http::StatementContent& statement) {
    draw_front(flow, content,
               {"Statement of account", date_text(statement.from) + " – " + date_text(statement.to), "ACCOUNT OF"});
    const bool in_favour = statement.closing_balance.minor_units < 0;
    draw_key_figures(flow,
                     {{"OPENING BALANCE", money_text(statement.opening_balance)},
                      {"CHARGED", money_text(statement.charged)},
                      {"CREDITED", money_text(statement.credited)},
                      {in_favour ? "IN YOUR FAVOUR" : "YOU OWE",
                       money_text(in_favour ? opposite_of(statement.closing_balance) : statement.closing_balance)}});
    const Panel explanation{
        {{"WHAT IT SHOWS",
          fmt::format(
              "The account as {} had recorded it on {}, at position {} of its ledger. What was recorded later is "
              "not on it.",
              content.seller.name, date_text(content.dated), statement.as_of_position),
          "", 6}},
        content.verify_url,
        "Scan to check it"};
    draw_account(flow, statement, page::gap + height_of(explanation) + height_of_checkpoint(statement));
    draw_panel(flow, explanation);
    draw_checkpoint(flow, statement);
}

}  // namespace suoledger::adapters
