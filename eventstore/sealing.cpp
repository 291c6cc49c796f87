// SPDX-License-Identifier: Apache-2.0
// Personal fields into sealed blobs and out of them.
#include "eventstore/sealing.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "eventstore/event_store.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/payload_fields.hpp"

namespace suoledger::eventstore {
namespace {

namespace json = boost::json;

constexpr std::string_view blob_tag = "suoledger/pii/v1";
constexpr char blob_format = 0x01;
constexpr char blob_algorithm_aes_256_gcm = 0x01;
constexpr std::size_t usual_fields_bytes = 256;  // names, addresses, a line or two

}  // namespace

std::string blob_header(const domain::Uuid& key_id) {
    std::string header{blob_format, blob_algorithm_aes_256_gcm};
    header.append(reinterpret_cast<const char*>(key_id.bytes.data()), key_id.bytes.size());
    return header;
}

std::string blob_binding(const BlobPlace& place) {
    return length_prefixed({bytes_of(blob_tag), place.tenant.bytes, place.event_id.bytes, place.key_id.bytes});
}

std::string seal_blob_with_nonce(const SecretKey& key, const Nonce& nonce, const BlobPlace& place,
                                 std::string_view plaintext) {
    return blob_header(place.key_id) +
           aes_gcm_seal_with_nonce(key, nonce, bytes_of(plaintext), bytes_of(blob_binding(place)));
}

void SealedFields::put(std::string pointer, domain::KeyClass key_class, const domain::PersonalText& text) {
    if (all_ != nullptr) {
        all_->push_back({std::move(pointer), key_class});
        return;
    }
    if (text.state == domain::PersonalState::closed || text.state == domain::PersonalState::unavailable) {
        throw CodecFault(fmt::format("{} was not opened when it was read; storing it again would lose it", pointer));
    }
    if (!text.is_open()) return;
    require_storable(pointer, text.value);
    const auto key_id = key_of(key_class);
    auto group =
        std::find_if(groups_.begin(), groups_.end(), [&](const Group& known) { return known.key_id == key_id; });
    if (group == groups_.end()) group = groups_.insert(groups_.end(), Group{key_id, {}});
    group->fields.push_back({std::move(pointer), text.value});
}

domain::Uuid SealedFields::key_of(domain::KeyClass key_class) const {
    std::optional<domain::Uuid> key_id;
    switch (key_class) {
        case domain::KeyClass::contact:
            key_id = keys_.contact;
            break;
        // Free text of a document without a customer is the business's own (AUDIT §4).
        case domain::KeyClass::record:
            key_id = keys_.record ? keys_.record : keys_.business;
            break;
        case domain::KeyClass::business:
            key_id = keys_.business;
            break;
    }
    if (!key_id)
        throw CodecFault(
            fmt::format("a personal field needs a {} key and the event names none", domain::to_string(key_class)));
    return *key_id;
}

void SealedFields::seal_into(JsonText& out, const domain::Uuid& tenant, const domain::Uuid& event_id,
                             const FindKey& find_key, const MakeNonce& make_nonce) const {
    if (groups_.empty()) return;
    out.name(sealed_part_name).begin_object();
    for (const Group& group : groups_) {
        const auto key = find_key(group.key_id);
        if (key == nullptr)
            throw CodecFault(
                fmt::format("the subject key {} is gone; nothing can be sealed under it", to_string(group.key_id)));
        JsonText fields(usual_fields_bytes);
        fields.begin_object();
        for (const Field& field : group.fields) fields.member(field.pointer, field.value);
        fields.end_object();
        const std::string blob =
            seal_blob_with_nonce(*key, make_nonce(group.key_id), {tenant, event_id, group.key_id}, fields.take());
        out.member(to_string(group.key_id), std::string_view(base64url(bytes_of(blob))));
    }
    out.end_object();
}

void SealedFields::visit(const std::function<void(std::string_view, std::string_view)>& on_field) const {
    for (const Group& group : groups_)
        for (const Field& field : group.fields) on_field(field.pointer, field.value);
}

StoredBlobs blobs_in(const json::object& sealed) {
    StoredBlobs blobs;
    for (const auto& [key_id, text] : sealed) {
        if (!text.is_string()) throw CodecFault("the sealed member does not map key ids to blobs");
        blobs.push_back({key_id, text.get_string()});
    }
    return blobs;
}

std::vector<OpenedBlob> open_blobs(std::span<const StoredBlob> sealed, const domain::Uuid& tenant,
                                   const domain::Uuid& event_id, const FindKey* find_key) {
    std::vector<OpenedBlob> blobs;
    blobs.reserve(sealed.size());
    for (const auto& [name, text] : sealed) {
        const auto key_id = domain::parse_uuid(name);
        if (!key_id) throw CodecFault("the sealed member does not map key ids to blobs");
        auto& opened = blobs.emplace_back(OpenedBlob{*key_id, {}});
        std::shared_ptr<const SecretKey> key;
        try {
            if (find_key != nullptr) key = (*find_key)(*key_id);
        } catch (const KeysUnavailable&) {
            opened.is_unavailable = true;
        }
        if (key == nullptr) continue;
        const auto blob = from_base64url(text);
        auto plaintext = blob ? open_blob(*key, tenant, event_id, *key_id, *blob) : std::nullopt;
        if (!plaintext)
            throw CodecFault(fmt::format("the blob sealed under {} does not open: its bytes or its place were changed",
                                         to_string(*key_id)));
        opened.fields = std::move(*plaintext);
    }
    return blobs;
}

OpenedFields::OpenedFields(std::span<const StoredBlob> sealed, const domain::Uuid& tenant, const domain::Uuid& event_id,
                           const FindKey* find_key)
    : keys_were_asked_(find_key != nullptr) {
    for (const auto& blob : open_blobs(sealed, tenant, event_id, find_key)) {
        if (blob.fields.empty()) {
            all_opened_ = false;
            is_unavailable_ = is_unavailable_ || blob.is_unavailable;
            continue;
        }
        opened_.push_back(parse_object(blob.fields, {}));
        left_ += opened_.back().get_object().size();
    }
}

OpenedFields::~OpenedFields() = default;

void OpenedFields::take_opened(std::string_view pointer, domain::KeyClass key_class, domain::PersonalText& out) {
    for (const auto& blob : opened_) {
        const auto* found = blob.get_object().if_contains(pointer);
        if (found == nullptr) continue;
        if (!found->is_string()) throw CodecFault(fmt::format("sealed field {} is no text", pointer));
        out = domain::PersonalText(std::string(found->get_string()));
        seen_.at(static_cast<std::size_t>(key_class)) = true;
        --left_;
        return;
    }
    missing_.push_back({key_class, &out});
}

void OpenedFields::settle() {
    if (left_ != 0) throw CodecFault("a sealed blob holds fields that this event type does not have");
    for (const auto& [key_class, out] : missing_) {
        if (all_opened_ || seen_.at(static_cast<std::size_t>(key_class))) {
            *out = domain::PersonalText{};
        } else if (!keys_were_asked_) {
            *out = domain::PersonalText::closed();
        } else {
            *out = is_unavailable_ ? domain::PersonalText::unavailable() : domain::PersonalText::erased();
        }
    }
    missing_.clear();
}

}  // namespace suoledger::eventstore
