// SPDX-License-Identifier: Apache-2.0
// Fields of forms.
#include "http/form_body.hpp"

#include <algorithm>
#include <charconv>

#include "eventstore/utf8.hpp"
#include "http/field_syntax.hpp"
#include "http/target.hpp"

namespace suoledger::http {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

std::string_view without_spaces(std::string_view text) {
    constexpr std::string_view spaces = " \t\r\n";
    const auto begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

Problem malformed() {
    return {.status = 400, .code = "form_malformed", .detail = "The form could not be read; please send it again."};
}

bool is_form(const Request& request) {
    const std::string_view type = request.header("content-type").value_or("");
    return equal_ignoring_case(without_spaces(type.substr(0, type.find(';'))), form_type);
}

}  // namespace

std::expected<FormFields, Problem> parse_form(const Request& request) {
    if (!is_form(request))
        return std::unexpected(Problem{.status = 415,
                                       .code = "unsupported_media_type",
                                       .detail = "A form is sent as application/x-www-form-urlencoded."});
    if (request.body.empty()) return FormFields{};
    // The same syntax as a query's.
    const auto target = parse_target("/?" + request.body);
    if (!target) return std::unexpected(malformed());
    FormFields fields;
    for (const auto& [name, value] : target->query) {
        const bool is_text = !eventstore::find_bad_utf8(name) && !eventstore::find_bad_utf8(value) &&
                             value.find('\0') == std::string::npos;
        if (!is_text || !fields.emplace(name, without_spaces(value)).second) return std::unexpected(malformed());
    }
    return fields;
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
    constexpr std::size_t most_digits = 18;
    if (text.empty() || text.size() > most_digits || !std::ranges::all_of(text, is_digit)) return std::nullopt;
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::optional<std::int64_t> parse_amount(std::string_view text, domain::Currency currency) {
    for (const std::string_view sign :
         {domain::to_string(currency), std::string_view(currency == domain::Currency::ngn ? "₦" : "$")})
        if (text.starts_with(sign)) text.remove_prefix(sign.size());
    std::string digits;
    for (const char c : text)
        if (c != ',' && c != ' ') digits += c;
    const auto places = static_cast<std::size_t>(domain::exponent_of(currency));
    const auto point = digits.find('.');
    std::string decimals = point == std::string::npos ? "" : digits.substr(point + 1);
    digits.resize(std::min(point, digits.size()));
    if (decimals.size() > places || (point != std::string::npos && decimals.empty())) return std::nullopt;
    decimals.resize(places, '0');
    return digits.empty() ? std::nullopt : parse_whole(digits + decimals);
}

}  // namespace suoledger::http
