// SPDX-License-Identifier: Apache-2.0
// Escaping, formats, and the frame of a page.
#include "http/pages/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace suoledger::http {
namespace {

constexpr std::string_view icon =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8' "
    "rx='2' "
    "fill='%230b5c3b'/%3E%3Cpath d='M2 4.2 3.5 5.6 6 2.6' fill='none' stroke='%23fff' stroke-width='1'/%3E%3C/svg%3E";

/// Bytes of a character that changes the direction of what stands around it (U+061C, U+200E/F, U+202A–E, U+2066–9), or
/// 0: such a one in a name could make an amount read as another.
std::size_t bidi_control_at(std::string_view text) {
    if (text.starts_with("\xD8\x9C")) return 2;
    if (text.size() < 3 || text[0] != '\xE2') return 0;
    const auto second = static_cast<unsigned char>(text[1]), third = static_cast<unsigned char>(text[2]);
    const bool is_mark = second == 0x80 && (third == 0x8E || third == 0x8F || (third >= 0xAA && third <= 0xAE));
    const bool is_isolate = second == 0x81 && third >= 0xA6 && third <= 0xA9;
    return is_mark || is_isolate ? 3 : 0;
}

std::string_view entity_of(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        default:
            return {};
    }
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
}

/// The first character of a name, for the mark beside it.
std::string_view first_character(std::string_view name) {
    std::size_t size = name.empty() ? 0 : 1;
    while (size < name.size() && (static_cast<unsigned char>(name[size]) & 0xC0U) == 0x80) ++size;
    return name.substr(0, size);
}

std::string header_html(const PageFrame& frame) {
    if (frame.shop.empty()) return {};
    return fmt::format(
        R"(<header><span class="mark" aria-hidden="true">{}</span><div><p class="shop">{}</p><small>{}</small></div></header>)",
        escaped(first_character(frame.shop)), escaped(frame.shop), frame.subtitle);
}

std::string policy() {
    return fmt::format(
        "default-src 'none'; style-src '{}'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
        page_style_hash());
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t skipped = bidi_control_at(text.substr(i));
        const auto entity = entity_of(text[i]);
        if (skipped == 0 && !entity.empty()) out += entity;
        if (skipped == 0 && entity.empty() && !is_control(text[i])) out += text[i];
        i += std::max<std::size_t>(skipped, 1);
    }
    return out;
}

std::string shown_money(domain::Money money) {
    const bool is_negative = money.minor_units < 0;
    const auto minor_units = static_cast<std::uint64_t>(is_negative ? -money.minor_units : money.minor_units);
    std::uint64_t unit = 1;
    for (int i = 0; i < domain::exponent_of(money.currency); ++i) unit *= 10;
    const std::string whole = std::to_string(minor_units / unit);
    std::string grouped;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (i > 0 && (whole.size() - i) % 3 == 0) grouped += ',';
        grouped += whole[i];
    }
    const std::string_view sign = money.currency == domain::Currency::ngn ? "₦" : "$";
    return fmt::format("{}{}{}.{:0{}}", is_negative ? "-" : "", sign, grouped, minor_units % unit,
                       domain::exponent_of(money.currency));
}

std::string shown_date(domain::Date date) {
    static constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                             "May",       "June",     "July",     "August",
                                                             "September", "October",  "November", "December"};
    const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{date.days}}};
    return fmt::format("{} {} {}", static_cast<unsigned>(day.day()), months[static_cast<unsigned>(day.month()) - 1],
                       static_cast<int>(day.year()));
}

std::string shown_personal(const domain::PersonalText& text) {
    if (text.is_open()) return escaped(text.value);
    if (text.is_absent()) return {};
    if (text.state == domain::PersonalState::erased)
        return R"(<span class="quiet">erased at the person's request</span>)";
    return R"(<span class="quiet">cannot be shown now</span>)";
}

std::string page_html(const PageFrame& frame, std::string_view body) {
    const std::string refresh = frame.refresh.empty() ? ""
                                                      : fmt::format(R"(<meta http-equiv="refresh" content="0;url={}">)",
                                                                    escaped(frame.refresh));
    const std::string script =
        frame.script == nullptr ? "" : fmt::format(R"(<script src="/assets/{}" defer></script>)", frame.script->name);
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title>"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" "
        "content=\"noindex\">"
        "<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" "
        "href=\"{}\">{}<style>{}</style>{}</head>\n"
        "<body>{}<main id=\"page\"{}>{}</main>"
        "<footer><p>Shown by SuoOps Ledger. Keep the address of this page to yourself.</p></footer></body></html>\n",
        escaped(frame.title), icon, refresh, page_style(), script, header_html(frame), frame.attributes, body);
}

Response html_response(int status, std::string body) {
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.body = std::move(body);
    response.headers = {{"Cache-Control", "private, no-cache"},
                        {"Content-Security-Policy", policy()},
                        {"Referrer-Policy", "no-referrer"},
                        {"X-Robots-Tag", "noindex, nofollow"},
                        {"Cross-Origin-Opener-Policy", "same-origin"}};
    return response;
}

}  // namespace suoledger::http
