// SPDX-License-Identifier: Apache-2.0
// Commas, and what a string may hold as it is.
#include "eventstore/json_text.hpp"

#include <algorithm>
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
    put(name, As::name);
    return *this;
}

void JsonText::value(std::string_view text) { put(text, As::quoted); }

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

void JsonText::raw(std::string_view json) { put(json, As::is); }

bool JsonText::needs_comma() const {
    if (text_.empty()) return false;
    const char last = text_.back();
    return last != '{' && last != '[' && last != ':';
}

/// All of it in one step: most of what is put is short, and every growth of a string is a call.
void JsonText::put(std::string_view text, As as) {
    if (as != As::is && any_needs_escape(text)) {
        put(boost::json::serialize(boost::json::string_view(text)), As::is);
        if (as == As::name) text_ += ':';
        return;
    }
    constexpr std::size_t around = 4;  // a comma, two quotes, a colon
    const bool is_quoted = as != As::is, has_comma = needs_comma();
    const std::size_t size = text_.size();
    text_.resize_and_overwrite(size + text.size() + around, [&](char* all, std::size_t) {
        char* out = all + size;
        if (has_comma) *out++ = ',';
        if (is_quoted) *out++ = '"';
        out = std::copy(text.begin(), text.end(), out);
        if (is_quoted) *out++ = '"';
        if (as == As::name) *out++ = ':';
        return static_cast<std::size_t>(out - all);
    });
}

}  // namespace suoledger::eventstore
