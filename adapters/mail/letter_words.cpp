// SPDX-License-Identifier: Apache-2.0
// The words of each kind of mail, once as text and once as HTML.
#include <fmt/format.h>

#include <utility>
#include <vector>

#include "adapters/mail/letter.hpp"
#include "http/pages/html.hpp"

namespace suoledger::adapters {
namespace {

using http::shown_date;
using http::shown_money;

struct Wording {
    std::string subject, first;  // the first sentence
};

std::string named(const std::string& name, std::string_view else_words) {
    return name.empty() ? std::string{else_words} : name;
}

struct Words {
    const http::DocumentContent& content;
    bool is_reminder = false;
    std::optional<domain::Money> due;
    std::string seller;

    Wording operator()(const http::InvoiceContent& invoice) const {
        const std::string until = invoice.due_on ? ", due on " + shown_date(*invoice.due_on) : "";
        const std::string what = fmt::format("invoice {} of {} over {}{}", content.number, shown_date(content.dated),
                                             shown_money(invoice.totals.total), until);
        if (is_reminder)
            return {fmt::format("Reminder: invoice {} from {}", content.number, seller),
                    fmt::format("This is a reminder of {}. {} of it is still to be paid.", what,
                                due ? shown_money(*due) : std::string{"Something"})};
        return {fmt::format("Invoice {} from {}", content.number, seller),
                fmt::format("{} sends you {}.", seller, what)};
    }
    Wording operator()(const http::CreditNoteContent& note) const {
        return {fmt::format("Credit note {} from {}", content.number, seller),
                fmt::format("{} credits you {} of invoice {} by credit note {}.", seller,
                            shown_money(note.totals.total), note.invoice_number, content.number)};
    }
    Wording operator()(const http::ReceiptContent& receipt) const {
        return {fmt::format("Receipt {} from {}", content.number, seller),
                fmt::format("{} has received {} from you on {}. Thank you.", seller, shown_money(receipt.amount),
                            shown_date(content.dated))};
    }
    Wording operator()(const http::StatementContent& statement) const {
        return {
            fmt::format("Statement of account from {}", seller),
            fmt::format("{} sends you the statement of your account from {} to {}; its balance is {}.", seller,
                        shown_date(statement.from), shown_date(statement.to), shown_money(statement.closing_balance))};
    }
};

/// A paragraph, or one that ends with a link.
struct Paragraph {
    std::string text, link;
};

std::string as_text(const std::vector<Paragraph>& paragraphs) {
    std::string text;
    for (const auto& [words, link] : paragraphs)
        text += words + (link.empty() ? "" : "\n" + link) + (&words == &paragraphs.back().text ? "\n" : "\n\n");
    return text;
}

std::string as_html(const std::vector<Paragraph>& paragraphs) {
    std::string html = "<!doctype html>\n<html lang=\"en\"><body>\n";
    for (const auto& [words, link] : paragraphs) {
        const std::string address = http::escaped(link);
        html += "<p>" + http::escaped(words);
        if (!link.empty()) html += fmt::format("<br><a href=\"{0}\">{0}</a>", address);
        html += "</p>\n";
    }
    return html + "</body></html>\n";
}

}  // namespace

Letter words_of(domain::MessageTemplate message_template, const http::WantedDocument& document,
                const std::optional<PayingOf>& paying) {
    const http::DocumentContent& content = document.content;
    Letter letter;
    letter.seller = content.seller.name;
    if (content.buyer.name != http::erased_text) letter.buyer = content.buyer.name;
    const bool is_reminder = message_template == domain::MessageTemplate::reminder;
    const auto due = paying ? std::optional(paying->due) : std::nullopt;
    Wording wording = std::visit(Words{content, is_reminder, due, named(letter.seller, "A business")}, content.body);
    letter.subject = (content.livemode ? "" : "[Test] ") + std::move(wording.subject);
    std::vector<Paragraph> paragraphs{{named(letter.buyer, "Good day") + ",", ""}, {std::move(wording.first), ""}};
    if (paying && !paying->pay_url.empty()) paragraphs.push_back({"See it and pay it here:", paying->pay_url});
    paragraphs.push_back({"The document is attached.", ""});
    if (!content.verify_url.empty()) paragraphs.push_back({"Whether it is genuine is told here:", content.verify_url});
    letter.text = as_text(paragraphs);
    letter.html = as_html(paragraphs);
    letter.attachment_name = document.file_name;
    return letter;
}

}  // namespace suoledger::adapters
