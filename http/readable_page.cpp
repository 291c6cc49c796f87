// SPDX-License-Identifier: Apache-2.0
// From JSON to HTML.
#include "http/readable_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <set>
#include <vector>

#include "eventstore/crypto.hpp"
#include "http/pages/html.hpp"
#include "http/reading.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

// Deeper than any document of ours; what would be deeper is not followed.
constexpr int max_depth = 16;
constexpr std::size_t max_columns = 8;  // of a table that fits on paper

constexpr std::string_view style =
    "body{font:15px/1.5 system-ui,sans-serif;color:#1b2430;background:#fff;margin:0 "
    "auto;max-width:62rem;padding:1.5rem}"
    "h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .5rem;break-after:avoid}"
    "table{border-collapse:collapse;width:100%;margin:.25rem 0}"
    "th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border:1px solid #d9dfe7;overflow-wrap:anywhere}"
    "th{font-weight:600;background:#f3f5f8}tr{break-inside:avoid}.n{text-align:right;white-space:nowrap}"
    ".q{color:#566173}@media print{body{font-size:10.5pt;padding:0;max-width:none}@page{margin:18mm}}";

std::string label_of(std::string_view name) {
    std::string text(name);
    std::ranges::replace(text, '_', ' ');
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return escaped(text);
}

bool counts_something(std::string_view name) {
    static const std::set<std::string_view> names{
        "version",        "revision",        "number",        "receipt_number",      "position",      "schema_version",
        "stream_version", "tenant_sequence", "series_number", "vat_rate_bps",        "invoice_count", "line",
        "width",          "reads",           "count",         "quantity_thousandths"};
    return names.contains(name) || name.ends_with("_count") || name.ends_with("_days") || name.ends_with("_position");
}

std::string money_text(std::string_view currency, std::int64_t minor_units) {
    const auto whole = std::to_string(std::abs(minor_units / 100));
    std::string grouped;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (i > 0 && (whole.size() - i) % 3 == 0) grouped += ',';
        grouped += whole[i];
    }
    return fmt::format("{} {}{}.{:02}", currency, minor_units < 0 ? "-" : "", grouped, std::abs(minor_units % 100));
}

/// "2026-11-23T09:00:00.000000Z" → "2026-11-23 09:00:00 UTC"; other texts stay.
std::string shown_text(std::string_view text) {
    const bool is_time = text.size() == 27 && text[10] == 'T' && text[19] == '.' && text.back() == 'Z';
    if (is_time) return fmt::format("{} {} UTC", text.substr(0, 10), text.substr(11, 8));
    return escaped(text);
}

class Writer {
public:
    std::string take() { return std::move(out_); }
    void raw(std::string_view html) { out_ += html; }

    void value(std::string_view name, const json::value& value, std::string_view currency, int depth) {
        if (depth > max_depth) return raw("…");
        switch (value.kind()) {
            case json::kind::null:
                return raw("<span class=\"q\">—</span>");
            case json::kind::bool_:
                return raw(value.get_bool() ? "yes" : "no");
            case json::kind::string:
                return raw(value.get_string().empty() ? "<span class=\"q\">—</span>" : shown_text(value.get_string()));
            case json::kind::object:
                return object(value.get_object(), currency, depth);
            case json::kind::array:
                return array(name, value.get_array(), currency, depth);
            default:
                return number(name, value.to_number<std::int64_t>(), currency);
        }
    }
    /// The members of a document, a section each where they are more than a word.
    void sections(const json::object& document) {
        json::object words;
        for (const auto& [name, value] : document)
            if (!value.is_structured()) words.emplace(name, value);
        if (!words.empty()) object(words, "", 0);
        for (const auto& [name, value] : document) {
            if (!value.is_structured()) continue;
            raw("<h2>" + label_of(name) + "</h2>");
            this->value(name, value, "", 0);
        }
    }

private:
    void number(std::string_view name, std::int64_t number, std::string_view currency) {
        raw(currency.empty() || counts_something(name) ? std::to_string(number) : money_text(currency, number));
    }
    void object(const json::object& object, std::string_view currency, int depth) {
        if (object.size() == 1 && object.contains("erased")) return raw("<span class=\"q\">erased</span>");
        if (object.size() == 1 && object.contains("sealed")) return raw("<span class=\"q\">sealed</span>");
        if (object.empty()) return raw("<span class=\"q\">—</span>");
        const auto own = currency_of(object, currency);
        raw("<table>");
        for (const auto& [name, member] : object) {
            raw("<tr><th scope=\"row\">" + label_of(name) + "</th><td>");
            value(name, member, own, depth + 1);
            raw("</td></tr>");
        }
        raw("</table>");
    }
    void array(std::string_view name, const json::array& list, std::string_view currency, int depth) {
        if (list.empty()) return raw("<span class=\"q\">none</span>");
        const auto columns = columns_of(list);
        if (columns.empty()) {
            for (std::size_t i = 0; i < list.size(); ++i) {
                if (i > 0) raw(list[i].is_structured() ? "" : ", ");
                value(name, list[i], currency, depth + 1);
            }
            return;
        }
        raw("<table><thead><tr>");
        for (const auto& column : columns) raw("<th scope=\"col\">" + label_of(column) + "</th>");
        raw("</tr></thead><tbody>");
        for (const auto& element : list) row(columns, element.get_object(), currency, depth);
        raw("</tbody></table>");
    }
    void row(const std::vector<std::string>& columns, const json::object& object, std::string_view currency,
             int depth) {
        const auto own = currency_of(object, currency);
        raw("<tr>");
        for (const auto& column : columns) {
            const auto* member = object.if_contains(column);
            raw(member != nullptr && member->is_number() ? "<td class=\"n\">" : "<td>");
            if (member != nullptr) value(column, *member, own, depth + 1);
            raw("</td>");
        }
        raw("</tr>");
    }
    /// Empty: no table fits.
    static std::vector<std::string> columns_of(const json::array& list) {
        std::vector<std::string> columns;
        for (const auto& element : list) {
            const auto* object = element.if_object();
            if (object == nullptr) return {};
            for (const auto& member : *object)
                if (std::ranges::find(columns, std::string_view(member.key())) == columns.end())
                    columns.emplace_back(member.key());
            if (columns.size() > max_columns) return {};
        }
        return columns;
    }
    static std::string_view currency_of(const json::object& object, std::string_view inherited) {
        const auto* own = object.if_contains("currency");
        return own != nullptr && own->is_string() ? std::string_view(own->get_string()) : inherited;
    }

    std::string out_;
};

}  // namespace

std::string readable_page(std::string_view title, std::string_view introduction, const json::object& document) {
    Writer page;
    page.raw(
        fmt::format("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title>"
                    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><style>{1}</style>"
                    "</head>\n<body><main><h1>{0}</h1><p>{2}</p>",
                    escaped(title), style, escaped(introduction)));
    page.sections(document);
    page.raw("</main></body></html>\n");
    return page.take();
}

std::string readable_page_policy() {
    auto hash = eventstore::base64url(eventstore::sha256({eventstore::bytes_of(style)})) + "=";
    std::ranges::replace(hash, '-', '+');
    std::ranges::replace(hash, '_', '/');
    return "default-src 'none'; style-src 'sha256-" + hash +
           "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

Response page_answer(std::int64_t position, std::string_view title, std::string_view introduction,
                     const json::object& document) {
    Response response = json_answer(position, readable_page(title, introduction, document));
    response.content_type = "text/html; charset=utf-8";
    response.headers.emplace_back("Content-Security-Policy", readable_page_policy());
    response.headers.emplace_back("Vary", "Accept");
    return response;
}

}  // namespace suoledger::http
