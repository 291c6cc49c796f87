// SPDX-License-Identifier: Apache-2.0
// Ways to pay: the forms of the payer's page. They work without a script, and the link in their address is what lets
// in.
#include <fmt/format.h>

#include "http/pages/html.hpp"
#include "http/pages/pay_page_parts.hpp"

namespace suoledger::http {
namespace {

std::string_view value_in(const std::map<std::string, std::string>& values, const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string_view() : std::string_view(found->second);
}

struct Field {
    std::string name, label, hint;
    std::string attributes;  // HTML
    std::string value;       // unless the answer has one
};

std::string field_html(const FormAnswer& answer, const Field& field) {
    const auto given = answer.values.contains(field.name) ? value_in(answer.values, field.name) : field.value;
    const auto wrong = value_in(answer.errors, field.name);
    const std::string hint =
        field.hint.empty() ? "" : fmt::format(R"(<small id="{}-hint">{}</small>)", field.name, escaped(field.hint));
    const std::string error =
        wrong.empty() ? "" : fmt::format(R"(<p class="wrong" id="{}-wrong">{}</p>)", field.name, escaped(wrong));
    std::string described;
    if (!field.hint.empty()) described = field.name + "-hint";
    if (!wrong.empty()) described += (described.empty() ? "" : " ") + field.name + "-wrong";
    const std::string by = described.empty() ? "" : fmt::format(R"( aria-describedby="{}")", described);
    return fmt::format(
        R"(<div class="field"><label for="{0}">{1}</label>{2}<input id="{0}" name="{0}" value="{3}" {4}{5}{6}>{7}</div>)",
        field.name, escaped(field.label), hint, escaped(given), field.attributes, by,
        wrong.empty() ? "" : R"( aria-invalid="true")", error);
}

/// "90000.00": what a number field of a form begins with.
std::string plain_amount(domain::Money money) {
    std::int64_t unit = 1;
    for (int i = 0; i < domain::exponent_of(money.currency); ++i) unit *= 10;
    return fmt::format("{}.{:0{}}", money.minor_units / unit, money.minor_units % unit,
                       domain::exponent_of(money.currency));
}

std::string bank_html(const PayPage& page) {
    const auto& text = page.document.seller.bank_account;
    const auto row = [](std::string_view label, const std::string& value, bool is_account = false, bool copies = true) {
        const std::string copy =
            copies
                ? fmt::format(
                      R"(<button type="button" class="copy" data-copy="{}" aria-label="Copy {}" hidden>Copy</button>)",
                      value, label)
                : "";
        return fmt::format(R"(<div><dt>{}</dt><dd><span{}>{}</span>{}</dd></div>)", label,
                           is_account ? R"( class="account")" : "", value, copy);
    };
    if (!text.is_open()) return fmt::format("<p>{}</p>", shown_personal(text));
    const BankAccount account = bank_account_of(text.value);
    std::string rows;
    if (account.number.empty()) {
        rows += row("bank account", escaped(account.bank));
    } else {
        rows += row("account number", account.number, true);
        if (!account.bank.empty()) rows += row("bank", escaped(account.bank), false, false);
        if (!account.name.empty()) rows += row("account name", escaped(account.name), false, false);
    }
    const domain::Money due{domain::amount_due_of(page.figures), page.document.currency};
    rows += row("amount", shown_money(due), false, false);
    rows += row("reference", escaped(page.number));
    return R"(<dl class="bank">)" + rows + "</dl>";
}

std::string hidden(std::string_view name, std::int64_t value) {
    return fmt::format(R"(<input type="hidden" name="{}" value="{}">)", name, value);
}

std::string claim_form(const PayPage& page) {
    const domain::Money due{domain::amount_due_of(page.figures), page.document.currency};
    const FormAnswer& answer = page.claim_form;
    const std::string sign = due.currency == domain::Currency::ngn ? "₦" : "$";
    std::string fields = hidden("revision", page.revision);
    fields +=
        field_html(answer, {"amount", "Amount sent (" + sign + ")", "",
                            R"(inputmode="decimal" required maxlength="20" autocomplete="off")", plain_amount(due)});
    fields += field_html(answer, {"payer_name", "Name on the account it came from", "",
                                  R"(required maxlength="200" autocomplete="name")", ""});
    fields +=
        field_html(answer, {"reference", "Bank reference or session ID", "If you have one; it helps the shop find it.",
                            R"(maxlength="200" autocomplete="off")", ""});
    fields += field_html(answer, {"claimed_on", "Day it was sent", "",
                                  fmt::format(R"(type="date" required max="{}")", domain::to_string(page.today)),
                                  domain::to_string(page.today)});
    return fmt::format(
        R"(<details{}><summary>I have sent the transfer</summary><form method="post" action="/pay/{}/transfer_claim">{}<button>Tell the shop</button></form></details>)",
        answer.errors.empty() ? "" : " open", escaped(page.token), fields);
}

bool is_payable(const PayPage& page) { return domain::amount_due_of(page.figures) > 0; }

}  // namespace

std::string checkout_section(const PayPage& page) {
    if (!page.takes_online_payment || !is_payable(page)) return {};
    const std::int64_t due = domain::amount_due_of(page.figures);
    std::string fields = hidden("revision", page.revision) + hidden("amount", due);
    if (page.needs_email)
        fields += field_html(page.checkout_form,
                             {"email", "Your e-mail address", "The payment provider sends a receipt to it.",
                              R"(type="email" required maxlength="254" autocomplete="email")", ""});
    return fmt::format(
        R"(<section><h2>Pay online</h2><form method="post" action="/pay/{}/checkout">{}<button>Pay {} now</button></form></section>)",
        escaped(page.token), fields, shown_money({due, page.document.currency}));
}

std::string transfer_section(const PayPage& page) {
    if (!is_payable(page) || page.document.seller.bank_account.is_absent()) return {};
    return fmt::format("<section><h2>Pay by bank transfer</h2>{}{}</section>", bank_html(page), claim_form(page));
}

}  // namespace suoledger::http
