// SPDX-License-Identifier: Apache-2.0
// How an invoice stands, in a payer's words; and what it is for.
#include <fmt/format.h>

#include "http/pages/html.hpp"
#include "http/pages/pay_page_parts.hpp"
#include "http/representations.hpp"

namespace suoledger::http {
namespace {

using domain::InvoiceStatus;

// On a page, so that it arrives in a few packets.
constexpr std::size_t max_lines = 40;

struct InvoiceStanding {
    std::string_view badge, kind;
    std::string_view label;  // of the amount
    std::string_view text;
};

InvoiceStanding standing_of(InvoiceStatus status, bool is_overdue) {
    switch (status) {
        case InvoiceStatus::cancelled:
            return {"Cancelled", "", "Nothing to pay", "The shop cancelled this invoice. Please do not pay it."};
        case InvoiceStatus::written_off:
            return {"Closed", "", "Nothing to pay here", "The shop closed this invoice. Please speak with the shop."};
        case InvoiceStatus::credited:
            return {"Credited", "", "Nothing to pay", "The shop took all of it back with a credit note."};
        case InvoiceStatus::paid:
            return {"Paid", "good", "Paid in full", "Thank you. Nothing is left to pay."};
        case InvoiceStatus::partially_paid:
            return {is_overdue ? "Overdue" : "Partly paid", is_overdue ? "bad" : "warn", "Left to pay", ""};
        case InvoiceStatus::open:
            return {is_overdue ? "Overdue" : "To be paid", is_overdue ? "bad" : "", "Amount due", ""};
        case InvoiceStatus::draft:
            break;
    }
    return {"Not issued", "", "Nothing to pay", ""};
}

/// What is large on the page: what is due, or what was paid.
std::int64_t amount_shown(const PayPage& page) {
    const auto status = domain::status_of(page.figures);
    if (status == InvoiceStatus::paid) return page.figures.allocated + page.figures.withheld;
    return domain::amount_due_of(page.figures);
}

std::string money(const PayPage& page, std::int64_t amount) { return shown_money({amount, page.document.currency}); }

std::string due_text(const PayPage& page) {
    if (!page.document.due_on || domain::amount_due_of(page.figures) == 0) return {};
    return fmt::format(R"( <span class="quiet">due {}</span>)", shown_date(*page.document.due_on));
}

std::string settled_html(const PayPage& page) {
    const auto& figures = page.figures;
    const std::int64_t settled = figures.total - domain::amount_due_of(figures);
    if (domain::status_of(figures) != InvoiceStatus::partially_paid) return {};
    return fmt::format(
        R"(<progress max="{0}" value="{1}" aria-label="Settled so far"></progress><small class="quiet">{2} of {3} is settled</small>)",
        figures.total, settled, money(page, settled), money(page, figures.total));
}

std::string claims_html(const PayPage& page) {
    if (domain::amount_due_of(page.figures) == 0) return {};
    std::string html;
    for (const auto& claim : page.claims) {
        const std::string when = claim.claimed_on ? " on " + shown_date(*claim.claimed_on) : "";
        html += fmt::format(R"(<p>{} sent{}: {}.</p>)", money(page, claim.amount), when,
                            claim.rejected ? "the shop did not find it; please speak with the shop"
                                           : "the shop has been told and is looking for it");
    }
    return html;
}

std::string line_html(const PayPage& page, const domain::InvoiceLine& line) {
    const std::string discount = line.discount == 0 ? "" : fmt::format(", less {}", money(page, line.discount));
    return fmt::format(R"(<li><span>{}</span><span class="n">{}</span><small class="quiet">{} × {}{}</small></li>)",
                       shown_personal(line.description), money(page, line.amount + line.discount_share),
                       quantity_text(line.quantity_thousandths), money(page, line.unit_price), discount);
}

void add_sum(std::string& html, std::string_view label, const std::string& amount, bool is_main = false) {
    const std::string_view kind = is_main ? R"( class="all")" : "";
    html += fmt::format(R"(<dt{}>{}</dt><dd class="n{}">{}</dd>)", kind, label, is_main ? " all" : "", amount);
}

std::string totals_html(const PayPage& page) {
    const auto& document = page.document;
    const auto& figures = page.figures;
    std::string html;
    if (document.discount != 0) add_sum(html, "Discount", money(page, -document.discount));
    if (document.totals.vat != 0 && !document.prices_include_vat) {
        add_sum(html, "Subtotal", money(page, document.totals.subtotal));
        add_sum(html, "VAT", money(page, document.totals.vat));
    }
    add_sum(html, "Total", money(page, document.totals.total), true);
    if (document.totals.vat != 0 && document.prices_include_vat)
        add_sum(html, "VAT in it", money(page, document.totals.vat));
    if (figures.credited != 0) add_sum(html, "Credited", money(page, -figures.credited));
    if (figures.withheld != 0) add_sum(html, "Tax withheld", money(page, -figures.withheld));
    if (figures.allocated != 0) add_sum(html, "Paid", money(page, -figures.allocated));
    const bool is_partly = figures.credited + figures.withheld + figures.allocated != 0;
    if (is_partly) add_sum(html, "Left to pay", money(page, domain::amount_due_of(figures)), true);
    return R"(<dl class="totals">)" + html + "</dl>";
}

}  // namespace

std::string status_section(const PayPage& page) {
    const std::int64_t due = domain::amount_due_of(page.figures);
    const auto standing =
        standing_of(domain::status_of(page.figures), domain::is_overdue(due, page.document.due_on, page.today));
    const std::string kind = standing.kind.empty() ? "badge" : fmt::format("badge {}", standing.kind);
    const std::string text = standing.text.empty() ? "" : fmt::format("<p>{}</p>", standing.text);
    return fmt::format(R"(<h1>{}</h1><p class="sum">{}</p><span class="{}">{}</span>{}{}{}{})", standing.label,
                       money(page, amount_shown(page)), kind, standing.badge, due_text(page), settled_html(page), text,
                       claims_html(page));
}

std::string lines_section(const PayPage& page, std::size_t max_bytes) {
    const auto& lines = page.document.lines;
    std::string html;
    std::size_t shown = 0;
    for (const auto& line : lines) {
        const std::string next = line_html(page, line);
        if (shown == max_lines || html.size() + next.size() > max_bytes) break;
        html += next;
        ++shown;
    }
    std::string rest;
    if (shown < lines.size()) {
        std::int64_t sum = 0;
        for (std::size_t i = shown; i < lines.size(); ++i) sum += lines[i].amount + lines[i].discount_share;
        rest =
            fmt::format(R"(<li><span class="quiet">and {} more in the document</span><span class="n">{}</span></li>)",
                        lines.size() - shown, money(page, sum));
    }
    return fmt::format(R"(<section><h2>What it is for</h2><ul class="lines">{}{}</ul>{}</section>)", html, rest,
                       totals_html(page));
}

}  // namespace suoledger::http
