// SPDX-License-Identifier: Apache-2.0
// JSON written as Boost.JSON would serialize it, byte for byte, without the tree: for what is written most.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "domain/personal.hpp"

namespace suoledger::eventstore {

class JsonText {
public:
    explicit JsonText(std::size_t expected_bytes) { text_.reserve(expected_bytes); }

    void begin_object() { raw("{"); }
    void end_object() { text_ += '}'; }
    void begin_array() { raw("["); }
    void end_array() { text_ += ']'; }
    JsonText& name(std::string_view name);

    void value(std::string_view text);
    void value(const char* text) { value(std::string_view(text)); }
    void value(std::int64_t number);
    void value(bool flag) { raw(flag ? "true" : "false"); }
    void value(std::nullptr_t) { raw("null"); }
    /// As answers show it.
    void value(const domain::PersonalText& text);
    /// JSON already.
    void raw(std::string_view json);

    template <class Value>
    void member(std::string_view its_name, const Value& its_value) {
        name(its_name).value(its_value);
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    enum class As { is, quoted, name };
    void put(std::string_view text, As as);
    [[nodiscard]] bool needs_comma() const;

    std::string text_;
};

}  // namespace suoledger::eventstore
