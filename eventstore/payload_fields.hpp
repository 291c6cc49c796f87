// SPDX-License-Identifier: Apache-2.0
// Internal to the codec: one description of an event's members serves writing and reading.
// PayloadWriter and PayloadReader have the same methods, so a `describe` template visits either; order is the stored
// order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>
#include <boost/json/fwd.hpp>
#include <boost/json/storage_ptr.hpp>

#include "domain/event.hpp"
#include "eventstore/json_text.hpp"
#include "eventstore/sealing.hpp"

namespace suoledger::eventstore {

/// Throws CodecFault unless text is UTF-8 without NUL: PostgreSQL and other JSON readers refuse the rest.
void require_storable(std::string_view pointer, std::string_view text);
/// Throws CodecFault unless the text is one JSON object.
boost::json::value parse_object(std::string_view text, boost::json::storage_ptr storage);

using Sha256Bytes = std::array<std::uint8_t, 32>;

class PayloadWriter {
public:
    /// Writes members into the object that is open in `out`.
    PayloadWriter(JsonText& out, std::string prefix, SealedFields& sealed)
        : out_(out), prefix_(std::move(prefix)), sealed_(sealed) {}

    void field(std::string_view name, const std::string& text);
    void field(std::string_view name, bool flag) { out_.member(name, flag); }
    void field(std::string_view name, std::int64_t number) { out_.member(name, number); }
    void field(std::string_view name, std::int32_t number) { out_.member(name, std::int64_t{number}); }
    void field(std::string_view name, const domain::Uuid& uuid) { write(name, to_string(uuid)); }
    void field(std::string_view name, const domain::Date& date) { write(name, to_string(date)); }
    void field(std::string_view name, const std::optional<domain::Date>& date);
    void field(std::string_view name, const domain::Timestamp& instant) { write(name, to_string(instant)); }
    void field(std::string_view name, const std::optional<domain::Timestamp>& instant);
    void field(std::string_view name, const std::optional<std::int64_t>& number);
    void field(std::string_view name, const std::vector<std::string>& texts);
    void field(std::string_view name, const Sha256Bytes& hash) { write(name, hex(hash)); }
    void field(std::string_view name, const std::optional<Sha256Bytes>& hash);
    void field(std::string_view name, const domain::Scopes& scopes);
    void type_id(std::string_view name, std::string_view prefix, const domain::Uuid& uuid) {
        write(name, to_type_id(prefix, uuid));
    }
    void type_id(std::string_view name, std::string_view prefix, const std::optional<domain::Uuid>& uuid);
    /// A field that older stored forms do not have; there it reads as `before`.
    template <class Value>
    void field_since(std::int32_t, std::string_view name, const Value& value, const Value&) {
        field(name, value);
    }
    template <class Enum, class Parse>
    void choice(std::string_view name, Enum value, const Parse&) {
        write(name, to_string(value));
    }
    void personal(std::string_view name, domain::KeyClass key_class, const domain::PersonalText& text) {
        if (text.is_absent() && !sealed_.names_all()) return;
        sealed_.put(prefix_ + '/' + std::string(name), key_class, text);
    }

    /// A nested object; `describe(fields)` says what is in it.
    template <class Describe>
    void object(std::string_view name, const Describe& describe) {
        out_.name(name).begin_object();
        PayloadWriter fields(out_, prefix_ + '/' + std::string(name), sealed_);
        describe(fields);
        out_.end_object();
    }
    /// A list of objects; its length stays in clear. `describe(fields, element)`.
    template <class Element, class Describe>
    void list(std::string_view name, const std::vector<Element>& elements, const Describe& describe) {
        out_.name(name).begin_array();
        for (std::size_t i = 0; i < elements.size(); ++i) {
            out_.begin_object();
            PayloadWriter fields(out_, fmt::format("{}/{}/{}", prefix_, name, i), sealed_);
            describe(fields, elements[i]);
            out_.end_object();
        }
        if (elements.empty() && sealed_.names_all()) {
            const Element any{};
            JsonText nowhere(0);
            PayloadWriter fields(nowhere, fmt::format("{}/{}/*", prefix_, name), sealed_);
            describe(fields, any);
        }
        out_.end_array();
    }

private:
    void write(std::string_view name, std::string_view text) { out_.member(name, text); }

    JsonText& out_;
    std::string prefix_;
    SealedFields& sealed_;
};

class PayloadReader {
public:
    PayloadReader(const simdjson::dom::object& tree, OpenedFields& opened, std::int32_t schema_version)
        : tree_(tree), next_(tree.begin()), opened_(opened), schema_version_(schema_version) {}

    void field(std::string_view name, std::string& text) const { text = text_of(name); }
    void field(std::string_view name, bool& flag) const;
    void field(std::string_view name, std::int64_t& number) const;
    void field(std::string_view name, std::int32_t& number) const;
    void field(std::string_view name, domain::Uuid& uuid) const;
    void field(std::string_view name, domain::Date& date) const;
    void field(std::string_view name, std::optional<domain::Date>& date) const;
    void field(std::string_view name, domain::Timestamp& instant) const;
    void field(std::string_view name, std::optional<domain::Timestamp>& instant) const;
    void field(std::string_view name, std::optional<std::int64_t>& number) const;
    void field(std::string_view name, std::vector<std::string>& texts) const;
    void field(std::string_view name, Sha256Bytes& hash) const;
    void field(std::string_view name, std::optional<Sha256Bytes>& hash) const;
    void field(std::string_view name, domain::Scopes& scopes) const;
    void type_id(std::string_view name, std::string_view prefix, domain::Uuid& uuid) const;
    void type_id(std::string_view name, std::string_view prefix, std::optional<domain::Uuid>& uuid) const;
    template <class Value>
    void field_since(std::int32_t version, std::string_view name, Value& value, const Value& before) const {
        if (schema_version_ < version)
            value = before;
        else
            field(name, value);
    }
    template <class Enum, class Parse>
    void choice(std::string_view name, Enum& value, const Parse& parse) const {
        const auto parsed = parse(text_of(name));
        if (!parsed) fail(name, "names no known choice");
        value = *parsed;
    }
    void personal(std::string_view name, domain::KeyClass key_class, domain::PersonalText& text) {
        opened_.take([&] { return pointer_to(name); }, key_class, text);
    }

    template <class Describe>
    void object(std::string_view name, const Describe& describe) {
        PayloadReader fields(object_of(member(name), name), *this, name, std::nullopt);
        describe(fields);
    }
    template <class Element, class Describe>
    void list(std::string_view name, std::vector<Element>& elements, const Describe& describe) {
        const auto array = array_of(name);
        // Sized once: personal texts are settled in place after all members were read.
        elements.resize(array.size());
        std::size_t i = 0;
        for (const auto entry : array) {
            PayloadReader fields(object_of(entry, name), *this, name, i);
            describe(fields, elements.at(i++));
        }
    }

private:
    PayloadReader(const simdjson::dom::object& tree, const PayloadReader& parent, std::string_view name,
                  std::optional<std::size_t> index)
        : tree_(tree),
          next_(tree.begin()),
          parent_(&parent),
          name_(name),
          index_(index),
          opened_(parent.opened_),
          schema_version_(parent.schema_version_) {}

    /// Made only for what asks for it: most events are read without their personal fields.
    [[nodiscard]] std::string pointer_to(std::string_view name) const;
    [[nodiscard]] std::string prefix() const;
    [[noreturn]] void fail(std::string_view name, std::string_view why) const;
    /// The next one asked for is found at once.
    [[nodiscard]] simdjson::dom::element peek(std::string_view name) const;
    [[nodiscard]] simdjson::dom::element member(std::string_view name) const;
    [[nodiscard]] std::string_view text_of(std::string_view name) const;
    [[nodiscard]] simdjson::dom::object object_of(const simdjson::dom::element& value, std::string_view name) const;
    [[nodiscard]] simdjson::dom::array array_of(std::string_view name) const;
    /// Parses unless the member is null.
    template <class Value, class Read>
    void optional_field(std::string_view name, std::optional<Value>& value, const Read& read) const;

    const simdjson::dom::object tree_;
    mutable simdjson::dom::object::iterator next_;  // members are read in stored order, most of the time
    const PayloadReader* parent_ = nullptr;
    std::string_view name_;  // in the parent, there with an index when it is of a list
    std::optional<std::size_t> index_;
    OpenedFields& opened_;
    const std::int32_t schema_version_;  // of the stored form
};

}  // namespace suoledger::eventstore
