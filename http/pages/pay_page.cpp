// SPDX-License-Identifier: Apache-2.0
// The payer's page put together.
#include "http/pages/pay_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "http/pages/html.hpp"
#include "http/pages/pay_page_parts.hpp"

namespace suoledger::http {
namespace {

// With what is around it a page stays under 30 KB. Lines give way to all else, since the document has them too.
constexpr std::size_t most_body_bytes = 20'000, most_line_bytes = 9'000;

std::string news_html(PayNews news) {
    const auto told = [](std::string_view kind, std::string_view title, std::string_view text) {
        return fmt::format(R"(<section class="{}" role="status"><h2>{}</h2><p>{}</p></section>)", kind, title, text);
    };
    switch (news) {
        case PayNews::none:
            return {};
        case PayNews::claimed:
            return told("told", "The shop has been told",
                        "Thank you. This page says so as soon as the shop finds your transfer.");
        case PayNews::invoice_changed:
            return told("alert", "The invoice has changed",
                        "The shop changed it while you looked. Please check it below, then send again.");
        case PayNews::too_many_claims:
            return told("alert", "That is enough",
                        "The shop has been told of several transfers and has yet to look for them. Please speak with "
                        "the shop.");
        case PayNews::checkout_failed:
            return told("error", "Paying online did not work",
                        "No money was taken. Please try again in a moment, or pay by bank transfer.");
    }
    return {};
}

std::string files_section(const PayPage& page) {
    if (page.files.empty()) return {};
    std::string html = R"(<section><h2>Documents</h2><ul class="files">)";
    for (const auto& file : page.files)
        html += fmt::format(R"(<li><a class="button second" href="{}">{}</a></li>)", escaped(file.url),
                            escaped(file.label));
    return html + "</ul></section>";
}

std::string notes_section(const PayPage& page) {
    const auto& notes = page.document.notes;
    if (notes.is_absent() || (notes.is_open() && notes.value.empty())) return {};
    return fmt::format("<section><h2>Notes</h2><pre>{}</pre></section>", shown_personal(notes));
}

std::string parties_section(const PayPage& page) {
    const auto& document = page.document;
    std::string facts = fmt::format("<dt>Invoice</dt><dd>{}{}</dd><dt>Issued</dt><dd>{}</dd>", escaped(page.number),
                                    page.revision > 1 ? fmt::format(", revision {}", page.revision) : "",
                                    shown_date(document.issued_on));
    const auto add = [&facts](std::string_view label, const domain::PersonalText& text) {
        if (!text.is_absent()) facts += fmt::format("<dt>{}</dt><dd>{}</dd>", label, shown_personal(text));
    };
    add("For", document.buyer.name);
    facts += fmt::format("<dt>From</dt><dd>{}</dd>", escaped(document.seller.name));
    add("Address", document.seller.address);
    add("Tax ID", document.seller.tax_id);
    return fmt::format(R"(<section><h2>Details</h2><dl class="facts">{}</dl></section>)", facts);
}

/// What the live status says where scripts run.
std::string attributes_of(const PayPage& page) {
    if (page.live_status.empty()) return {};
    return fmt::format(R"( data-events="/v1/public/invoices/{}/events" data-status="{}")", escaped(page.token),
                       escaped(page.live_status));
}

}  // namespace

BankAccount bank_account_of(std::string_view text) {
    constexpr std::size_t account_digits = 10;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < text.size();) {
        const auto end = static_cast<std::size_t>(
            std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), is_digit) - text.begin());
        if (end - i == account_digits && found) return {std::string(text), {}, {}};
        if (end - i == account_digits) found = i;
        i = std::max(end, i + 1);
    }
    if (!found) return {std::string(text), {}, {}};
    const auto trimmed = [](std::string_view part) {
        constexpr std::string_view around = " \t\r\n,;:-/|";
        const auto begin = part.find_first_not_of(around);
        if (begin == std::string_view::npos) return std::string();
        return std::string(part.substr(begin, part.find_last_not_of(around) - begin + 1));
    };
    return {trimmed(text.substr(0, *found)), std::string(text.substr(*found, account_digits)),
            trimmed(text.substr(*found + account_digits))};
}

std::string pay_page_html(const PayPage& page) {
    const Script script = live_script();
    const std::string title = fmt::format("Invoice {} · {}", page.number, page.document.seller.name);
    const std::string test =
        page.document.livemode
            ? ""
            : R"(<section class="alert">This is a test invoice: no real money is asked for.</section>)";
    const std::string above = status_section(page), news = news_html(page.news);
    const std::string ways = checkout_section(page) + transfer_section(page);
    const std::string below = notes_section(page) + files_section(page) + parties_section(page);
    const std::size_t others = above.size() + news.size() + ways.size() + below.size();
    const std::size_t left = others < most_body_bytes ? most_body_bytes - others : 0;
    const std::string body =
        fmt::format(R"({}<section id="status" role="status">{}</section><div id="rest">{}{}{}{}</div>)", test, above,
                    news, ways, lines_section(page, std::min(left, most_line_bytes)), below);
    return page_html({.title = title,
                      .shop = page.document.seller.name,
                      .subtitle = "Invoice " + escaped(page.number),
                      .script = &script,
                      .attributes = attributes_of(page),
                      .refresh = {}},
                     body);
}

}  // namespace suoledger::http
