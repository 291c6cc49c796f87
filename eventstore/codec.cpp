// SPDX-License-Identifier: Apache-2.0
// Which event a stored name and version stands for, and the way in and out of stored text.
#include "eventstore/codec.hpp"

#include <charconv>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "eventstore/codec_events.hpp"
#include "eventstore/payload_fields.hpp"
#include "eventstore/sealing.hpp"
#include "eventstore/stored_json.hpp"

namespace suoledger::eventstore {
namespace {

namespace json = boost::json;

/// Of an invoice with a line or two.
constexpr std::size_t usual_payload_bytes = 2048;

template <class E>
domain::Event read_event(PayloadReader& in, OpenedFields& opened) {
    E event;
    read(in, event);
    opened.settle();
    return event;
}

/// How an event was stored: its name and the version of its form.
struct StoredForm {
    std::string_view event_type;
    std::int32_t schema_version = 0;
};

template <class E>
void check_version(std::int32_t schema_version) {
    if (schema_version >= 1 && schema_version <= domain::schema_version_of<E>) return;
    throw CodecFault(fmt::format("schema version {} of {} is not known to this version of the program", schema_version,
                                 domain::EventName<E>::value));
}

std::int32_t current_version_of(const domain::Event& event) {
    return std::visit([]<class E>(const E&) { return domain::schema_version_of<E>; }, event);
}

template <std::size_t index = 0>
domain::Event read_named(const StoredForm& form, PayloadReader& in, OpenedFields& opened) {
    if constexpr (index < std::variant_size_v<domain::AnyEvent>) {
        using E = std::variant_alternative_t<index, domain::AnyEvent>;
        if (domain::EventName<E>::value != form.event_type) return read_named<index + 1>(form, in, opened);
        check_version<E>(form.schema_version);
        return read_event<E>(in, opened);
    } else {
        throw CodecFault(fmt::format("event type {} is not known to this version of the program", form.event_type));
    }
}

const json::object* sealed_of(const json::object& tree) {
    const auto* sealed = tree.if_contains(sealed_part_name);
    if (sealed == nullptr) return nullptr;
    if (!sealed->is_object()) throw CodecFault("the sealed member is no object");
    return &sealed->get_object();
}

StoredBlobs sealed_blobs_of(const simdjson::dom::object& tree) {
    StoredBlobs blobs;
    simdjson::dom::element part;
    if (tree.at_key(sealed_part_name).get(part) != simdjson::SUCCESS) return blobs;
    simdjson::dom::object sealed;
    if (part.get(sealed) != simdjson::SUCCESS) throw CodecFault("the sealed member is no object");
    for (const auto& [key_id, value] : sealed) {
        std::string_view text;
        if (value.get(text) != simdjson::SUCCESS) throw CodecFault("the sealed member does not map key ids to blobs");
        blobs.push_back({key_id, text});
    }
    return blobs;
}

json::value* child_of(json::value& parent, std::string_view name) {
    if (auto* object = parent.if_object()) return object->if_contains(name);
    auto* array = parent.if_array();
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (array == nullptr || error != std::errc{} || end != name.data() + name.size()) return nullptr;
    return array->if_contains(index);
}

/// Our pointers hold no escapes: member names are ours, and metadata is addressed by index.
void put_back(json::value& root, std::string_view pointer, json::value value) {
    json::value* parent = &root;
    std::string_view rest = pointer.substr(pointer.starts_with('/') ? 1 : 0);
    for (auto slash = rest.find('/'); slash != std::string_view::npos && parent != nullptr; slash = rest.find('/')) {
        parent = child_of(*parent, rest.substr(0, slash));
        rest.remove_prefix(slash + 1);
    }
    if (parent == nullptr || !parent->is_object())
        throw CodecFault(fmt::format("sealed field {} has no place in its payload", pointer));
    parent->get_object().insert_or_assign(rest, std::move(value));
}

/// Leaves the object open.
void write_members(JsonText& text, const domain::NewEvent& event, SealedFields& fields) {
    text.begin_object();
    PayloadWriter out(text, "", fields);
    std::visit([&](const auto& typed) { write(out, typed); }, event.event);
}

}  // namespace

EncodedEvent encode_with_nonces(const domain::NewEvent& event, const domain::Uuid& event_id, const FindKey& find_key,
                                const MakeNonce& make_nonce) {
    JsonText text(usual_payload_bytes);
    SealedFields fields(event.keys);
    write_members(text, event, fields);
    fields.seal_into(text, event.stream.tenant, event_id, find_key, make_nonce);
    text.end_object();

    EncodedEvent encoded{std::string(domain::name_of(event.event)), current_version_of(event.event), text.take()};
    if (encoded.payload.size() > max_payload_bytes) {
        throw CodecFault(fmt::format("{} takes {} bytes, more than the {} that an event may have", encoded.event_type,
                                     encoded.payload.size(), max_payload_bytes));
    }
    return encoded;
}

EncodedEvent encode(const domain::NewEvent& event, const domain::Uuid& event_id, const FindKey& find_key) {
    return encode_with_nonces(event, event_id, find_key, [](const domain::Uuid&) {
        Nonce nonce{};
        fill_random(nonce);
        return nonce;
    });
}

EncodedEvent encode_open(const domain::NewEvent& event) {
    JsonText text(usual_payload_bytes);
    SealedFields fields(event.keys);
    write_members(text, event, fields);
    text.end_object();
    json::value tree = parse_object(text.take(), {});
    fields.visit(
        [&](std::string_view pointer, std::string_view value) { put_back(tree, pointer, json::string(value)); });
    return {std::string(domain::name_of(event.event)), current_version_of(event.event), json::serialize(tree)};
}

domain::Event decode(std::string_view event_type, std::int32_t schema_version, std::string_view payload,
                     const domain::Uuid& tenant, const domain::Uuid& event_id, const FindKey* find_key) {
    const StoredJson tree(payload);
    OpenedFields opened(sealed_blobs_of(tree.object()), tenant, event_id, find_key);
    PayloadReader in(tree.object(), opened, schema_version);
    return read_named({event_type, schema_version}, in, opened);
}

std::string open_payload(std::string_view payload, const domain::Uuid& tenant, const domain::Uuid& event_id,
                         const FindKey& find_key) {
    json::value tree = parse_object(payload, {});
    const json::object* found = sealed_of(tree.get_object());
    if (found == nullptr) return json::serialize(tree);
    const json::object sealed = *found;
    tree.get_object().erase(sealed_part_name);
    json::object shut;
    for (const auto& blob : open_blobs(blobs_in(sealed), tenant, event_id, &find_key)) {
        if (blob.fields.empty()) {
            const char* why = blob.is_unavailable ? "unavailable" : "erased";
            shut.emplace(to_string(blob.key_id), json::object{{why, true}});
            continue;
        }
        const json::value fields = parse_object(blob.fields, {});
        for (const auto& [pointer, value] : fields.get_object()) put_back(tree, pointer, value);
    }
    if (!shut.empty()) tree.get_object().emplace(sealed_part_name, std::move(shut));
    return json::serialize(tree);
}

std::string sealed_part_of(std::string_view payload) {
    const json::value tree = parse_object(payload, {});
    const json::object* sealed = sealed_of(tree.get_object());
    return sealed == nullptr ? std::string() : json::serialize(*sealed);
}

}  // namespace suoledger::eventstore
