// SPDX-License-Identifier: Apache-2.0
// The form of what is kept: "suodoc" and a version, the number of keys, their ids, the bytes sealed under one after
// another.
#include "http/kept_documents.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace suoledger::http {
namespace {

using eventstore::bytes_of;

constexpr std::string_view magic{"suodoc\x01", 7};
constexpr std::string_view binding_tag = "suoledger/kept-document/v1";
constexpr std::size_t id_size = 16, max_keys = 8;
// Of a few large ones and many small ones; so that one does not push out all others.
constexpr std::size_t share_of_one = 8;

/// What lies under one name cannot be moved to another, nor to another business.
std::string binding_of(const domain::Uuid& tenant, const std::string& name) {
    return eventstore::length_prefixed({bytes_of(binding_tag), eventstore::Bytes(tenant.bytes), bytes_of(name)});
}

struct Parts {
    std::vector<domain::Uuid> keys;
    std::string_view sealed;
};

std::optional<Parts> parts_of(std::string_view kept) {
    if (!kept.starts_with(magic) || kept.size() <= magic.size()) return std::nullopt;
    const auto count = static_cast<std::size_t>(static_cast<unsigned char>(kept[magic.size()]));
    kept.remove_prefix(magic.size() + 1);
    if (count == 0 || count > max_keys || kept.size() < count * id_size) return std::nullopt;
    Parts parts;
    for (std::size_t i = 0; i < count; ++i) {
        std::copy_n(kept.begin(), id_size, parts.keys.emplace_back().bytes.begin());
        kept.remove_prefix(id_size);
    }
    parts.sealed = kept;
    return parts;
}

}  // namespace

std::optional<std::string> KeptDocuments::find(const domain::Uuid& tenant, const std::string& name) {
    if (const Sealed sealed = cached(name)) return open(tenant, name, *sealed);
    auto bytes = store_.get(name);
    if (!bytes) return std::nullopt;
    auto opened = open(tenant, name, *bytes);
    if (opened) cache(name, std::make_shared<const std::string>(*std::move(bytes)));
    return opened;
}

void KeptDocuments::keep(const domain::Uuid& tenant, const std::string& name, const std::vector<domain::Uuid>& keys,
                         std::string_view bytes) {
    if (keys.empty() || keys.size() > max_keys) return;
    const std::string binding = binding_of(tenant, name);
    std::string kept(magic);
    kept += static_cast<char>(keys.size());
    std::string sealed(bytes);
    for (const auto& key_id : keys) {
        const auto key = vault_.find(tenant, key_id);
        if (!key) return;
        sealed = eventstore::aes_gcm_seal(*key, bytes_of(sealed), bytes_of(binding));
        kept.append(reinterpret_cast<const char*>(key_id.bytes.data()), id_size);
    }
    kept += sealed;
    store_.put(name, kept);
    cache(name, std::make_shared<const std::string>(std::move(kept)));
}

std::optional<std::string> KeptDocuments::open(const domain::Uuid& tenant, const std::string& name,
                                               std::string_view kept) const {
    auto parts = parts_of(kept);
    if (!parts) return std::nullopt;
    const std::string binding = binding_of(tenant, name);
    std::string text;
    std::string_view sealed = parts->sealed;
    std::ranges::reverse(parts->keys);
    for (const auto& key_id : parts->keys) {
        const auto key = vault_.find(tenant, key_id);
        auto opened = key ? eventstore::aes_gcm_open(*key, bytes_of(sealed), bytes_of(binding)) : std::nullopt;
        if (!opened) return std::nullopt;
        text = *std::move(opened);
        sealed = text;
    }
    return text;
}

KeptDocuments::Sealed KeptDocuments::cached(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return nullptr;
    cached_.splice(cached_.begin(), cached_, found->second);
    return found->second->sealed;
}

void KeptDocuments::cache(const std::string& name, Sealed sealed) {
    if (sealed->size() > max_cached_bytes_ / share_of_one) return;
    const std::lock_guard lock(mutex_);
    if (const auto known = by_name_.find(name); known != by_name_.end()) {
        bytes_ -= known->second->sealed->size();
        cached_.erase(known->second);
        by_name_.erase(known);
    }
    bytes_ += sealed->size();
    cached_.push_front({name, std::move(sealed)});
    by_name_.emplace(name, cached_.begin());
    while (bytes_ > max_cached_bytes_) {
        bytes_ -= cached_.back().sealed->size();
        by_name_.erase(cached_.back().name);
        cached_.pop_back();
    }
}

std::size_t KeptDocuments::cached_bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
}

}  // namespace suoledger::http
