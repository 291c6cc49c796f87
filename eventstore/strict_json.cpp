// SPDX-License-Identifier: Apache-2.0
// A handler over Boost.JSON's SAX parser that notices what the DOM parser lets pass.
#include "eventstore/strict_json.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include "eventstore/utf8.hpp"

namespace suoledger::eventstore {
namespace {

namespace json = boost::json;
using boost::system::error_code;

/// Builds the tree, and stops at a key given twice or at U+0000.
class StrictHandler {
public:
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    explicit StrictHandler(json::storage_ptr storage) : storage_(std::move(storage)) {}

    bool on_document_begin(error_code&) {
        stack_.reset(storage_);
        return true;
    }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) {
        objects_.emplace_back(keys_.size());
        return true;
    }
    bool on_object_end(std::size_t size, error_code&) {
        keys_.resize(objects_.back().first);
        objects_.pop_back();
        stack_.push_object(size);
        return true;
    }
    bool on_array_begin(error_code&) { return true; }
    bool on_array_end(std::size_t size, error_code&) {
        stack_.push_array(size);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, error_code& error) {
        key_.append(part.data(), part.size());
        return on_string_part(part, 0, error);
    }
    bool on_key(json::string_view part, std::size_t, error_code& error) {
        if (has_nul(part)) return stop(JsonErrorCode::nul_character, error);
        key_.append(part.data(), part.size());
        if (!note_key()) return stop(JsonErrorCode::duplicate_key, error);
        key_.clear();
        stack_.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, error_code& error) {
        if (has_nul(part)) return stop(JsonErrorCode::nul_character, error);
        stack_.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t, error_code& error) {
        if (has_nul(part)) return stop(JsonErrorCode::nul_character, error);
        stack_.push_string(part);
        return true;
    }
    bool on_number_part(json::string_view, error_code&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, error_code&) {
        stack_.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, json::string_view, error_code&) {
        stack_.push_double(static_cast<double>(number));
        return true;
    }
    bool on_double(double number, json::string_view, error_code&) {
        stack_.push_double(number);
        return true;
    }
    bool on_bool(bool flag, error_code&) {
        stack_.push_bool(flag);
        return true;
    }
    bool on_null(error_code&) {
        stack_.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }

    json::value release() { return stack_.release(); }
    [[nodiscard]] std::optional<JsonErrorCode> stopped() const { return stopped_; }

private:
    static bool has_nul(json::string_view part) { return part.find('\0') != json::string_view::npos; }
    bool stop(JsonErrorCode code, error_code& error) {
        stopped_ = code;
        error = json::error::syntax;
        return false;
    }

    /// False: the innermost object has that key already.
    bool note_key() {
        constexpr std::size_t few = 16;  // compared one by one; whoever sends more must not make that slow
        OpenObject& object = objects_.back();
        if (object.many) return object.many->insert(key_).second;
        const auto first = keys_.begin() + static_cast<std::ptrdiff_t>(object.first);
        if (std::find(first, keys_.end(), key_) != keys_.end()) return false;
        keys_.push_back(key_);
        if (keys_.size() - object.first == few)
            object.many.emplace(keys_.begin() + static_cast<std::ptrdiff_t>(object.first), keys_.end());
        return true;
    }

    struct OpenObject {
        explicit OpenObject(std::size_t first_key) : first(first_key) {}
        std::size_t first;  // of its keys in keys_
        std::optional<std::unordered_set<std::string>> many;
    };
    json::storage_ptr storage_;
    alignas(std::max_align_t) unsigned char buffer_[2048];  // values that are not in their object or array yet
    json::value_stack stack_{json::storage_ptr(), buffer_, sizeof buffer_};
    std::vector<OpenObject> objects_;  // that are open now
    std::vector<std::string> keys_;    // theirs
    std::string key_;
    std::optional<JsonErrorCode> stopped_;
};

/// Boost.JSON calls an exponent of ten digits a syntax error; it is a number all the same, only not an integer. Such
/// digits become 0…0400 in place, which keeps offsets and still reads as infinity or zero.
std::string with_tame_exponents(std::string_view text) {
    constexpr std::size_t longest_exponent = 9;
    std::string out(text);
    bool in_string = false;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (in_string && out[i] == '\\') {
            ++i;
        } else if (out[i] == '"') {
            in_string = !in_string;
        } else if (!in_string && (out[i] == 'e' || out[i] == 'E')) {
            const std::size_t sign = i + 1 < out.size() && (out[i + 1] == '+' || out[i + 1] == '-') ? 1 : 0;
            const std::size_t begin = i + 1 + sign;
            std::size_t end = out.find_first_not_of("0123456789", begin);
            if (end == std::string::npos) end = out.size();
            if (end - begin <= longest_exponent) continue;
            out.replace(begin, end - begin, std::string(end - begin - 3, '0') + "400");
        }
    }
    return out;
}

/// The code unit that `\\uXXXX` at `offset` spells; nullopt for anything else.
std::optional<unsigned> utf16_escape_at(std::string_view text, std::size_t offset) {
    constexpr std::size_t escape_size = 6;
    if (text.size() < offset + escape_size || text[offset] != '\\' || text[offset + 1] != 'u') return std::nullopt;
    unsigned unit = 0;
    const char* end = text.data() + offset + escape_size;
    const auto [stop, error] = std::from_chars(text.data() + offset + 2, end, unit, 16);
    return error == std::errc{} && stop == end ? std::optional(unit) : std::nullopt;
}

/// Boost.JSON calls half a pair a mere error of syntax in some places, so what it had read when it stopped is read
/// again.
bool holds_lone_surrogate(std::string_view text, std::size_t read) {
    constexpr unsigned leading = 0xd800, trailing = 0xdc00, kind = 0xfc00;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size() && i <= read; ++i) {
        if (text[i] == '"') in_string = !in_string;
        if (!in_string || text[i] != '\\') continue;
        const auto unit = utf16_escape_at(text, i);
        if (unit && (*unit & kind) == trailing) return true;
        if (unit && (*unit & kind) == leading) {
            const auto next = utf16_escape_at(text, i + 6);
            if (!next || (*next & kind) != trailing) return true;
            i += 6;
        }
        i += unit ? 5 : 1;
    }
    return false;
}

JsonErrorCode code_of(const error_code& error, std::string_view text, std::size_t read) {
    if (error == json::error::too_deep) return JsonErrorCode::too_deep;
    return holds_lone_surrogate(text, read) ? JsonErrorCode::lone_surrogate : JsonErrorCode::not_json;
}

std::string_view detail_of(JsonErrorCode code) {
    switch (code) {
        case JsonErrorCode::not_json:
            return "the text is not JSON";
        case JsonErrorCode::duplicate_key:
            return "an object names a member twice";
        case JsonErrorCode::nul_character:
            return "a string holds U+0000";
        case JsonErrorCode::bad_utf8:
            return "the text is not UTF-8";
        case JsonErrorCode::lone_surrogate:
            return "a string holds half of a surrogate pair";
        case JsonErrorCode::too_deep:
            return "the text nests too deep";
    }
    return "";
}

std::unexpected<JsonError> refuse(JsonErrorCode code, std::size_t offset) {
    return std::unexpected(JsonError{code, std::string(detail_of(code)), offset});
}

}  // namespace

std::string_view to_string(JsonErrorCode code) {
    switch (code) {
        case JsonErrorCode::not_json:
            return "not_json";
        case JsonErrorCode::duplicate_key:
            return "duplicate_key";
        case JsonErrorCode::nul_character:
            return "nul_character";
        case JsonErrorCode::bad_utf8:
            return "bad_utf8";
        case JsonErrorCode::lone_surrogate:
            return "lone_surrogate";
        case JsonErrorCode::too_deep:
            return "too_deep";
    }
    return "";
}

std::expected<json::value, JsonError> parse_strictly(std::string_view text, const JsonLimits& limits,
                                                     json::storage_ptr storage) {
    if (const auto bad = find_bad_utf8(text)) return refuse(JsonErrorCode::bad_utf8, *bad);
    json::parse_options options;
    options.max_depth = limits.max_depth;
    json::basic_parser<StrictHandler> parser(options, storage);
    error_code error;
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    if (error == json::error::exponent_overflow) {
        const std::string tame = with_tame_exponents(text);
        if (tame != text) return parse_strictly(tame, limits, std::move(storage));
    }
    if (const auto stopped = parser.handler().stopped()) return refuse(*stopped, used);
    if (error) return refuse(code_of(error, text, used), used);
    if (used < text.size()) return refuse(JsonErrorCode::not_json, used);
    return parser.handler().release();
}

}  // namespace suoledger::eventstore
