// SPDX-License-Identifier: Apache-2.0
// Reading members of a JSON object one by one, noting every error with its JSON Pointer.
#include "http/request_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/monotonic_resource.hpp>
#include <charconv>
#include <utility>

#include "eventstore/strict_json.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

constexpr std::int64_t thousand = 1000;
constexpr std::size_t usual_growth = 4;  // from text to tree

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Lower case, without parameters.
std::string media_type_of(const Request& request) {
    std::string type(request.header("content-type").value_or(""));
    type.resize(std::min(type.find(';'), type.size()));
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
    for (char& c : type) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return type;
}

}  // namespace

std::expected<json::object, Problem> parse_body(const Request& request) {
    Problem problem;
    const auto type = media_type_of(request);
    if (type != "application/json") {
        problem.status = 415;
        problem.code = "unsupported_media_type";
        problem.detail = "Send the body as application/json.";
        problem.headers.emplace_back("Accept", "application/json");
        return std::unexpected(std::move(problem));
    }
    auto memory = json::make_shared_resource<json::monotonic_resource>(usual_growth * request.body.size());
    auto value = eventstore::parse_strictly(request.body, {}, std::move(memory));
    if (!value) {
        problem.status = 400;
        problem.code = eventstore::to_string(value.error().code);
        problem.detail = fmt::format("{} (near byte {})", value.error().detail, value.error().offset);
        return std::unexpected(std::move(problem));
    }
    if (!value->is_object()) return std::unexpected(invalid_fields({{"", "must be a JSON object"}}));
    return std::move(value->get_object());
}

std::expected<json::object, Problem> parse_optional_body(const Request& request) {
    if (request.body.empty()) return json::object();
    return parse_body(request);
}

std::optional<Problem> refuse_body(const Request& request) {
    if (request.body.empty()) return std::nullopt;
    Problem problem;
    problem.status = 400;
    problem.code = "body_not_expected";
    problem.detail = "This route takes no body.";
    return problem;
}

std::string join_pointer(std::string_view pointer, std::string_view name) {
    std::string joined(pointer);
    joined += '/';
    for (const char c : name) {
        if (c == '~')
            joined += "~0";
        else if (c == '/')
            joined += "~1";
        else
            joined += c;
    }
    return joined;
}

std::size_t count_characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::optional<std::int64_t> parse_thousandths(std::string_view text) {
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    std::string decimals;
    if (point != std::string_view::npos) {
        decimals = text.substr(point + 1);
        if (!is_digits(decimals) || decimals.size() > 3) return std::nullopt;
    }
    if (!is_digits(whole) || whole.size() > 15) return std::nullopt;
    decimals.resize(3, '0');
    std::int64_t units = 0, thousandths = 0;
    std::from_chars(whole.data(), whole.data() + whole.size(), units);
    std::from_chars(decimals.data(), decimals.data() + decimals.size(), thousandths);
    return units * thousand + thousandths;
}

Problem invalid_fields(std::vector<domain::FieldError> errors) {
    Problem problem;
    problem.status = 422;
    problem.code = "invalid_fields";
    problem.detail = "One or more fields of the request are wrong; each is named in errors.";
    problem.errors = std::move(errors);
    return problem;
}

void ObjectReader::wrong(std::string_view name, std::string detail) {
    errors_.push_back({pointer_to(name), std::move(detail)});
}

std::string ObjectReader::pointer_to(std::string_view name) const { return join_pointer(pointer_, name); }

const json::value* ObjectReader::take(std::string_view name, Presence presence) {
    known_.emplace_back(name);
    const json::value* value = object_.if_contains(name);
    // null means "not given" on creation: representations show null there, and sending one back must work.
    if (value != nullptr && !value->is_null()) return value;
    if (presence == Presence::required) wrong(name, "is required");
    return nullptr;
}

bool ObjectReader::is_null(std::string_view name) const {
    const json::value* value = object_.if_contains(name);
    return value != nullptr && value->is_null();
}

const json::value* ObjectReader::any(std::string_view name) { return take(name, Presence::optional); }

std::optional<std::string> ObjectReader::text(std::string_view name, Length length, Presence presence) {
    const json::value* value = take(name, presence);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) {
        wrong(name, "must be a string");
        return std::nullopt;
    }
    std::string text(value->get_string());
    const std::size_t characters = count_characters(text);
    if (characters < length.min || characters > length.max) {
        wrong(name, fmt::format("must have {} to {} characters", length.min, length.max));
        return std::nullopt;
    }
    return text;
}

domain::PersonalText ObjectReader::personal(std::string_view name, Length length, Presence presence) {
    auto given = text(name, length, presence);
    return given ? domain::PersonalText(*std::move(given)) : domain::PersonalText();
}

Change<std::string> ObjectReader::text_change(std::string_view name, Length length) {
    return {object_.if_contains(name) != nullptr, text(name, length, Presence::optional)};
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view name, Range range, Presence presence) {
    const json::value* value = take(name, presence);
    if (value == nullptr) return std::nullopt;
    // Numbers with a point or an exponent arrive as doubles, those above 2^63 − 1 as unsigned: neither is an integer
    // here.
    if (!value->is_int64()) {
        wrong(name, value->is_number() ? "must be an integer of 64 bits, written without point or exponent"
                                       : "must be an integer");
        return std::nullopt;
    }
    const std::int64_t number = value->get_int64();
    if (number < range.min || number > range.max) {
        wrong(name, range.max == std::numeric_limits<std::int64_t>::max()
                        ? fmt::format("must be at least {}", range.min)
                        : fmt::format("must be from {} to {}", range.min, range.max));
        return std::nullopt;
    }
    return number;
}

std::optional<std::int64_t> ObjectReader::quantity(std::string_view name) {
    const json::value* value = take(name, Presence::optional);
    if (value == nullptr) return std::nullopt;
    std::optional<std::int64_t> thousandths;
    constexpr std::int64_t max_units = 1'000'000'000;
    if (value->is_int64() && value->get_int64() > 0 && value->get_int64() <= max_units)
        thousandths = value->get_int64() * thousand;
    else if (value->is_string())
        thousandths = parse_thousandths(value->get_string());
    if (thousandths && *thousandths > 0 && *thousandths <= max_units * thousand) return thousandths;
    wrong(name,
          "must be an integer, or a string of a decimal number with up to 3 decimals, above 0 and at most 1000000000");
    return std::nullopt;
}

std::optional<bool> ObjectReader::boolean(std::string_view name) {
    const json::value* value = take(name, Presence::optional);
    if (value == nullptr) return std::nullopt;
    if (value->is_bool()) return value->get_bool();
    wrong(name, "must be true or false");
    return std::nullopt;
}

std::optional<domain::Date> ObjectReader::date(std::string_view name) {
    const auto given = text(name, {0, 40}, Presence::optional);
    if (!given) return std::nullopt;
    auto date = domain::parse_date(*given);
    if (!date) wrong(name, "must be a calendar day as YYYY-MM-DD");
    return date;
}

std::optional<domain::Timestamp> ObjectReader::timestamp(std::string_view name) {
    const auto given = text(name, {0, 40}, Presence::optional);
    if (!given) return std::nullopt;
    auto instant = domain::parse_timestamp(*given);
    if (!instant) wrong(name, "must be an RFC 3339 timestamp, as 2026-11-23T09:00:00Z");
    return instant;
}

std::optional<domain::Uuid> ObjectReader::id(std::string_view name, std::string_view prefix, Presence presence) {
    const auto given = text(name, {0, 100}, presence);
    if (!given) return std::nullopt;
    auto id = domain::parse_type_id(prefix, *given);
    if (!id) wrong(name, fmt::format("must be an id that begins with {}_", prefix));
    return id;
}

const json::object* ObjectReader::object(std::string_view name, Presence presence) {
    const json::value* value = take(name, presence);
    if (value == nullptr) return nullptr;
    if (!value->is_object()) wrong(name, "must be an object");
    return value->if_object();
}

const json::array* ObjectReader::array(std::string_view name, Length count, Presence presence) {
    const json::value* value = take(name, presence);
    if (value == nullptr) return nullptr;
    const json::array* array = value->if_array();
    if (array == nullptr) {
        wrong(name, "must be an array");
    } else if (array->size() < count.min || array->size() > count.max) {
        wrong(name, fmt::format("must have {} to {} elements", count.min, count.max));
        return nullptr;
    }
    return array;
}

void ObjectReader::refuse_unknown() {
    for (const auto& member : object_)
        if (std::ranges::find(known_, std::string_view(member.key())) == known_.end())
            wrong(member.key(), "is not known here");
}

}  // namespace suoledger::http
