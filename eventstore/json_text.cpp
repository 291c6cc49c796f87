// SPDX-License-Identifier: Apache-2.0
// Commas, and what a string may hold as it is.
#include "eventstore/json_text.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace suoledger::eventstore {
namespace {

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// To the end in any case: then many characters are looked at together, and hardly any text has one.
bool any_needs_escape(std::string_view text) {
    unsigned found = 0;
    for (const char c : text) found |= static_cast<unsigned>(needs_escape(c));
    return found != 0;
}

}  // namespace

JsonText& JsonText::name(std::string_view name) {
    separate();
    quoted(name);
    text_ += ':';
    return *this;
}

void JsonText::value(std::string_view text) {
    separate();
    quoted(text);
}

void JsonText::value(std::int64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    raw({digits.data(), end});
}

void JsonText::value(const domain::PersonalText& text) {
    switch (text.state) {
        case domain::PersonalState::absent:
            return raw("null");
        case domain::PersonalState::open:
            return value(text.value);
        case domain::PersonalState::closed:
            return raw(R"({"sealed":true})");
        case domain::PersonalState::erased:
            return raw(R"({"erased":true})");
        case domain::PersonalState::unavailable:
            return raw(R"({"unavailable":true})");
    }
}

void JsonText::raw(std::string_view json) {
    separate();
    text_ += json;
}

void JsonText::begin(char bracket) {
    separate();
    text_ += bracket;
}

void JsonText::separate() {
    constexpr std::string_view nothing_before = "{[:";
    if (!text_.empty() && nothing_before.find(text_.back()) == std::string_view::npos) text_ += ',';
}

void JsonText::quoted(std::string_view text) {
    if (any_needs_escape(text)) {
        text_ += boost::json::serialize(boost::json::string_view(text));
        return;
    }
    text_ += '"';
    text_ += text;
    text_ += '"';
}

}  // namespace suoledger::eventstore
