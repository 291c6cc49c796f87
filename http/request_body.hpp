// SPDX-License-Identifier: Apache-2.0
// Strict JSON of a request to typed fields: every wrong field is named at once, unknown members are refused.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <expected>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/personal.hpp"
#include "domain/time.hpp"
#include "domain/uuid.hpp"
#include "http/message.hpp"

namespace suoledger::http {

/// The request's body as one JSON object; a problem of 400 (not JSON as we take it), 415 or 422 (not an object).
std::expected<boost::json::object, Problem> parse_body(const Request& request);
/// The same where every member is optional: no body at all is an empty object.
std::expected<boost::json::object, Problem> parse_optional_body(const Request& request);
/// Of requests that carry none: 400 when one came all the same, so that nothing is silently ignored.
std::optional<Problem> refuse_body(const Request& request);

enum class Presence : std::uint8_t { optional, required };
/// In Unicode characters, inclusive.
struct Length {
    std::size_t min = 0, max = 0;
};
struct Range {
    std::int64_t min = std::numeric_limits<std::int64_t>::min(), max = std::numeric_limits<std::int64_t>::max();
};
/// A member of a PATCH: left alone (not given), cleared (null) or set.
template <class T>
struct Change {
    bool given = false;
    std::optional<T> value;
};

/// Reads the members of one object and notes what is wrong; nullopt stands for absent as well as for wrong, so call
/// `refuse_unknown` last and build a command only when `errors` stayed empty.
class ObjectReader {
public:
    ObjectReader(const boost::json::object& object, std::string pointer, std::vector<domain::FieldError>& errors)
        : object_(object), pointer_(std::move(pointer)), errors_(errors) {}

    std::optional<std::string> text(std::string_view name, Length length, Presence presence);
    /// The same, absent text when not given.
    domain::PersonalText personal(std::string_view name, Length length, Presence presence = Presence::optional);
    /// Like `text`, but null is a value: it clears.
    Change<std::string> text_change(std::string_view name, Length length);
    std::optional<std::int64_t> integer(std::string_view name, Range range, Presence presence);
    /// A JSON integer, or a decimal string with up to 3 decimals; in thousandths, > 0.
    std::optional<std::int64_t> quantity(std::string_view name);
    std::optional<bool> boolean(std::string_view name);
    std::optional<domain::Date> date(std::string_view name);
    std::optional<domain::Timestamp> timestamp(std::string_view name);
    std::optional<domain::Uuid> id(std::string_view name, std::string_view prefix, Presence presence);
    /// One of a closed list by its wire name, through the domain's own parser.
    template <class T>
    std::optional<T> one_of(std::string_view name, std::optional<T> (*parse)(std::string_view),
                            std::string_view allowed, Presence presence = Presence::optional) {
        const auto given = text(name, {0, 100}, presence);
        if (!given) return std::nullopt;
        auto value = parse(*given);
        if (!value) wrong(name, "must be one of " + std::string(allowed));
        return value;
    }
    const boost::json::object* object(std::string_view name, Presence presence);
    const boost::json::array* array(std::string_view name, Length count, Presence presence);
    /// Whether the member is given and null: where that clears, or must be refused.
    [[nodiscard]] bool is_null(std::string_view name) const;
    /// The member as it is, nullptr when absent or null.
    const boost::json::value* any(std::string_view name);

    void wrong(std::string_view name, std::string detail);
    [[nodiscard]] std::string pointer_to(std::string_view name) const;
    [[nodiscard]] std::vector<domain::FieldError>& errors() { return errors_; }
    void refuse_unknown();

private:
    const boost::json::value* take(std::string_view name, Presence presence);

    const boost::json::object& object_;
    std::string pointer_;
    std::vector<domain::FieldError>& errors_;
    std::vector<std::string> known_;  // a few
};

/// 422 `invalid_fields` naming each.
Problem invalid_fields(std::vector<domain::FieldError> errors);
/// Appends a member name or index to a JSON Pointer (RFC 6901 escapes).
std::string join_pointer(std::string_view pointer, std::string_view name);
/// Unicode characters of valid UTF-8.
std::size_t count_characters(std::string_view utf8);
/// Decimal digits with up to 3 decimals, in thousandths; nullopt when it is none or does not fit.
std::optional<std::int64_t> parse_thousandths(std::string_view text);

}  // namespace suoledger::http
