// SPDX-License-Identifier: Apache-2.0
// How each kind of value stands in stored JSON.
#include "eventstore/payload_fields.hpp"

#include <algorithm>
#include <limits>

#include <boost/json.hpp>

#include "eventstore/utf8.hpp"

namespace suoledger::eventstore {
namespace {

namespace json = boost::json;

constexpr std::array all_scopes{domain::Scope::read, domain::Scope::write, domain::Scope::audit, domain::Scope::manage,
                                domain::Scope::operate};

}  // namespace

void require_storable(std::string_view pointer, std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw CodecFault(fmt::format("{} holds a NUL character", pointer));
    if (find_bad_utf8(text)) throw CodecFault(fmt::format("{} is not UTF-8", pointer));
}

json::value parse_object(std::string_view text, json::storage_ptr storage) {
    boost::system::error_code error;
    json::value tree = json::parse(json::string_view(text), error, std::move(storage));
    if (error || !tree.is_object()) throw CodecFault("stored bytes are no JSON object");
    return tree;
}

void PayloadWriter::field(std::string_view name, const std::string& text) {
    require_storable(name, text);
    out_.member(name, std::string_view(text));
}

void PayloadWriter::field(std::string_view name, const std::optional<domain::Date>& date) {
    if (date) return field(name, *date);
    out_.member(name, nullptr);
}

void PayloadWriter::field(std::string_view name, const std::optional<domain::Timestamp>& instant) {
    if (instant) return field(name, *instant);
    out_.member(name, nullptr);
}

void PayloadWriter::field(std::string_view name, const std::optional<std::int64_t>& number) {
    if (number) return field(name, *number);
    out_.member(name, nullptr);
}

void PayloadWriter::field(std::string_view name, const std::vector<std::string>& texts) {
    out_.name(name).begin_array();
    for (const auto& text : texts) {
        require_storable(name, text);
        out_.value(std::string_view(text));
    }
    out_.end_array();
}

void PayloadWriter::field(std::string_view name, const std::optional<Sha256Bytes>& hash) {
    if (hash) return field(name, *hash);
    out_.member(name, nullptr);
}

void PayloadWriter::field(std::string_view name, const domain::Scopes& scopes) {
    out_.name(name).begin_array();
    for (const auto scope : all_scopes) {
        if (scopes.has(scope)) out_.value(std::string_view(to_string(scope)));
    }
    out_.end_array();
}

void PayloadWriter::type_id(std::string_view name, std::string_view prefix, const std::optional<domain::Uuid>& uuid) {
    if (uuid) return type_id(name, prefix, *uuid);
    out_.member(name, nullptr);
}

void PayloadReader::fail(std::string_view name, std::string_view why) const {
    throw CodecFault(fmt::format("stored member {} {}", pointer_to(name), why));
}

std::string PayloadReader::pointer_to(std::string_view name) const { return fmt::format("{}/{}", prefix(), name); }

std::string PayloadReader::prefix() const {
    if (parent_ == nullptr) return {};
    return index_ ? fmt::format("{}/{}", parent_->pointer_to(name_), *index_) : parent_->pointer_to(name_);
}

simdjson::dom::element PayloadReader::peek(std::string_view name) const {
    if (next_ == tree_.end() || !next_.key_equals(name)) {
        next_ = tree_.begin();
        while (next_ != tree_.end() && !next_.key_equals(name)) ++next_;
    }
    if (next_ == tree_.end()) fail(name, "is missing");
    return next_.value();
}

simdjson::dom::element PayloadReader::member(std::string_view name) const {
    const auto found = peek(name);
    ++next_;
    return found;
}

std::string_view PayloadReader::text_of(std::string_view name) const {
    std::string_view text;
    if (member(name).get(text) != simdjson::SUCCESS) fail(name, "is no text");
    return text;
}

simdjson::dom::object PayloadReader::object_of(const simdjson::dom::element& value, std::string_view name) const {
    simdjson::dom::object object;
    if (value.get(object) != simdjson::SUCCESS) fail(name, "is no object");
    return object;
}

simdjson::dom::array PayloadReader::array_of(std::string_view name) const {
    simdjson::dom::array array;
    if (member(name).get(array) != simdjson::SUCCESS) fail(name, "is no list");
    return array;
}

template <class Value, class Read>
void PayloadReader::optional_field(std::string_view name, std::optional<Value>& value, const Read& read) const {
    value.reset();
    if (peek(name).is_null()) {
        ++next_;
    } else {
        read(value.emplace());
    }
}

void PayloadReader::field(std::string_view name, bool& flag) const {
    if (member(name).get(flag) != simdjson::SUCCESS) fail(name, "is neither true nor false");
}

void PayloadReader::field(std::string_view name, std::int64_t& number) const {
    if (member(name).get(number) != simdjson::SUCCESS) fail(name, "is no integer");
}

void PayloadReader::field(std::string_view name, std::int32_t& number) const {
    std::int64_t wide = 0;
    field(name, wide);
    if (wide < std::numeric_limits<std::int32_t>::min() || wide > std::numeric_limits<std::int32_t>::max())
        fail(name, "is too large");
    number = static_cast<std::int32_t>(wide);
}

void PayloadReader::field(std::string_view name, domain::Uuid& uuid) const {
    const auto parsed = domain::parse_uuid(text_of(name));
    if (!parsed) fail(name, "is no UUID");
    uuid = *parsed;
}

void PayloadReader::field(std::string_view name, domain::Date& date) const {
    const auto parsed = domain::parse_date(text_of(name));
    if (!parsed) fail(name, "is no date");
    date = *parsed;
}

void PayloadReader::field(std::string_view name, std::optional<domain::Date>& date) const {
    optional_field(name, date, [&](domain::Date& value) { field(name, value); });
}

void PayloadReader::field(std::string_view name, domain::Timestamp& instant) const {
    const auto parsed = domain::parse_timestamp(text_of(name));
    if (!parsed) fail(name, "is no timestamp");
    instant = *parsed;
}

void PayloadReader::field(std::string_view name, std::optional<domain::Timestamp>& instant) const {
    optional_field(name, instant, [&](domain::Timestamp& value) { field(name, value); });
}

void PayloadReader::field(std::string_view name, std::optional<std::int64_t>& number) const {
    optional_field(name, number, [&](std::int64_t& value) { field(name, value); });
}

void PayloadReader::field(std::string_view name, std::vector<std::string>& texts) const {
    texts.clear();
    for (const auto entry : array_of(name)) {
        std::string_view text;
        if (entry.get(text) != simdjson::SUCCESS) fail(name, "holds what is no text");
        texts.emplace_back(text);
    }
}

void PayloadReader::field(std::string_view name, Sha256Bytes& hash) const {
    const auto bytes = from_hex(text_of(name));
    if (!bytes || bytes->size() != hash.size()) fail(name, "is no SHA-256");
    std::copy(bytes->begin(), bytes->end(), hash.begin());
}

void PayloadReader::field(std::string_view name, std::optional<Sha256Bytes>& hash) const {
    optional_field(name, hash, [&](Sha256Bytes& value) { field(name, value); });
}

void PayloadReader::field(std::string_view name, domain::Scopes& scopes) const {
    scopes = {};
    for (const auto entry : array_of(name)) {
        std::string_view text;
        const bool is_text = entry.get(text) == simdjson::SUCCESS;
        const auto scope = is_text ? domain::parse_scope(text) : std::nullopt;
        if (!scope) fail(name, "names no known scope");
        scopes.add(*scope);
    }
}

void PayloadReader::type_id(std::string_view name, std::string_view prefix, domain::Uuid& uuid) const {
    const auto parsed = domain::parse_type_id(prefix, text_of(name));
    if (!parsed) fail(name, "is no id of its kind");
    uuid = *parsed;
}

void PayloadReader::type_id(std::string_view name, std::string_view prefix, std::optional<domain::Uuid>& uuid) const {
    optional_field(name, uuid, [&](domain::Uuid& value) { type_id(name, prefix, value); });
}

}  // namespace suoledger::eventstore
